import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayUnique, IsString, MaxLength, MinLength } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Decimal, Instant, Line, List, MayBeLeftOut, OneOf, Part, Ref, Whole } from '../platform/http/fields.js';
import { PESTICIDE_CATEGORIES, TOXICITIES, type PesticideCategory, type Toxicity } from './input-label.js';

export const INPUT_KINDS = ['农药', '肥料', '其他'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** A list of short names, each once. */
const Names = (max: number) => (target: object, key: string) => {
  ApiPropertyOptional({ type: [String] })(target, key);
  List(1, max)(target, key);
  ArrayUnique({ message: '有重复|names one twice' })(target, key);
  IsString({ each: true, message: '应为文字|must be text' })(target, key);
  MinLength(1, { each: true, message: '不能为空|must not be empty' })(target, key);
  MaxLength(100, { each: true, message: '不得超过 100 字|must be at most 100 characters' })(target, key);
};

/** What the label of the product says (农药标签); whatever was not copied is left out. */
export class InputLabelDto {
  @MayBeLeftOut() @OneOf(PESTICIDE_CATEGORIES) category?: PesticideCategory;
  @MayBeLeftOut() @Names(20) ingredients?: string[];
  @MayBeLeftOut() @OneOf(TOXICITIES) toxicity?: Toxicity;
  /** Highest dose on one 亩, in `doseUnit`. */
  @MayBeLeftOut() @Decimal(4) maxDosePerMu?: string;
  @MayBeLeftOut() @Line(20) doseUnit?: string;
  @MayBeLeftOut() @Whole(1, 1_000_000) minDilution?: number;
  @MayBeLeftOut() @Whole(0, 730) safetyIntervalDays?: number;
  @MayBeLeftOut() @Whole(1, 100) maxApplications?: number;
  @MayBeLeftOut() @Names(100) crops?: string[];
}

/** POST /api/input-lots: a delivery of pesticide or fertiliser into the store. `receivedAt` defaults to now. */
export class ReceiveInputDto {
  @ActId() id: string;
  @OneOf(INPUT_KINDS) kind: InputKind;
  @Line(200) product: string;
  @MayBeLeftOut() @Line(60) registrationNumber?: string;
  @MayBeLeftOut() @Line(200) manufacturer?: string;
  @MayBeLeftOut() @Line(60) lotNumber?: string;
  @MayBeLeftOut() @Day() expiresOn?: string;
  @Decimal(3) amount: string;
  @ApiProperty({ example: '千克', description: 'weights and volumes are kept in g and ml, anything else as it is' })
  @Line(20)
  unit: string;
  @ApiPropertyOptional({ type: InputLabelDto })
  @MayBeLeftOut()
  @Part(() => InputLabelDto)
  label?: InputLabelDto;
  @Line(200) supplier: string;
  @MayBeLeftOut() @Line(100) supplierLicence?: string;
  @MayBeLeftOut() @Instant() receivedAt?: string;
}

/** 领用 hands out of the store, 退回 brings back, 报废 destroys, 盘点 sets the store to what was counted. */
export const STOCK_WORDS = { 领用: 'issued', 退回: 'returned', 报废: 'destroyed', 盘点: 'counted' } as const;
export type StockWord = keyof typeof STOCK_WORDS;
export const STOCK_KINDS: readonly string[] = [...Object.keys(STOCK_WORDS), ...Object.values(STOCK_WORDS)];

/** POST /api/input-lots/:id/movements. `person`: who took, brought or counted it. `at` defaults to now. */
export class MoveInputDto {
  @ActId() id: string;
  @OneOf(STOCK_KINDS) kind: string;
  @Decimal(3, 'not-negative') amount: string;
  @Line(20) unit: string;
  @Line(100) person: string;
  @MayBeLeftOut() @Line(500) reason?: string;
  @MayBeLeftOut() @Instant() at?: string;
}

/**
 * What was put on the field. `safetyIntervalDays` and `registrationNumber` are what the label says. `lot` names the
 * delivery it was taken from; `areaMu` is the area treated; `target` the pest or the purpose; `method` how it was put on.
 */
export class InputUseDto {
  @Line(200) product: string;
  @Decimal(6) amount: string;
  @Line(20) unit: string;
  @MayBeLeftOut() @Line(60) registrationNumber?: string;
  @MayBeLeftOut() @Whole(0, 730) safetyIntervalDays?: number;
  @ApiPropertyOptional() @MayBeLeftOut() @Ref() lot?: string;
  @MayBeLeftOut() @Decimal(2) areaMu?: string;
  @MayBeLeftOut() @Whole(1, 1_000_000) dilution?: number;
  @MayBeLeftOut() @Line(100) target?: string;
  @MayBeLeftOut() @Line(100) method?: string;
}
