import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Grams, Instant, Line, List, MayBeLeftOut } from '../platform/http/fields.js';

/** A paper that came with it, e.g. 出厂检验报告. */
export class AdjuvantDocumentDto {
  @Line(60) kind: string;
  @Line(100) number: string;
}

/** POST /api/adjuvants: a delivery of honey, wine, vinegar … as a lot. `adjuvant` by name or code of the reference data. */
export class ReceiveAdjuvantDto {
  @ActId() id: string;
  @Line(40) adjuvant: string;
  @Grams() grams: number;
  @Line(100) supplier: string;
  @MayBeLeftOut() @Line(60) batchNumber?: string;
  @MayBeLeftOut() @Line(100) standard?: string;
  @Instant() receivedAt: string;
  @MayBeLeftOut() @Day() expiresOn?: string;

  @ApiProperty({ type: [AdjuvantDocumentDto], required: false })
  @MayBeLeftOut()
  @List(0, 20)
  @ValidateNested({ each: true })
  @Type(() => AdjuvantDocumentDto)
  documents?: AdjuvantDocumentDto[];
}
