import { apportion } from '../lots/apportion.js';
import type { LotKind } from '../lots/lot.js';
import type { BalanceLine } from '../lots/mass-balance.js';
import type { OutputUse, OwnerShare } from './processing.facts.js';

export interface OwnedInput {
  owner: string;
  kind: LotKind;
  herb: string;
  grams: number;
}

export interface OwnedOutput {
  owner: string;
  herb: string;
  grams: number;
  use: OutputUse;
}

/**
 * One line for each owner of herbs, by owner. Adjuvants, gains and waste in no lot are shared out by what each brought,
 * exactly to the gram; what came out as a lot is whose the act says it is; the loss is what is left over.
 */
export function ownerShares(
  inputs: readonly OwnedInput[],
  outputs: readonly OwnedOutput[],
  balance: readonly BalanceLine[],
): OwnerShare[] {
  const herbs = inputs.filter(({ kind }) => kind !== 'adjuvant');
  const brought = herbs.length === 0 ? inputs : herbs;
  const owners = [...new Set(brought.map(({ owner }) => owner))].sort();
  const weights = owners.map((owner) => BigInt(total(brought.filter((input) => input.owner === owner))));
  const sharedOut = (grams: number) => apportion(BigInt(grams), weights).map(Number);
  const added = sharedOut(total(inputs) - total(brought));
  const gained = sharedOut(total(balance.filter(({ kind }) => kind === 'gain')));
  const thrown = sharedOut(total(balance.filter(({ kind }) => kind === 'waste')));
  return owners.map((owner, at) => {
    const own = outputs.filter((output) => output.owner === owner);
    const of = (...uses: OutputUse[]) => total(own.filter(({ use }) => uses.includes(use)));
    const [inGrams, addedGrams, gainGrams] = [Number(weights[at]!), added[at]!, gained[at]!];
    const [productGrams, byProductGrams] = [of('product'), of('by-product', 'rework')];
    const wasteGrams = of('waste') + thrown[at]!;
    const lossGrams = inGrams + addedGrams + gainGrams - productGrams - byProductGrams - wasteGrams;
    return { owner, inGrams, addedGrams, gainGrams, productGrams, byProductGrams, wasteGrams, lossGrams };
  });
}

function total(lines: readonly { grams: number }[]): number {
  return lines.reduce((sum, { grams }) => sum + grams, 0);
}
