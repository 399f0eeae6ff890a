import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsIn } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Instant, Line, List } from '../platform/http/fields.js';
import { PERMISSIONS, type Permission } from './permissions.js';

/** A key for a program. */
export class MakeApiKeyDto {
  @ActId() id: string;

  @Line() name: string;

  /** Each must be a permission the maker has; a key can do less than its maker, never more. */
  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  @List(1, PERMISSIONS.length)
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true, message: '不是已知的权限|must be permissions' })
  scopes: Permission[];

  /** When the key ends, within a year. */
  @Instant() expiresAt: string;
}
