import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bilingual } from '../platform/errors.js';
import { referenceFolder } from '../platform/reference-folder.js';

/**
 * Names by division code (GB/T 2260) without trailing zeros: provinces, cities and prefectures, counties
 * (seeds/places/README.md). Township names are not held: nothing finer than the county is told to the public.
 */
export const DIVISION_NAMES: Readonly<Record<string, Bilingual>> = Object.fromEntries(
  Object.entries(
    JSON.parse(readFileSync(join(referenceFolder(), '..', 'places', 'divisions.json'), 'utf8')) as Record<
      string,
      [string, string]
    >,
  ).map(([code, [zh, en]]) => [code, { zh, en }]),
);
