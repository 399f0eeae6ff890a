import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsString, MaxLength } from 'class-validator';
import { ActId } from '../../platform/acts/act-id.js';
import { Instant, Line, List, MayBeLeftOut, OneOf } from '../../platform/http/fields.js';
import { IsBoolean } from 'class-validator';

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
  @ApiProperty({ type: [String], required: false })
  @MayBeLeftOut()
  @List(1, MAX_CHILDREN)
  @ArrayUnique({ message: '不得重复|must not repeat a code' })
  @IsString({ each: true, message: '应为溯源码|must be trace codes' })
  @MaxLength(120, { each: true, message: '应为溯源码|must be trace codes' })
  children?: string[];
  @MayBeLeftOut() @IsBoolean({ message: '应为 true 或 false|must be true or false' }) move?: boolean;
  @Instant() at: string;
}
