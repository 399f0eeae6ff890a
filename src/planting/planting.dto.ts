import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { plainToInstance, Transform, Type } from 'class-transformer';
import { ArrayUnique, IsObject, Matches, ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import {
  Part,
  Day,
  Decimal,
  Grams,
  Instant,
  Line,
  List,
  MayBeLeftOut,
  OneOf,
  Paragraph,
  Ref,
  Whole,
} from '../platform/http/fields.js';
import { DIVISION } from './base.dto.js';
import { EntryDto } from '../rules/entry.dto.js';
import { PositionDto } from './entry.dto.js';
import { FIELD_WORK_WORDS } from './field-work-kind.js';
import { GERMPLASM, type Germplasm } from './germplasm-allowed.js';
import { HARVEST_CONDITIONS, type HarvestCondition } from './harvested-apart.js';
import { InputUseDto } from './input.dto.js';

/** A paper that came with seed: 植物检疫证书, 种子质量检验报告, 基原鉴定报告 … A bare text is taken as its kind. */
export class SeedDocumentDto {
  @Line(100) kind: string;
  @MayBeLeftOut() @Line(100) number?: string;
  @MayBeLeftOut() @Line(100) issuedBy?: string;
  @MayBeLeftOut() @Day() date?: string;
}

function documents({ value }: { value: unknown }): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((entry: unknown) =>
    plainToInstance(SeedDocumentDto, typeof entry === 'string' ? { kind: entry } : entry),
  );
}

/** What a seed lot was raised from, and how much of it was used: grams or pieces, as that lot is measured. */
export class SeedSourceDto {
  @Ref() seedLot: string;
  @Whole(1, 1_000_000_000_000) quantity: number;
}

/** POST /api/seed-lots. Exactly one of `grams` (seed) and `pieces` (seedlings, cuttings). `receivedAt` defaults to now. */
export class ReceiveSeedLotDto {
  @ActId() id: string;
  @Line(40) herb: string;
  @Line(200) species: string;
  @MayBeLeftOut() @Grams() grams?: number;
  @MayBeLeftOut() @Whole(1, 1_000_000_000) pieces?: number;
  @Line(200) supplier: string;
  @ApiProperty({ example: '141026', description: 'where it was raised: 6, 9 or 12 digits' })
  @Matches(DIVISION, { message: '应为 6、9 或 12 位区划代码|must be a division code of 6, 9 or 12 digits' })
  originDivisionCode: string;
  @ApiProperty({ type: [SeedDocumentDto] })
  @Transform(documents)
  @List(0, 50)
  @ValidateNested({ each: true })
  documents: SeedDocumentDto[];
  @MayBeLeftOut() @Instant() receivedAt?: string;
  @MayBeLeftOut() @OneOf(GERMPLASM) germplasm?: Germplasm;
  /** Name of the variety, 农家品种 or 选育品种. */
  @MayBeLeftOut() @Line(100) variety?: string;
  /** Raised in the nursery from this lot: then it is not received but made. */
  @ApiPropertyOptional({ type: SeedSourceDto })
  @MayBeLeftOut()
  @Part(() => SeedSourceDto)
  raisedFrom?: SeedSourceDto;
}

/** POST /api/plantings. All plots lie in one base; wild stands need no seed lot. */
export class PlantDto {
  @ActId() id: string;
  @ApiProperty({ type: [String] })
  @List(1, 300)
  @ArrayUnique({ message: '有重复的地块|names a plot twice' })
  @Matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { each: true, message: '应为 UUID|must be UUIDs' })
  plots: string[];
  @Line(40) herb: string;
  @Line(200) species: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Ref() seedLot?: string;
  /** What was taken of it, in grams or pieces as it is measured. */
  @MayBeLeftOut() @Whole(1, 1_000_000_000_000) seedQuantity?: number;
  @Day() establishedOn: string;
  /** The version of the procedure (SOP) followed, as the organisation names it. */
  @MayBeLeftOut() @Line(200) sop?: string;
}

/** POST /api/field-work. `kind` in Chinese or by its English code. */
export class DoFieldWorkDto {
  @ActId() id: string;
  @Ref() planting: string;
  @OneOf(FIELD_WORK_WORDS) kind: string;
  @Instant() at: string;
  @ApiPropertyOptional({ type: InputUseDto })
  @MayBeLeftOut()
  @Part(() => InputUseDto)
  input?: InputUseDto;
  @MayBeLeftOut() @Line(500) reason?: string;
  @Line(100) operator: string;
  @MayBeLeftOut() @Paragraph() note?: string;
  /** Parameters of its kind (field-work-details.ts), each as text: `{"method": "滴灌", "cubicMetres": "12.5"}`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @MayBeLeftOut()
  @IsObject({ message: '应为对象|must be an object' })
  details?: Record<string, string>;
  @MayBeLeftOut() @Line(60) weather?: string;
  /** SHA-256 of photos, hex; the pictures stay where they were taken. */
  @ApiPropertyOptional({ type: [String] })
  @MayBeLeftOut()
  @List(0, 20)
  @ArrayUnique({ message: '有重复的照片|names a photo twice' })
  @Matches(/^[0-9a-f]{64}$/, { each: true, message: '应为 SHA-256|must be SHA-256 in hex' })
  photos?: string[];
  @ApiPropertyOptional({ type: EntryDto })
  @MayBeLeftOut()
  @Part(() => EntryDto)
  entry?: EntryDto;
}

/** What one plot gave, fresh. */
export class PlotShareDto {
  @Ref() plot: string;
  @Grams() grams: number;
}

/** One to 300 shares, each of another plot. */
const PlotShares = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({ type: [PlotShareDto] }),
    List(1, 300),
    ArrayUnique(({ plot }: PlotShareDto) => plot, { message: '有重复的地块|names a plot twice' }),
    ValidateNested({ each: true }),
    Type(() => PlotShareDto),
  );

/** POST /api/harvest-plans: what is to be gathered, and when. Refused while a blocking rule stands against it. */
export class PlanHarvestDto {
  @ActId() id: string;
  @Ref() planting: string;
  @PlotShares()
  plots: PlotShareDto[];
  @MayBeLeftOut() @Line(40) variant?: string;
  @Line(100) part: string;
  @Day() plannedOn: string;
}

/**
 * POST /api/harvests. Fresh weight; the harvest's id becomes the lot's id. `condition` other than 正常 is goods picked
 * apart; `stage` the 物候期; of `position` only the distance to the plots is kept.
 */
export class HarvestDto {
  @ActId() id: string;
  @Ref() planting: string;
  @PlotShares()
  plots: PlotShareDto[];
  @MayBeLeftOut() @Line(40) variant?: string;
  @Instant() at: string;
  @Line(100) part: string;
  @Line(100) method: string;
  @Line(100) operator: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Ref() plan?: string;
  @MayBeLeftOut() @Line(60) weather?: string;
  @MayBeLeftOut() @Line(60) stage?: string;
  @MayBeLeftOut() @Whole(0, 100_000) baskets?: number;
  @MayBeLeftOut() @OneOf(HARVEST_CONDITIONS) condition?: HarvestCondition;
  @ApiPropertyOptional({ type: PositionDto })
  @MayBeLeftOut()
  @Part(() => PositionDto)
  position?: PositionDto;
  @ApiPropertyOptional({ type: EntryDto })
  @MayBeLeftOut()
  @Part(() => EntryDto)
  entry?: EntryDto;
}

/** One sack on the scale. */
export class SackDto {
  @Grams() gross: number;
  @Whole(0, 1_000_000_000) tare: number;
}

/** Whoever brought the goods signs for weight and price; `image` is the drawn name, a PNG as base64. */
export class SignatureDto {
  @Line(100) by: string;
  @ApiPropertyOptional({ type: 'string', format: 'byte' })
  @MayBeLeftOut()
  @Matches(/^iVBORw0KGgo[A-Za-z0-9+/]{20,40000}={0,2}$/, {
    message: '应为 PNG 图片的 base64，不超过 30 KB|must be a PNG as base64, at most 30 KB',
  })
  image?: string;
}

/** POST /api/purchases. Grams as the scale shows them; `price` in 元 per kilogram of net weight. `at` defaults to now. */
export class WeighInDto {
  @ActId() id: string;
  @Line(100) grower: string;
  @MayBeLeftOut() @Ref() harvest?: string;
  @Grams() gross: number;
  @Whole(0, 1_000_000_000_000) tare: number;
  @Line(40) grade: string;
  @Decimal(4, 'not-negative') price: string;
  @MayBeLeftOut() @Instant() at?: string;
  /** Each sack as weighed; together they must be `gross` and `tare`. */
  @ApiPropertyOptional({ type: [SackDto] })
  @MayBeLeftOut()
  @List(1, 500)
  @ValidateNested({ each: true })
  @Type(() => SackDto)
  sacks?: SackDto[];
  @ApiPropertyOptional({ type: SignatureDto })
  @MayBeLeftOut()
  @Part(() => SignatureDto)
  signature?: SignatureDto;
}
