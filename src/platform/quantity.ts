/** The heaviest single quantity taken: a million tonnes, far under 2^53 so that sums stay exact. */
export const MAX_GRAMS = 1_000_000_000_000;

/** True for a whole number of grams above zero and not absurd. */
export function isGrams(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= MAX_GRAMS;
}

/** Adds whole grams and refuses to leave the exact range. */
export function sumGrams(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  if (!Number.isSafeInteger(sum)) throw new RangeError(`sum of grams ${sum} is not exact`);
  return sum;
}
