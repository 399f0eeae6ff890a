import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Length } from 'class-validator';
import { Instant, MayBeLeftOut, OneOf, Ref } from '../../platform/http/fields.js';

const WAYS = ['up', 'down', 'both'] as const;

/** What the impact is asked of: exactly one of the first seven; times bound the births that are shown. */
export class ImpactQuery {
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() lot?: string;
  /** A trace code, any level, or a number of another system. */
  @ApiPropertyOptional() @IsOptional() @Length(1, 200) code?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() plot?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() planting?: string;
  /** A delivery of an input product; everything of the same product counts. */
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() input?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() report?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @MayBeLeftOut() @Ref() organisation?: string;
  @ApiPropertyOptional({ enum: [...WAYS], default: 'both' }) @MayBeLeftOut() @OneOf(WAYS) way?: (typeof WAYS)[number];
  @ApiPropertyOptional({ format: 'date-time' }) @MayBeLeftOut() @Instant() from?: string;
  @ApiPropertyOptional({ format: 'date-time' }) @MayBeLeftOut() @Instant() until?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'the case of the look; a regulator has to name one' })
  @MayBeLeftOut()
  @Ref()
  case?: string;
}
