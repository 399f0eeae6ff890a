import type { LotView } from '../lots/lot.js';
import type { OwnerShare } from './processing.facts.js';

/** What a workshop did with the goods of one owner, and what of them is there now. Whole grams. */
export interface TollBalance extends OwnerShare {
  workshop: string;
  runs: number;
  /** In the workshop and the owner's. */
  presentGrams: number;
  lots: { lot: string; kind: string; herb: string; variant: string | null; grams: number; held: boolean }[];
  ownerName?: string;
  workshopName?: string;
}

const NOTHING = {
  ...{ inGrams: 0, addedGrams: 0, gainGrams: 0, productGrams: 0, byProductGrams: 0, wasteGrams: 0, lossGrams: 0 },
  runs: 0,
};

/** Joins what was worked with what lies there, by pair of workshop and owner. */
export function tollBalances(
  worked: readonly (OwnerShare & { workshop: string; runs: number })[],
  lots: readonly LotView[],
): TollBalance[] {
  const balances = new Map<string, TollBalance>();
  const of = (workshop: string, owner: string): TollBalance => {
    const key = `${workshop} ${owner}`;
    const found = balances.get(key) ?? { ...NOTHING, workshop, owner, presentGrams: 0, lots: [] };
    balances.set(key, found);
    return found;
  };
  for (const line of worked) Object.assign(of(line.workshop, line.owner), line);
  for (const { id, kind, herb, variant, remaining, owner, holder, holds, unit } of lots) {
    if (owner === null || holder === null || unit !== 'gram') continue;
    const balance = of(holder, owner);
    balance.presentGrams += remaining;
    balance.lots.push({ lot: id, kind, herb, variant, grams: remaining, held: holds.some(({ binding }) => binding) });
  }
  return [...balances.values()];
}
