import type { Bilingual } from '../platform/errors.js';
import { DIVISION_NAMES } from './division-names.js';

/** Digits of a county: nothing finer is told to the public, whatever the record holds (DESIGN §10: no exact plots). */
const COUNTY_DIGITS = 6;

/**
 * A division code in words, never finer than the county: 141026104 → 山西省临汾市安泽县. Told as far as it is known, and nothing
 * made up for the rest: 149926 → 山西省. Undefined for what is no division code, or of no known province.
 */
export function placeName(code: string): Bilingual | undefined {
  if (!/^[1-9]\d{1,11}$/.test(code)) return undefined;
  const county = code.slice(0, COUNTY_DIGITS).replace(/(00)+$/, '');
  const levels = [2, 4, 6].filter((digits) => digits <= county.length).map((digits) => county.slice(0, digits));
  const names = levels.flatMap((level) => DIVISION_NAMES[level] ?? []);
  if (DIVISION_NAMES[county.slice(0, 2)] === undefined) return undefined;
  return {
    zh: names.map(({ zh }) => zh).join(''),
    en: names
      .map(({ en }) => en)
      .reverse()
      .join(', '),
  };
}

/** The province of a look by the first two digits of its code; 0 is unknown, 99 abroad. */
export function provinceName(place: number): Bilingual {
  if (place === 99) return { zh: '境外', en: 'abroad' };
  return DIVISION_NAMES[String(place)] ?? { zh: '未知', en: 'unknown' };
}
