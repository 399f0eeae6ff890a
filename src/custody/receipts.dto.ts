import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Grams, Instant, Line, List, MayBeLeftOut, OneOf, Ref } from '../platform/http/fields.js';
import { SerialRange } from './shipments.dto.js';

export const EXCEPTIONS = ['short', 'over', 'damaged', 'wet', 'other'] as const;

/** What is said of one consignment lot, or of part of it: several lines for one lot give its parts different verdicts. */
export class ReceiptLineDto {
  @Ref() lot: string;
  @OneOf(['accepted', 'rejected', 'quarantined']) verdict: 'accepted' | 'rejected' | 'quarantined';
  @Grams() grams: number;
  /** Why it is not accepted, or why it weighs otherwise. */
  @MayBeLeftOut() @Line(200) reason?: string;
  @MayBeLeftOut() @OneOf(EXCEPTIONS) exception?: (typeof EXCEPTIONS)[number];
  /** Which packages, for a part that is rejected or quarantined. */
  @MayBeLeftOut() @SerialRange() serials?: [number, number];
}

/** POST /api/receipts: the receiver's answer to a shipment. Lots that are not named wait on. */
export class ReceiptDto {
  @ActId() id: string;
  @Ref() shipment: string;

  @ApiProperty({ type: [ReceiptLineDto] })
  @List(1, 200)
  @ValidateNested({ each: true })
  @Type(() => ReceiptLineDto)
  lines: ReceiptLineDto[];

  @Instant() receivedAt: string;
  /** The buyer's own document number, used once: by it the ERP finds the receipt. */
  @MayBeLeftOut() @Line(60) externalNumber?: string;
}

/** POST /api/receipts/:id/checks: the receiver's own inspection or retained sample, bound to the receipt. */
export class ReceiptCheckDto {
  @ActId() id: string;
  @Ref() lot: string;
  @OneOf(['inspection', 'retained-sample']) kind: 'inspection' | 'retained-sample';
  @Instant() at: string;
  /** Grams of a retained sample: taken from the lot. */
  @MayBeLeftOut() @Grams() grams?: number;
  /** Where it is kept. */
  @MayBeLeftOut() @Line(100) place?: string;
  /** The sample and the report of an inspection, when a laboratory here recorded them. */
  @MayBeLeftOut() @Ref() sample?: string;
  @MayBeLeftOut() @Ref() report?: string;
  @MayBeLeftOut() @OneOf(['passed', 'failed']) result?: 'passed' | 'failed';
}
