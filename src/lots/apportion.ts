/**
 * Splits a whole into whole parts in proportion to weights, by the largest remainder (Hamilton): the parts always sum to
 * the whole, and none is further than 1 from its exact quota. Ties go to the earlier weight. Lot edges are apportioned by
 * the database in the same way (function lot_apportion, whose ties turn with the input).
 *
 * @param whole  at least 0
 * @param weights  each at least 0; their sum above 0 unless the whole is 0
 */
export function apportion(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole < 0n || weights.some((weight) => weight < 0n))
    throw new RangeError('only quantities from 0 can be apportioned');
  if (total === 0n) {
    if (whole === 0n) return weights.map(() => 0n);
    throw new RangeError(`${whole} cannot be apportioned over weights that are all 0`);
  }
  const parts = weights.map((weight) => (whole * weight) / total);
  let short = whole - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (whole * weight) % total }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder) {
    if (short === 0n) break;
    parts[index] = parts[index]! + 1n;
    short -= 1n;
  }
  return parts;
}
