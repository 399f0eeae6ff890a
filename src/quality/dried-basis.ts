import Big from 'big.js';

/** More places than any limit has, so that the one rounding is the limit's (不许连续修约). */
const PLACES = 20;

/**
 * A content measured in the sample as it was, calculated on the dried product (按干燥品计算): value ÷ (1 − water). Both
 * are percentages as decimal strings; undefined when the water is not a percentage below 100.
 */
export function onDriedBasis(value: string, waterPercent: string): string | undefined {
  const water = new Big(waterPercent);
  if (water.lt(0) || water.gte(100)) return undefined;
  const Exact = Big();
  Exact.DP = PLACES;
  return new Exact(value).times(100).div(new Exact(100).minus(waterPercent)).toFixed();
}

/** Whether a limit's own method says that it holds for the dried product. */
export function isOnDriedBasis({ method }: { method: string | null }): boolean {
  return method?.includes('按干燥品') === true;
}
