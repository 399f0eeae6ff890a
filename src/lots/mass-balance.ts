import { sumGrams } from '../platform/quantity.js';
import { MassUnbalanced } from './lots.errors.js';

/** Where grams of an act came from or went that are in no lot. `gain` is taken-up water or the scales' difference. */
export type BalanceKind = 'gain' | 'loss' | 'sample' | 'waste';

export interface BalanceLine {
  kind: BalanceKind;
  grams: number;
  reason: string;
}

export interface MassSheet {
  inGrams: number;
  gainGrams: number;
  outGrams: number;
  /** Loss, samples and waste together. */
  lossGrams: number;
}

/** Adds up an act. All grams are whole. */
export function massSheet(
  inputs: readonly { grams: number }[],
  outputs: readonly { grams: number }[],
  balance: readonly BalanceLine[],
): MassSheet {
  return {
    inGrams: sumGrams(inputs.map(({ grams }) => grams)),
    gainGrams: sumGrams(balance.filter(({ kind }) => kind === 'gain').map(({ grams }) => grams)),
    outGrams: sumGrams(outputs.map(({ grams }) => grams)),
    lossGrams: sumGrams(balance.filter(({ kind }) => kind !== 'gain').map(({ grams }) => grams)),
  };
}

/** Grams that appeared from nowhere (above 0) or disappeared (below 0); 0 when Σ in + Σ gain = Σ out + Σ loss. */
export function unexplainedGrams(sheet: MassSheet): number {
  return sheet.outGrams + sheet.lossGrams - sheet.inGrams - sheet.gainGrams;
}

/** The law of every act on lots, exact to the gram. Throws {@link MassUnbalanced} with the figures. */
export function assertMassBalances(sheet: MassSheet): void {
  if (sheet.inGrams <= 0 || sheet.outGrams <= 0 || unexplainedGrams(sheet) !== 0) throw new MassUnbalanced(sheet);
}
