import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { Line, List } from '../platform/http/fields.js';
import type { Problem } from '../platform/http/problem.js';

/** As many as fit a request and are answered within it. */
export const MAX_ACTS = 1000;

/** One act recorded offline: its kind, and the body its own route takes. */
export class OfflineActDto {
  @Line(40) kind: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  @IsObject({ message: '应为对象|must be an object' })
  body: Record<string, unknown>;
}

/** POST /api/sync. Needs no id of its own: every act in it has one. */
export class SyncDto {
  @ApiProperty({ type: [OfflineActDto] })
  @List(1, MAX_ACTS)
  @ValidateNested({ each: true })
  @Type(() => OfflineActDto)
  acts: OfflineActDto[];
}

/** What became of one act: 201 recorded, 200 recorded before, else its problem. In the order sent. */
export type SyncResult = { id: string | null; kind: string } & (
  { status: 200 | 201; answer: object } | { status: number; problem: Problem }
);
