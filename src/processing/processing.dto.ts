import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { ArrayUnique, IsBoolean, ValidateBy, ValidateNested } from 'class-validator';
import { BalanceLineDto, DrawDto } from '../lots/matter.dto.js';
import { ActId } from '../platform/acts/act-id.js';
import { Decimal, Grams, Instant, Line, List, MayBeLeftOut, OneOf, Paragraph } from '../platform/http/fields.js';
import { STEP_WORDS } from './step-kind.js';

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

/** One step with its typed parameters (GAP 2022 采收与产地加工章; domain reference §4.1). */
export class StepDto {
  @OneOf(STEP_WORDS) kind: string;
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
}

/** A lot that comes out of a run. Its id is made by the client, like the run's. */
export class RunOutputDto {
  @ActId() id: string;
  @Line(40) herb: string;
  @MayBeLeftOut() @Line(40) variant?: string;
  @Grams() grams: number;
  @MayBeLeftOut() @IsBoolean({ message: '应为 true 或 false|must be true or false' }) byProduct?: boolean;
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
}
