import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';

/** A batch that is to get its code, named by the act and the fact that make it. */
export interface CodedBatch {
  lot: string;
  actId: string;
  factId: string;
}

/**
 * How a batch gets its trace code at once. Batches and codes are rooms of one floor and do not know each other; they meet at the
 * lot, so the wish stands here and codes/ fulfils it.
 */
export abstract class BatchCodes {
  /** Issues the code of serial 0, in the transaction in which the batch is born. */
  abstract issueBatchCode(tx: Tx, actor: Actor, batch: CodedBatch): Promise<{ code: string; url: string }>;
  /** The code of a batch of the acting organisation, or undefined. */
  abstract codeOfBatch(tx: Tx, lot: string): Promise<string | undefined>;
}
