import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, ValidateNested } from 'class-validator';
import { BalanceLineDto, DrawDto } from '../lots/matter.dto.js';
import { ActId } from '../platform/acts/act-id.js';
import { Grams, Instant, Line, List, MayBeLeftOut, Whole } from '../platform/http/fields.js';

/** POST /api/batches. `number` by the organisation's own scheme, used once. `madeAt` defaults to now. */
export class MakeBatchDto {
  @ActId() id: string;
  @Line(60) number: string;
  @Line(40) herb: string;
  @MayBeLeftOut() @Line(40) variant?: string;

  @ApiProperty({ type: [DrawDto] })
  @List(1, 300)
  @ArrayUnique(({ lot }: DrawDto) => lot, { message: '有重复的批次|names a lot twice' })
  @ValidateNested({ each: true })
  @Type(() => DrawDto)
  inputs: DrawDto[];

  @ApiProperty({ type: [BalanceLineDto], required: false })
  @MayBeLeftOut()
  @List(0, 50)
  @ValidateNested({ each: true })
  @Type(() => BalanceLineDto)
  balance?: BalanceLineDto[];

  @MayBeLeftOut() @Instant() madeAt?: string;
  /** 规格 or grade as the label is to say it; the form (`variant`) stands for it when it is left out. */
  @MayBeLeftOut() @Line(60) specification?: string;
  /** 保质期, from the day of packing; the reference data's figure when it is left out, and the label's page says so. */
  @MayBeLeftOut() @Whole(1, 600) shelfLifeMonths?: number;
  /** 贮藏. */
  @MayBeLeftOut() @Line(100) storage?: string;
}

/** POST /api/batches/:id/label: what the labels say from now on. Refused once the batch was released or rejected. */
export class SetLabelDto {
  @ActId() id: string;
  @MayBeLeftOut() @Line(60) specification?: string;
  @MayBeLeftOut() @Whole(1, 600) shelfLifeMonths?: number;
  @MayBeLeftOut() @Line(100) storage?: string;
}

/** POST /api/batches/:id/packages. */
export class PackDto {
  @ActId() id: string;
  @Whole(1, 10_000_000) count: number;
  @Grams() gramsEach: number;
  @Line(100) material: string;
  @Instant() packedAt: string;
}
