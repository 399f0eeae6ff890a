import { ApiProperty } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { Line } from '../platform/http/fields.js';
import type { Band, HerbRow } from './herbs.queries.js';
import type { Monograph } from './herbs.service.js';
import { isEnforceable, type Edition, type Limit } from './limit.js';

/** PUT /api/reference/:name. `content` is the whole file as seeds/reference has it. */
export class ReplaceReferenceDto {
  @Line(500) reason: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  @IsObject({ message: '应为对象|must be an object' })
  content: Record<string, unknown>;
}

/** A herb as listed. */
export interface HerbView {
  code: string;
  name: { zh: string; pinyin: string; latin: string };
  species: { latin: string; zh?: string }[];
  part: { zh: string; en: string };
  variants: HerbRow['variants'];
  minimumGrowthYears: number;
  /** 1–12. */
  harvestMonths: number[];
}

/** Limits are decimal strings with the pharmacopoeia's digits; `enforced` false marks K-low figures, shown only. */
export interface LimitView extends Limit {
  enforced: boolean;
}

export interface MonographView extends HerbView {
  details: Record<string, unknown>;
  bands: (Band & { enforced: boolean })[];
  editions: (Edition & { limits: LimitView[] })[];
}

export function toHerbView(herb: HerbRow): HerbView {
  return {
    code: herb.code,
    name: { zh: herb.nameZh, pinyin: herb.pinyin, latin: herb.latinName },
    species: herb.species,
    part: { zh: herb.partZh, en: herb.partEn },
    variants: herb.variants,
    minimumGrowthYears: herb.minimumGrowthYears,
    harvestMonths: herb.harvestMonths,
  };
}

export function toMonographView({ herb, bands, editions }: Monograph): MonographView {
  return {
    ...toHerbView(herb),
    details: herb.details,
    bands: bands.map((band) => ({ ...band, enforced: isEnforceable(band.certainty) })),
    editions: editions.map((edition) => ({
      ...edition,
      limits: edition.limits.map((limit) => ({ ...limit, enforced: isEnforceable(limit.certainty) })),
    })),
  };
}
