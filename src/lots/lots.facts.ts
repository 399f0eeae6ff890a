import type { HoldAuthority, HoldScope } from './lot-state.js';

/** A hold was placed. Subjects: the hold and what it lies on; the lots it covers are counted and digested. */
export type LotsHeld = {
  hold: string;
  scope: HoldScope;
  subject: string;
  authority: HoldAuthority;
  reason: string;
  /** Lots covered when it was placed; lots born of them later inherit the hold. */
  lots: number;
  /** SHA-256 over their ids, ascending, one a line. */
  digest: string;
};
export const LOTS_HELD = 'lots.held';

/** A hold was lifted. Subjects: the hold and what it lay on. */
export type LotsHoldLifted = {
  hold: string;
  scope: HoldScope;
  subject: string;
  authority: HoldAuthority;
  reason: string;
  /** Lots that carried it; each is free once its last other hold is lifted. */
  lots: number;
};
export const LOTS_HOLD_LIFTED = 'lots.hold-lifted';
