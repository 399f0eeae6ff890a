import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayUnique, IsBoolean, IsObject, Matches } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Decimal, Line, List, MayBeLeftOut, OneOf, Ref } from '../platform/http/fields.js';
import type { BaseEntity, GrowerEntity, PlotEntity } from './base.entity.js';
import type { PolygonGeometry } from './plot-boundary.js';

export const CULTIVATION_MODES = ['大田', '林下', '仿野生', '野生抚育', '设施'] as const;
export type CultivationMode = (typeof CULTIVATION_MODES)[number];
export const ORGANISATION_FORMS = ['农场', '林场', '公司+农户', '合作社'] as const;
export type OrganisationForm = (typeof ORGANISATION_FORMS)[number];

/** Provinces, autonomous regions, municipalities, Taiwan, Hong Kong and Macao, as GB/T 2260 numbers them. */
const PROVINCE = '(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])';
export const TOWNSHIP = new RegExp(`^${PROVINCE}\\d{7}(\\d{3})?$`);
export const DIVISION = new RegExp(`^${PROVINCE}(\\d{4}|\\d{7}|\\d{10})$`);

/** POST /api/bases. `divisionCode`: 9 digits (township) or 12 (village), GAP 2022 基地选址章. */
export class RegisterBaseDto {
  @ActId() id: string;
  @Line(100) name: string;
  @ApiProperty({ example: '141026101', description: '9 digits to township or 12 to village' })
  @Matches(TOWNSHIP, {
    message: '应为 9 位（乡级）或 12 位（村级）区划代码|must be a division code of 9 digits (township) or 12 (village)',
  })
  divisionCode: string;
  @OneOf(CULTIVATION_MODES) cultivationMode: CultivationMode;
  @OneOf(ORGANISATION_FORMS) organisationForm: OrganisationForm;
  /** Does it lie in the herb's 道地产区? Where not, `daodiEvidence` names the data that prove it fits (GAP 2022 基地选址章). */
  @MayBeLeftOut()
  @ApiPropertyOptional()
  @IsBoolean({ message: '应为 true 或 false|must be true or false' })
  daodi?: boolean;
  @MayBeLeftOut() @Line(500) daodiEvidence?: string;
}

/** POST /api/plots. `grower`: the farmer's name, registered on first use, or the id of one registered before. */
export class RegisterPlotDto {
  @ActId() id: string;
  @Ref() base: string;
  @Line(100) name: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'GeoJSON Polygon, WGS 84' })
  @IsObject({ message: '应为 GeoJSON Polygon|must be a GeoJSON Polygon' })
  boundary: PolygonGeometry;
  @Line(100) grower: string;
  /** The area in 亩 as contracts have it; told beside the computed one, which holds. */
  @MayBeLeftOut() @Decimal(2) statedMu?: string;
  /** Others who work it, by name or id: a plot of a cooperative may have several hands. */
  @ApiPropertyOptional({ type: [String] })
  @MayBeLeftOut()
  @List(1, 50)
  @ArrayUnique({ message: '有重复的农户|names a grower twice' })
  @Matches(/^\S(.{0,98}\S)?$/u, { each: true, message: '应为姓名或 UUID|must be names or UUIDs' })
  sharedWith?: string[];
}

export interface BaseView {
  id: string;
  factId: string;
  name: string;
  divisionCode: string;
  cultivationMode: string;
  organisationForm: string;
  daodi: boolean | null;
  daodiEvidence: string | null;
  recordedAt: string;
}

/** What has become of a base, from its records. */
export interface BaseStanding {
  /** qualified by two proven seasons. */
  status: 'trial' | 'qualified';
  /** Plots in use today. */
  plots: number;
  /** Their area in 亩, as boundaries are today; two places. */
  areaMu: string;
  /** The newest soil test of the base or of a plot; null: never tested. */
  soil: { verdict: string; sampledOn: string; validUntil: string; valid: boolean } | null;
}

export type ListedBase = BaseView & BaseStanding;

export function toBaseView(row: BaseEntity): BaseView {
  const { id, factId, name, divisionCode, cultivationMode, organisationForm, daodi, daodiEvidence } = row;
  return {
    id,
    factId,
    name,
    divisionCode,
    cultivationMode,
    organisationForm,
    daodi,
    daodiEvidence,
    recordedAt: row.recordedAt.toISOString(),
  };
}

export interface PlotView {
  id: string;
  factId: string;
  base: string;
  name: string;
  boundary: PolygonGeometry;
  /** Decimal strings, two places. */
  areaMu: string;
  areaM2: string;
  statedMu: string | null;
  grower: string;
  recordedAt: string;
}

export function toPlotView(row: PlotEntity): PlotView {
  const { id, factId, name, boundary, areaMu, areaM2, statedMu } = row;
  const recordedAt = row.recordedAt.toISOString();
  return { id, factId, base: row.baseId, name, boundary, areaMu, areaM2, statedMu, grower: row.growerId, recordedAt };
}

export interface GrowerView {
  id: string;
  name: string;
  recordedAt: string;
}

export function toGrowerView({ id, name, recordedAt }: GrowerEntity): GrowerView {
  return { id, name, recordedAt: recordedAt.toISOString() };
}
