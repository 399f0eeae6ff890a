import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, ValidateNested } from 'class-validator';
import { BalanceLineDto, DrawDto } from '../lots/matter.dto.js';
import { ActId } from '../platform/acts/act-id.js';
import { Grams, Instant, Line, List, MayBeLeftOut, Part, Whole } from '../platform/http/fields.js';
import { EntryDto } from '../rules/entry.dto.js';

/** POST /api/batches. `number` is used once; left out, it is the next of the organisation's scheme. `madeAt` defaults to now. */
export class MakeBatchDto {
  @ActId() id: string;
  @MayBeLeftOut() @Line(60) number?: string;
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

  /** How the form was filled in; disclosed beside the fact. */
  @ApiProperty({ type: EntryDto, required: false })
  @MayBeLeftOut()
  @Part(() => EntryDto)
  entry?: EntryDto;
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

  /** How the form was filled in; disclosed beside the fact. */
  @ApiProperty({ type: EntryDto, required: false })
  @MayBeLeftOut()
  @Part(() => EntryDto)
  entry?: EntryDto;
}

/** One of the batches that a batch is split into. */
export class SplitPartDto {
  @ActId() id: string;
  @Grams() grams: number;
  @MayBeLeftOut() @Line(60) number?: string;
  @MayBeLeftOut() @Line(40) variant?: string;
  @MayBeLeftOut() @Line(60) specification?: string;
}

/** What the scales miss after a split. */
export class SplitLossDto {
  @Grams() grams: number;
  @Line(200) reason: string;
}

/** POST /api/batches/:id/split. What is not named stays in the batch. `splitAt` defaults to now. */
export class SplitBatchDto {
  @ActId() id: string;

  @ApiProperty({ type: [SplitPartDto] })
  @List(1, 50)
  @ArrayUnique(({ id }: SplitPartDto) => id, { message: '有重复的批次|names a batch twice' })
  @ValidateNested({ each: true })
  @Type(() => SplitPartDto)
  parts: SplitPartDto[];

  @ApiProperty({ type: SplitLossDto, required: false })
  @MayBeLeftOut()
  @Part(() => SplitLossDto)
  loss?: SplitLossDto;

  @MayBeLeftOut() @Instant() splitAt?: string;
}

/** POST /api/batch-number-schemes. Parts in braces: HERB, COUNTY, YYYY, YYMMDD, YYYYMMDD, HARVEST, SEQ:digits. */
export class SetNumberSchemeDto {
  @ActId() id: string;
  @Line(100) pattern: string;
  /** Left out: for every herb without a scheme of its own. */
  @MayBeLeftOut() @Line(40) herb?: string;
}

/** POST /api/batch-numbers/void: a number that no batch will ever have, and why. */
export class VoidNumberDto {
  @ActId() id: string;
  @Line(60) number: string;
  @Line(200) reason: string;
}

/** POST /api/batches/:id/retained-samples. */
export class RetainSampleDto {
  @ActId() id: string;
  @Grams() grams: number;
  /** 留样室, cabinet, shelf. */
  @Line(100) location: string;
  @Instant() takenAt: string;
  @Line(60) takenBy: string;
}

/** POST /api/retained-samples/:id/destruction and …/destruction/confirm. */
export class DestroySampleDto {
  @ActId() id: string;
  @Line(200) reason: string;
}
