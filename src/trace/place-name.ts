import type { Bilingual } from '../platform/errors.js';
import { DIVISION_NAMES } from './division-names.js';

/** Digits of a county: nothing finer is told to the public, whatever the record holds (DESIGN §10: no exact plots). */
const COUNTY_DIGITS = 6;

/**
 * A division code in words, never finer than the county: 141026104 → 山西省临汾市安泽县. A part without a known name is left out;
 * where the county itself has none, its code stands instead. Undefined for what is no division code.
 */
export function placeName(code: string): Bilingual | undefined {
  if (!/^[1-9]\d{1,11}$/.test(code)) return undefined;
  const county = code.slice(0, COUNTY_DIGITS).replace(/(00)+$/, '');
  const levels = [2, 4, 6].filter((digits) => digits <= county.length).map((digits) => county.slice(0, digits));
  const names = levels.flatMap((level) => DIVISION_NAMES[level] ?? []);
  if (names.length > 0 && DIVISION_NAMES[county] === undefined) names.push({ zh: `（${county}）`, en: county });
  if (names.length === 0) return { zh: county, en: county };
  return {
    zh: names.map(({ zh }) => zh).join(''),
    en: names
      .map(({ en }) => en)
      .reverse()
      .join(', '),
  };
}
