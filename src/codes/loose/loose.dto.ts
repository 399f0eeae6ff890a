import { ActId } from '../../platform/acts/act-id.js';
import { Grams, Instant, Line, MayBeLeftOut, OneOf, Ref, Whole } from '../../platform/http/fields.js';
import { LabelWishDto, PreviewPaperQuery } from '../labels/labels.dto.js';
import { MAX_CODES_AT_ONCE } from '../serial-run.js';
import { MAX_SERIAL } from '../trace-code.js';
import { THINGS, type Thing } from './thing.js';

export const LOOSE_KINDS = ['roll', 'carton', 'pallet'] as const;

/** A roll of labels, or labels for cartons or pallets. `count` 1 to 1,000,000; with `template` or `size` their labels as well. */
export class LooseCodesDto extends LabelWishDto {
  @ActId() id: string;
  @OneOf(LOOSE_KINDS) kind: (typeof LOOSE_KINDS)[number];
  @Whole(1, MAX_CODES_AT_ONCE) count: number;
}

/** Which of these labels is shown, and how. */
export class LoosePreviewQuery extends PreviewPaperQuery {
  @OneOf(LOOSE_KINDS) kind: (typeof LOOSE_KINDS)[number];
}

/** One scan in the field: this label now stands on this lot, this sack of it, or this package of it (by serial). */
export class BindLabelDto {
  @ActId() id: string;
  @Line(120) code: string;
  @OneOf(THINGS) thing: Thing;
  @Ref() lot: string;
  /** The package, when `thing` is `package`. */
  @MayBeLeftOut() @Whole(1, MAX_SERIAL) serial?: number;
  /** What the sack weighs, when `thing` is `sack` and somebody weighed it. */
  @MayBeLeftOut() @Grams() grams?: number;
  @Instant() at: string;
}
