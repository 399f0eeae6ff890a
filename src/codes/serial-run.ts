/** Serials from `first` to `last`, both included. */
export interface SerialRun {
  first: number;
  last: number;
}

/** How many serials the runs hold. */
export function countSerials(runs: readonly SerialRun[]): number {
  return runs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** The first `count` serials of runs in ascending order. Requires that there are as many. */
export function takeSerials(runs: readonly SerialRun[], count: number): SerialRun[] {
  const taken: SerialRun[] = [];
  let left = count;
  for (const { first, last } of runs) {
    if (left === 0) break;
    const run = { first, last: Math.min(last, first + left - 1) };
    taken.push(run);
    left -= run.last - run.first + 1;
  }
  if (left > 0) throw new RangeError(`${left} serials of ${count} are missing`);
  return taken;
}

/** The runs without their first `skip` serials, cut into pieces of at most `size`. The order and the cuts never change. */
export function* chunksOf<T extends SerialRun>(runs: readonly T[], skip: number, size: number): Generator<T> {
  let behind = skip;
  for (const run of runs) {
    const length = run.last - run.first + 1;
    if (behind >= length) {
      behind -= length;
      continue;
    }
    for (let first = run.first + behind; first <= run.last; first += size) {
      yield { ...run, first, last: Math.min(run.last, first + size - 1) };
    }
    behind = 0;
  }
}
