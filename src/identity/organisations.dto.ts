import { ApiPropertyOptional } from '@nestjs/swagger';
import { MinLength } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Line, MayBeLeftOut, OneOf } from '../platform/http/fields.js';
import { ORGANISATION_KINDS, type OrganisationKind } from './permissions.js';

/** A new organisation. Its first administrator comes in with the one-time token of the answer. */
export class FoundOrganisationDto {
  @ActId() id: string;

  @Line(200)
  @MinLength(2)
  name: string;

  @OneOf(ORGANISATION_KINDS) kind: OrganisationKind;

  /** 统一社会信用代码 (GB 32100-2015); needed for every kind but the platform. */
  @ApiPropertyOptional({ description: '统一社会信用代码 (GB 32100-2015), needed for every kind but platform' })
  @MayBeLeftOut()
  @Line(40)
  creditCode?: string;

  /** Where it is registered, GB/T 2260: 2, 4, 6, 9 or 12 digits. */
  @ApiPropertyOptional({ description: 'Division code of 2, 4, 6, 9 or 12 digits', example: '141026' })
  @MayBeLeftOut()
  @Line(12)
  divisionCode?: string;
}
