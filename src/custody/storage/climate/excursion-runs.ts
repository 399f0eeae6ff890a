import { boundsOf, sideOf, type ClimateBand, type ClimateQuantity, type ClimateSide } from '../climate-band.js';
import type { Reading } from './reading.js';

/** Where a sensor stood, and what was allowed there. Bounds in hundredths; `until` is the first moment it stood there no more. */
export interface JudgedPlacement {
  id: string;
  from: number;
  until: number | null;
  band: ClimateBand;
}

/** A stretch of time in which a place was out of its band. `to` is the first reading within the band after it. */
export interface ExcursionRun {
  placement: string;
  quantity: ClimateQuantity;
  side: ClimateSide;
  /** The bound that was crossed, and the worst of the values; hundredths. */
  bound: number;
  worst: number;
  from: number;
  to: number | null;
}

/** Two excursions of one kind with less than this between their readings are one: a value that dances on the bound is one event. */
export const ONE_EXCURSION_MS = 30 * 60_000;

/** The placement that holds at a time, of those of one sensor. */
export function placementAt(placements: readonly JudgedPlacement[], at: number): JudgedPlacement | undefined {
  return placements.find(({ from, until }) => from <= at && (until === null || at < until));
}

/** The excursions in readings of one sensor, ascending by time (GSP: 超出规定范围). */
export function excursionRuns(readings: readonly Reading[], placements: readonly JudgedPlacement[]): ExcursionRun[] {
  return (['celsius', 'humidity'] as const).flatMap((quantity) => runsOf(quantity, readings, placements));
}

function runsOf(
  quantity: ClimateQuantity,
  readings: readonly Reading[],
  placements: readonly JudgedPlacement[],
): ExcursionRun[] {
  const runs: ExcursionRun[] = [];
  let run: (ExcursionRun & { last: number }) | undefined;
  for (const reading of readings) {
    const value = reading[quantity];
    if (value === null) continue;
    const placement = placementAt(placements, reading.at);
    // A sensor that was taken away says nothing of the place any more: what was open there ends with it.
    if (run !== undefined && placement?.id !== run.placement) {
      run.to ??= placements.find(({ id }) => id === run!.placement)!.until;
      run = undefined;
    }
    if (placement === undefined) continue;
    const side = sideOf(placement.band, quantity, value);
    if (side === undefined) {
      if (run !== undefined) run.to ??= reading.at;
      continue;
    }
    const goesOn = run?.side === side && (run.to === null || reading.at - run.last < ONE_EXCURSION_MS);
    if (run !== undefined && goesOn) {
      run.to = null;
      run.last = reading.at;
      if (side === 'above' ? value > run.worst : value < run.worst) run.worst = value;
      continue;
    }
    if (run !== undefined) run.to ??= reading.at;
    const [min, max] = boundsOf(placement.band, quantity);
    run = {
      ...{ placement: placement.id, quantity, side, bound: (side === 'above' ? max : min)!, worst: value },
      ...{ from: reading.at, to: null, last: reading.at },
    };
    runs.push(run);
  }
  // A sensor that stands there no more leaves nothing open.
  if (run !== undefined) run.to ??= placements.find(({ id }) => id === run!.placement)!.until;
  return runs.map(({ placement, side, bound, worst, from, to }) => ({
    placement,
    quantity,
    side,
    bound,
    worst,
    from,
    to,
  }));
}

/** An excursion as it is on record. */
export interface KnownExcursion extends ExcursionRun {
  excursion: string;
  n: number;
}

/** What has to be told: a new excursion (n 1), one that grew, shrank or ended, or one that is none any more (`withdrawn`). */
export interface ExcursionChange {
  excursion: string | undefined;
  n: number;
  run: ExcursionRun;
  withdrawn: boolean;
}

/** Holds what the readings say now against what is on record. Order of arrival does not matter: the same readings give the same excursions. */
export function reconcile(known: readonly KnownExcursion[], runs: readonly ExcursionRun[]): ExcursionChange[] {
  const left = [...known].sort((a, b) => a.from - b.from);
  const changes: ExcursionChange[] = [];
  for (const run of runs) {
    const at = left.findIndex((old) => sameKind(old, run) && meets(old, run));
    if (at === -1) changes.push({ excursion: undefined, n: 1, run, withdrawn: false });
    else {
      const [{ excursion, n, ...old }] = left.splice(at, 1) as [KnownExcursion];
      if (old.from !== run.from || old.to !== run.to || old.worst !== run.worst)
        changes.push({ excursion, n: n + 1, run, withdrawn: false });
    }
  }
  for (const { excursion, n, ...run } of left) changes.push({ excursion, n: n + 1, run, withdrawn: true });
  return changes;
}

function sameKind(a: ExcursionRun, b: ExcursionRun): boolean {
  return a.placement === b.placement && a.quantity === b.quantity && a.side === b.side;
}

function meets(a: ExcursionRun, b: ExcursionRun): boolean {
  return a.from <= (b.to ?? Infinity) && b.from <= (a.to ?? Infinity);
}
