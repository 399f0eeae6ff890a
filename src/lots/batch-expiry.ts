import type { Tx } from '../platform/db/tx.js';

/**
 * How whoever stores a batch learns until when it keeps. Batches know, stores ask, and rooms of one floor do not know each
 * other: so the wish stands here, and batches/ fulfils it.
 */
export abstract class BatchExpiry {
  /** The first day on which packages of these batches expire (YYYY-MM-DD), for those of them that are batches of this organisation and packed. */
  abstract expiryOf(tx: Tx, organisationId: string, lots: readonly string[]): Promise<Map<string, string>>;
}
