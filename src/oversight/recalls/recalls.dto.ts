import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, Matches } from 'class-validator';
import { ActId } from '../../platform/acts/act-id.js';
import { Instant, Line, MayBeLeftOut, OneOf, Ref, Whole } from '../../platform/http/fields.js';
import { MAX_GRAMS } from '../../platform/quantity.js';
import type { HoldScope } from '../../lots/lot-state.js';
import type { RecallClass } from '../oversight.facts.js';

const SCOPES: readonly HoldScope[] = ['lot', 'plot', 'planting', 'input', 'organisation'];
const CLASSES: readonly RecallClass[] = ['一级', '二级', '三级'];

/** Drafts a recall from a lot on: of the lot and everything made of it, or of everything from one of its origins. */
export class OpenRecallDto {
  @ActId() id: string;
  @Ref() lot: string;
  @OneOf(CLASSES) class: RecallClass;
  /** Why; shown to everyone who meets it. */
  @Line(500) reason: string;
  @MayBeLeftOut() @OneOf(SCOPES) scope?: HoldScope;
  /** Which origin of the lot, when it has several of this scope. */
  @MayBeLeftOut() @Ref() subject?: string;
  /** A rehearsal: the same clock and answers, and nothing outside its own tables. */
  @ApiPropertyOptional({ type: 'boolean' })
  @MayBeLeftOut()
  @IsBoolean({ message: '应为 true 或 false|must be true or false' })
  drill?: boolean;
}

/** A step that needs no words: publishing, acknowledging. */
export class RecallStepDto {
  @ActId() id: string;
}

/** A step that needs a reason: withdrawing, lifting. */
export class ReasonedStepDto {
  @ActId() id: string;
  @Line(500) reason: string;
}

/** Closes a recall; `reason` explains what is missing or not reported. */
export class CloseRecallDto {
  @ActId() id: string;
  @MayBeLeftOut() @Line(500) reason?: string;
}

/** What became of goods a holder had when the recall was published; several reports add up. */
export class ReportRecallDto {
  @ActId() id: string;
  /** Which lot, when the holder had several. */
  @MayBeLeftOut() @Ref() lot?: string;
  @MayBeLeftOut() @Whole(0, MAX_GRAMS) returned?: number;
  @MayBeLeftOut() @Whole(0, MAX_GRAMS) used?: number;
  @MayBeLeftOut() @Whole(0, MAX_GRAMS) destroyed?: number;
  @MayBeLeftOut() @Whole(0, MAX_GRAMS) missing?: number;
  @Instant() at: string;
  /** Who saw the destruction; needed with `destroyed`. Sealed. */
  @MayBeLeftOut() @Line(100) witness?: string;
  /** SHA-256 of a photo, hexadecimal. */
  @MayBeLeftOut()
  @Matches(/^[0-9a-f]{64}$/, { message: '应为照片的 SHA-256（64 位小写十六进制）|must be a SHA-256 in lower-case hex' })
  photo?: string;
  /** Explains what is missing; needed with `missing`. */
  @MayBeLeftOut() @Line(500) reason?: string;
}
