/**
 * The state of a lot is three things, not one word: its quality, its custody, and the holds that stand on it.
 * Consumed is no state of its own: it is a balance of 0.
 */
export type Quality = 'pending' | 'released' | 'rejected';
export type Custody = 'in-stock' | 'in-transit';
export type HoldScope = 'lot' | 'plot' | 'planting' | 'input' | 'organisation';
/** `finding`: placed by a broken blocking rule. A company's word binds its own goods; a regulator's or a recall binds all. */
export type HoldAuthority = 'company' | 'finding' | 'regulator' | 'recall';

/**
 * Which verdicts may follow which. A rejection is final (rework makes a new lot); a release can be withdrawn by a
 * rejection, never forgotten. The database function lot_set_quality holds the same law.
 */
export function mayFollow(from: Quality, to: Quality): boolean {
  if (from === 'pending') return to !== 'pending';
  return from === 'released' && to === 'rejected';
}

/** Blocked for release, dispatch and codes while at least one binding hold stands. */
export function isBlocked(holds: readonly { binding: boolean }[]): boolean {
  return holds.some((hold) => hold.binding);
}

/** Nothing left to draw. */
export function isConsumed(lot: { remaining: number }): boolean {
  return lot.remaining === 0;
}
