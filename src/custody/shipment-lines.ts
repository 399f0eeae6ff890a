import type { Serials } from '../lots/custody.js';

/** A line as it goes to the lots. */
export interface PlannedLine {
  lot: string;
  grams: number;
  serials?: Serials[];
}

/** Single serials, in any order and maybe twice, as ranges. */
export function rangesOf(serials: readonly number[]): Serials[] {
  const ranges: [number, number][] = [];
  for (const serial of [...new Set(serials)].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === serial - 1) last[1] = serial;
    else ranges.push([serial, serial]);
  }
  return ranges;
}
