import type { Tx } from '../../platform/db/tx.js';
import type { Fact } from '../fact.js';
import type { Misfit } from '../page-check.js';

export interface ReplayedFact {
  readonly fact: Fact;
  /** Undefined while it waits for the sequencer. */
  readonly leafIndex: bigint | undefined;
}

/**
 * Replays facts against the rows of a room. Rooms above the ledger implement it, each for its own tables, and the
 * composition root of `npm run verify-ledger` hands them in: the ledger itself knows no room.
 */
export interface LedgerReplayer {
  /** The room's name, for the report. */
  readonly room: string;
  /** Takes some thousand facts at a time, in the order they were sealed, those still waiting last. */
  replay(tx: Tx, facts: readonly ReplayedFact[]): Promise<Misfit | undefined>;
  /** After the last fact, in the same snapshot: what can only be seen in the whole. */
  finish(tx: Tx): Promise<Misfit | undefined>;
}
