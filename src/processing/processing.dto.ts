import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayUnique, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { BalanceLineDto, DrawDto } from '../lots/matter.dto.js';
import { ActId } from '../platform/acts/act-id.js';
import {
  Decimal,
  Grams,
  Instant,
  Line,
  List,
  MayBeLeftOut,
  OneOf,
  Paragraph,
  Part,
  Ref,
  YesNo,
} from '../platform/http/fields.js';
import { EntryDto } from '../rules/entry.dto.js';
import type { OutputUse } from './processing.facts.js';

const DECIMAL = /^-?(0|[1-9]\d{0,3})(\.\d{1,2})?$/;

/** Degrees Celsius, −60 to 1500, as a decimal text; a JSON number is taken and kept as the text it is written as. */
const Celsius = () =>
  applyDecorators(
    ApiProperty({ type: 'string', example: '60' }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'number' ? String(value) : value)),
    ValidateBy(
      {
        name: 'isCelsius',
        validator: {
          validate: (value: unknown) =>
            typeof value === 'string' && DECIMAL.test(value) && Number(value) >= -60 && Number(value) <= 1500,
          defaultMessage: () =>
            '应为 -60 至 1500 摄氏度，至多 2 位小数|must be -60 to 1500 degrees Celsius with at most 2 places',
        },
      },
      {},
    ),
  );

/** SHA-256 as 64 small hexadecimal digits. */
const Sha256 = () =>
  applyDecorators(
    ApiProperty({ type: 'string', pattern: '^[0-9a-f]{64}$' }),
    Matches(/^[0-9a-f]{64}$/, {
      message: '应为 64 位小写十六进制 SHA-256|must be a SHA-256 as 64 small hexadecimal digits',
    }),
  );

/** What a probe read at one moment of a step. */
export class CurvePointDto {
  @Instant() at: string;
  @Celsius() celsius: string;
  @MayBeLeftOut() @Decimal(1, 'not-negative') humidityPercent?: string;
}

/** A parameter of the reference data (GET /api/reference/processing) by its code; figures as decimal texts. */
export class ParameterDto {
  @Line(40) code: string;
  @Line(100) value: string;
}

/** A paper or file that shows the step: its number, or the SHA-256 of its bytes. */
export class StepEvidenceDto {
  @Line(40) kind: string;
  @MayBeLeftOut() @Line(100) number?: string;
  @MayBeLeftOut() @Sha256() sha256?: string;
}

/** One step with its typed parameters (GAP 2022 采收与产地加工章; domain reference §4.1). */
export class StepDto {
  /** A word of the reference data, Chinese or English. */
  @Line(40) kind: string;
  @Instant() startedAt: string;
  @Instant() endedAt: string;
  /** Set or mean temperature. */
  @MayBeLeftOut() @Celsius() celsius?: string;
  @MayBeLeftOut() @Celsius() celsiusMin?: string;
  @MayBeLeftOut() @Celsius() celsiusMax?: string;
  @MayBeLeftOut() @Decimal(1, 'not-negative') humidityPercent?: string;
  @MayBeLeftOut() @Decimal(1) layerCentimetres?: string;
  @MayBeLeftOut() @Decimal(2) thicknessMillimetres?: string;
  @MayBeLeftOut() @Line(100) waterSource?: string;
  @MayBeLeftOut() @Line(100) equipment?: string;
  /** What was added or fumigated with, by name. */
  @MayBeLeftOut() @Line(100) agent?: string;
  @MayBeLeftOut() @Line(100) operator?: string;
  @MayBeLeftOut() @Paragraph(500) note?: string;

  @ApiProperty({ type: [ParameterDto], required: false })
  @MayBeLeftOut()
  @List(0, 30)
  @ArrayUnique(({ code }: ParameterDto) => code, { message: '有重复的参数|names a parameter twice' })
  @ValidateNested({ each: true })
  @Type(() => ParameterDto)
  parameters?: ParameterDto[];

  @ApiProperty({ type: [CurvePointDto], required: false })
  @MayBeLeftOut()
  @List(0, 100)
  @ValidateNested({ each: true })
  @Type(() => CurvePointDto)
  curve?: CurvePointDto[];

  @ApiProperty({ type: [StepEvidenceDto], required: false })
  @MayBeLeftOut()
  @List(0, 10)
  @ValidateNested({ each: true })
  @Type(() => StepEvidenceDto)
  evidence?: StepEvidenceDto[];
}

/** A lot that comes out of a run. Its id is made by the client, like the run's. */
export class RunOutputDto {
  @ActId() id: string;
  @Line(40) herb: string;
  @MayBeLeftOut() @Line(40) variant?: string;
  @Grams() grams: number;
  @MayBeLeftOut() @YesNo() byProduct?: boolean;
  /** What it is for; left out: a product, or a by-product when `byProduct` says so. */
  @MayBeLeftOut() @OneOf(['product', 'by-product', 'waste', 'rework']) use?: OutputUse;
  /** Whose it is; needed where goods of several owners went in, and one of them. */
  @MayBeLeftOut() @Ref() owner?: string;
}

/** POST /api/runs. Σ inputs + Σ gain = Σ outputs + Σ loss, waste and samples, exactly. */
export class FinishRunDto {
  @ActId() id: string;
  @Line(100) method: string;
  @Line(100) facility: string;
  @Instant() startedAt: string;
  @Instant() endedAt: string;

  @ApiProperty({ type: [StepDto] })
  @List(1, 50)
  @ValidateNested({ each: true })
  @Type(() => StepDto)
  steps: StepDto[];

  @ApiProperty({ type: [DrawDto] })
  @List(1, 300)
  @ArrayUnique(({ lot }: DrawDto) => lot, { message: '有重复的批次|names a lot twice' })
  @ValidateNested({ each: true })
  @Type(() => DrawDto)
  inputs: DrawDto[];

  @ApiProperty({ type: [RunOutputDto] })
  @List(1, 50)
  @ArrayUnique(({ id }: RunOutputDto) => id, { message: '有重复的产出编号|names an output twice' })
  @ValidateNested({ each: true })
  @Type(() => RunOutputDto)
  outputs: RunOutputDto[];

  @ApiProperty({ type: [BalanceLineDto] })
  @List(0, 50)
  @ValidateNested({ each: true })
  @Type(() => BalanceLineDto)
  balance: BalanceLineDto[];

  /** 返工: why goods that had failed are worked again. What comes out is new lots, to be tested anew. */
  @MayBeLeftOut() @Line(200) rework?: string;

  /** How the form was filled in; disclosed beside the fact. */
  @ApiProperty({ type: EntryDto, required: false })
  @MayBeLeftOut()
  @Part(() => EntryDto)
  entry?: EntryDto;
}
