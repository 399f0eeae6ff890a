import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';

/** One thing with a code: a package by its serial, or so many grams of a lot (a sack), or a lot as a whole. */
export interface CodedThing {
  /** The lot the code was issued for, or its label is bound to. */
  lot: string;
  /** Serial of the package within that lot; null for a sack, and for the lot itself. */
  serial: number | null;
  grams: number | null;
}

/** What a scanned code stands on. */
export interface CodedThings {
  /** The code as it is printed, upper case, without separators. */
  code: string;
  kind: 'batch' | 'package' | 'carton' | 'pallet' | 'roll' | 'sack' | 'delivery-note';
  /** Who issued it. */
  organisation: string;
  voided: boolean;
  /** What stands on it, or is inside it at any depth. */
  things: CodedThing[];
}

/**
 * How goods under way are known by their codes. Custody and codes are rooms of one floor and do not know each other; they
 * meet at the lot, so the wish stands here and codes/ fulfils it.
 */
export abstract class CodeReader {
  /** Reads any code, or a whole address of one; undefined for what is no code of ours, or was never issued. */
  abstract read(text: string): Promise<CodedThings | undefined>;
  /** A code for a delivery note, in the transaction of the dispatch, whose id and fact it names. */
  abstract issueNoteCode(tx: Tx, actor: Actor, note: { actId: string; factId: string }): Promise<string>;
  /** The address that stands in the QR of a code, and the QR itself as a PNG. */
  abstract qrOf(code: string): { url: string; png: Buffer };
}
