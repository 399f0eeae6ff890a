import { placeName } from '../identity/place-name.js';

/** A base as its harvests named it. */
export interface TellingBase {
  name: string;
  divisionCode: string;
}

/** How many bases a label names; a lawful batch has one. */
const NAMED = 3;

/**
 * 产地 in words: the county, and the base in brackets. Never finer than a county, whatever is known. Null when no
 * harvest stands behind the batch.
 */
export function originText(bases: readonly TellingBase[]): string | null {
  const places = distinct(bases.flatMap(({ divisionCode }) => placeName(divisionCode)?.zh ?? []));
  const names = distinct(bases.map(({ name }) => name)).slice(0, NAMED);
  if (places.length === 0) return names.length === 0 ? null : names.join('、');
  return names.length === 0 ? places.join('、') : `${places.join('、')}（${names.join('、')}）`;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
