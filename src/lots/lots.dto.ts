import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import type { HoldScope } from './lot-state.js';

const SCOPES: HoldScope[] = ['lot', 'plot', 'planting', 'input', 'organisation'];

/** Places a hold, starting from a lot. */
export class HoldLotDto {
  @ActId()
  id: string;

  @ApiProperty({ description: 'Why; shown to everyone who meets the hold' })
  @IsString()
  @Length(2, 500)
  reason: string;

  @ApiProperty({
    enum: SCOPES,
    description:
      'lot: what is left of it and everything made of it. Else: everything that came and will come from that origin of the lot',
  })
  @IsIn(SCOPES)
  scope: HoldScope;

  @ApiPropertyOptional({ format: 'uuid', description: 'Which origin of the lot, when it has several of this scope' })
  @IsOptional()
  @IsUUID()
  subject?: string;
}

/** Lifts a hold. */
export class LiftHoldDto {
  @ActId()
  id: string;

  @ApiProperty({ description: 'Why the lots are free again' })
  @IsString()
  @Length(2, 500)
  reason: string;
}
