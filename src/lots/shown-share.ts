import { apportion } from './apportion.js';
import { ONE, type Share } from './genealogy.js';

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
    percent: decimal(rounded(share.share * 100n, PERCENT_DECIMALS), PERCENT_DECIMALS),
    sourceGrams: decimal(rounded(share.sourceGrams, GRAM_DECIMALS), GRAM_DECIMALS),
    presentGrams: decimal(rounded(share.presentGrams, GRAM_DECIMALS), GRAM_DECIMALS),
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
  return decimal(rounded(scaled, GRAM_DECIMALS), GRAM_DECIMALS);
}

function rounded(scaled: bigint, decimals: number): bigint {
  return (scaled * 10n ** BigInt(decimals) * 2n + ONE) / (ONE * 2n);
}

function decimal(units: bigint, decimals: number): string {
  const digits = units.toString().padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
}
