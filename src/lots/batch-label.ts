import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import type { LabelField } from './label-fields.js';

/** Packages that were filled together, with what their label says. */
export interface PackageLabel {
  firstSerial: number;
  lastSerial: number;
  gramsEach: number;
  /** The eleven fields in the order of GAP, each with the words to print; `value` null where it is not known. */
  fields: LabelField[];
  /** Keys of the fields that have no value; a product label is printed only when this is empty. */
  missing: string[];
}

/** What the labels of a batch say. */
export interface BatchLabel {
  lot: string;
  number: string;
  /** True once the batch was released or rejected: what its labels say no longer changes. */
  frozen: boolean;
  /** 贮藏, where somebody entered it; not one of the eleven. */
  storage: string | null;
  /** One for each packing; empty before anything is packed. */
  packings: PackageLabel[];
}

/**
 * How the room that prints learns what a label says. Batches know, codes print, and rooms of one floor do not know each other:
 * so the wish stands here, and batches/ fulfils it.
 */
export abstract class BatchLabels {
  /**
   * What the labels of a batch of the acting organisation say now; undefined for what is no batch of it. In a
   * transaction of that organisation: the answer is kept with the print job, which may then run anywhere.
   */
  abstract labelOf(tx: Tx, actor: Actor, batch: string): Promise<BatchLabel | undefined>;
}
