import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsBoolean, IsString, MaxLength } from 'class-validator';
import { ActId } from '../../platform/acts/act-id.js';
import { Instant, Line, List, MayBeLeftOut, OneOf } from '../../platform/http/fields.js';

/** Codes scanned into one act; a container holds more, in several acts. */
export const MAX_CHILDREN = 300;
export const ACTIONS = ['ADD', 'DELETE'] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * EPCIS AggregationEvent: children go into a carton or onto a pallet (ADD), or leave it (DELETE). A DELETE without children
 * empties the parent. `move` lets children leave another parent for this one: splitting and repacking in one act.
 */
export class AggregateDto {
  @ActId() id: string;
  @OneOf(ACTIONS) action: Action;
  @Line(120) parent: string;
  /** Codes as they were scanned; left out of a DELETE that empties the parent. */
  @MayBeLeftOut()
  @ApiProperty({ type: [String], minItems: 1, maxItems: MAX_CHILDREN })
  @List(1, MAX_CHILDREN)
  @ArrayUnique({ message: '不得重复|must not repeat a code' })
  @IsString({ each: true, message: '应为溯源码|must be trace codes' })
  @MaxLength(120, { each: true, message: '应为溯源码|must be trace codes' })
  children?: string[];
  /** Takes children out of another carton or pallet first; without it one that is elsewhere is refused (409). */
  @MayBeLeftOut()
  @ApiProperty({ type: 'boolean', default: false })
  @IsBoolean({ message: '应为 true 或 false|must be true or false' })
  move?: boolean;
  @Instant() at: string;
}
