import { ActId } from '../../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf, Paragraph, Whole } from '../../platform/http/fields.js';
import { MAX_SERIAL } from '../trace-code.js';
import { VOID_REASONS, type VoidReason } from './void-reason.js';

/** Takes one code out of use. */
export class VoidCodeDto {
  @ActId() id: string;
  @Line(120) code: string;
  @OneOf(VOID_REASONS) reason: VoidReason;
  /** Sealed: only those entitled read it. */
  @MayBeLeftOut() @Paragraph(500) note?: string;
}

/** Takes the codes of packages `first` to `last` of a batch out of use: a spoiled stretch of a print. */
export class VoidSerialsDto {
  @ActId() id: string;
  @Whole(1, MAX_SERIAL) first: number;
  @Whole(1, MAX_SERIAL) last: number;
  @OneOf(VOID_REASONS) reason: VoidReason;
  @MayBeLeftOut() @Paragraph(500) note?: string;
}

/** Gives a thing a new label; the old code is void. `by` is a free label of a roll that is at hand; without it a code is issued. */
export class ReplaceCodeDto {
  @ActId() id: string;
  @Line(120) code: string;
  @MayBeLeftOut() @Line(120) by?: string;
  @OneOf(VOID_REASONS) reason: VoidReason;
  @MayBeLeftOut() @Paragraph(500) note?: string;
}
