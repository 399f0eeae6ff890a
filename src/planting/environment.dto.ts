import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayUnique, ValidateNested } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Day, Decimal, Line, List, MayBeLeftOut, OneOf, Ref, Whole } from '../platform/http/fields.js';

export const MEDIA = { 土壤: 'soil', 灌溉水: 'water', 空气: 'air' } as const;
export type Medium = (typeof MEDIA)[keyof typeof MEDIA];
export const MEDIUM_WORDS: readonly string[] = [...Object.keys(MEDIA), ...Object.values(MEDIA)];

/** One value of the report, in the unit of the standard: soil mg/kg, water and air as their tables have it. */
export class EnvironmentResultDto {
  /** Code or name of the item (Cd, 镉, 总镉), as environment.json has them; another is refused with 400. Kept as the code. */
  @Line(40) item: string;
  @Decimal(6, 'not-negative') value: string;
  @Line(20) unit: string;
  /** Averaging time of an air value. */
  @MayBeLeftOut() @OneOf(['annual', 'h24', 'h8', 'h1']) period?: string;
}

/** POST /api/environment-tests. `plot` left out: for the whole base. `validUntil` defaults to the usual term. */
export class TestEnvironmentDto {
  @ActId() id: string;
  @Ref() base: string;
  @ApiPropertyOptional() @MayBeLeftOut() @Ref() plot?: string;
  @OneOf(MEDIUM_WORDS) medium: string;
  @Day() sampledOn: string;
  @MayBeLeftOut() @Day() validUntil?: string;
  @Line(100) reportNumber: string;
  @Line(200) laboratory: string;
  @MayBeLeftOut() @Decimal(2) ph?: string;
  @ApiProperty({ type: [EnvironmentResultDto] })
  @List(1, 60)
  @ArrayUnique(({ item, period }: EnvironmentResultDto) => `${item} ${period}`, {
    message: '有重复的项目|names an item twice',
  })
  @ValidateNested({ each: true })
  @Type(() => EnvironmentResultDto)
  results: EnvironmentResultDto[];
}

/** A season whose harvest passed its report. */
export class ProvenSeasonDto {
  @Whole(2000, 2100) year: number;
  @Line(100) reportNumber: string;
}

/** POST /api/bases/:id/qualifications: the passed reports by which a base leaves its trial. */
export class QualifyBaseDto {
  @ActId() id: string;
  @ApiProperty({ type: [ProvenSeasonDto] })
  @List(0, 20)
  @ValidateNested({ each: true })
  @Type(() => ProvenSeasonDto)
  seasons: ProvenSeasonDto[];
}
