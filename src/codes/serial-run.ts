import type { CodeKind } from './code-kind.js';

/** Codes, or labels, that one order asks for at the most. */
export const MAX_CODES_AT_ONCE = 1_000_000;

/** Serials from `first` to `last`, both included. */
export interface SerialRun {
  first: number;
  last: number;
}

/** Serials of one range, with what their codes are computed from. */
export interface PrintableRun extends SerialRun {
  range: number;
  kind: CodeKind;
  keyId: string;
}

/** How many serials the runs hold. */
export function countSerials(runs: readonly SerialRun[]): number {
  return runs.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** The first stretch of `wanted` that none of the runs (ascending, within it) holds; undefined when all are there. */
export function firstGap(runs: readonly SerialRun[], wanted: SerialRun): SerialRun | undefined {
  let next = wanted.first;
  for (const { first, last } of [...runs, { first: wanted.last + 1, last: wanted.last + 1 }]) {
    if (first > next) return { first: next, last: first - 1 };
    next = last + 1;
  }
  return undefined;
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

/** The same runs in blocks of exactly `size` serials (the last may have less), from the block behind `skip` serials on. */
export function* blocksOf<T extends SerialRun>(runs: readonly T[], skip: number, size: number): Generator<T[]> {
  let block: T[] = [];
  let left = size;
  for (const run of chunksOf(runs, skip, size)) {
    for (let first = run.first; first <= run.last;) {
      const last = Math.min(run.last, first + left - 1);
      block.push({ ...run, first, last });
      left -= last - first + 1;
      first = last + 1;
      if (left > 0) continue;
      yield block;
      block = [];
      left = size;
    }
  }
  if (block.length > 0) yield block;
}
