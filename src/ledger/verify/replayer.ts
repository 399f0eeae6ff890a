import type { Tx } from '../../platform/db/tx.js';
import type { Fact } from '../fact.js';
import type { Misfit } from '../page-check.js';

/**
 * Replays facts against the rows of a room. Rooms above the ledger implement it, each for its own tables, and the
 * composition root of `npm run verify-ledger` hands them in: the ledger itself knows no room.
 */
export interface LedgerReplayer {
  /** The room's name, for the report. */
  readonly room: string;
  /** Takes every fact, in the order they were sealed, those still waiting last. Keeps of it what {@link finish} needs. */
  take(fact: Fact, leafIndex: bigint | undefined): void;
  /** Compares what the facts say with the rows, in the same snapshot. Gives the first thing that does not fit. */
  finish(tx: Tx): Promise<Misfit | undefined>;
}
