/**
 * How a fact tells of a hand-over, whichever room records it: `moves` says which lot went which step, `inputs` and `outputs`
 * what was split off with which packages, and the sealed `hands` who held and owned the lots from then on. `verify-ledger`
 * holds the rows against it.
 */
import type { Json } from '../platform/canonical-json.js';

/** `refused`: under way back to its sender; `returned`: there again. */
export type CustodyStep = 'born' | 'dispatched' | 'accepted' | 'quarantined' | 'refused' | 'returned';

/** A lot that went one step. */
export type ToldMove = { lot: string; step: CustodyStep };

/** A part that was split off, with the verdict of the whole and the packages that went along. */
export type ToldPart = {
  lot: string;
  from: string;
  grams: number;
  quality: string;
  packages: { of: string; first: number; last: number; gramsEach: number }[];
};

/** Who holds and owns a lot from then on. */
export type ToldHands = {
  lot: string;
  holder: string;
  owner: string;
  towards: string | null;
  passesTo: string | null;
};

/** The name under which `hands` is sealed in a fact. */
export const HANDS = 'hands';

export function movesTold(open: Readonly<Record<string, Json>>): ToldMove[] {
  const moves = open['moves'];
  return Array.isArray(moves) ? (moves as unknown as ToldMove[]) : [];
}

/** The parts that a hand-over split off; the outputs of other facts are none. */
export function partsTold(open: Readonly<Record<string, Json>>): ToldPart[] {
  const outputs = open['outputs'];
  return movesTold(open).length > 0 && Array.isArray(outputs) ? (outputs as unknown as ToldPart[]) : [];
}
