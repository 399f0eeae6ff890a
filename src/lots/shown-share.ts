import { apportion } from './apportion.js';
import { ONE, ONE_BITS, type Share } from './genealogy.js';

/** Decimals of a percentage: one gram in a thousand tonnes still shows. */
export const PERCENT_DECIMALS = 7;
/** Decimals of weighed shares: milligrams. */
export const GRAM_DECIMALS = 3;

/** A share as it is shown: decimal strings without trailing zeros. */
export interface ShownShare {
  lot: string;
  /** Of 100. The sources among the ancestors of a lot sum to exactly 100. */
  percent: string;
  sourceGrams: string;
  presentGrams: string;
  /** True where the matter begins. */
  source: boolean;
}

/**
 * Writes shares down. What must add up adds up as shown: the percentages of the sources to 100, their present grams to
 * what is left of the lot, by the largest remainder. All else is rounded by itself, half up.
 *
 * @param leftGrams what is left of the lot whose ancestors these are; undefined for descendants
 */
export function showShares(shares: readonly Share[], leftGrams?: number): ShownShare[] {
  const shown = shares.map((share) => ({
    lot: share.lot,
    percent: decimal(rounded(share.share, IN_PERCENT), PERCENT_DECIMALS),
    sourceGrams: decimal(rounded(share.sourceGrams, IN_MILLIGRAMS), GRAM_DECIMALS),
    presentGrams: decimal(rounded(share.presentGrams, IN_MILLIGRAMS), GRAM_DECIMALS),
    source: share.source,
  }));
  if (leftGrams === undefined) return shown;
  const sources = shares.flatMap((share, index) => (share.source ? [index] : []));
  const weights = sources.map((index) => shares[index]!.share);
  if (weights.every((weight) => weight === 0n)) return shown;
  const percents = apportion(100n * 10n ** BigInt(PERCENT_DECIMALS), weights);
  const grams = apportion(BigInt(leftGrams) * 10n ** BigInt(GRAM_DECIMALS), weights);
  sources.forEach((index, place) => {
    shown[index]!.percent = decimal(percents[place]!, PERCENT_DECIMALS);
    shown[index]!.presentGrams = decimal(grams[place]!, GRAM_DECIMALS);
  });
  return shown;
}

/** Fixed-point grams (× ONE) as a decimal string in milligram steps. */
export function showGrams(scaled: bigint): string {
  return decimal(rounded(scaled, IN_MILLIGRAMS), GRAM_DECIMALS);
}

/** Units of a share of 1 in percent, and of a gram, as they are shown. */
const IN_PERCENT = 100n * 10n ** BigInt(PERCENT_DECIMALS);
const IN_MILLIGRAMS = 10n ** BigInt(GRAM_DECIMALS);
const HALF = ONE >> 1n;

/** Half up; nothing here is negative. */
function rounded(scaled: bigint, units: bigint): bigint {
  return (scaled * units + HALF) >> ONE_BITS;
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function decimal(units: bigint, decimals: number): string {
  // Nearly every number is small enough for the quick way.
  const digits = (units <= SAFE ? String(Number(units)) : units.toString()).padStart(decimals + 1, '0');
  const whole = digits.slice(0, -decimals);
  let end = digits.length;
  while (end > whole.length && digits.charCodeAt(end - 1) === 48) end -= 1;
  return end === whole.length ? whole : `${whole}.${digits.slice(whole.length, end)}`;
}
