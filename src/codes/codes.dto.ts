import { ApiProperty } from '@nestjs/swagger';
import { Matches, ValidateIf } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { OneOf, Whole } from '../platform/http/fields.js';
import { MAX_CODES_AT_ONCE } from './package-codes.service.js';

/** Label sheets of a later version; today only the list is made. */
export const LABEL_TEMPLATES = ['60x40', '70x50', '100x70', '40x30', 'a4'] as const;

/** Codes for the packages of a batch that have none. `count` is the number of packages, 1 to 1,000,000. */
export class RequestCodesDto {
  @ActId() id: string;
  @Whole(1, MAX_CODES_AT_ONCE) count: number;
  @ApiProperty({ required: false, nullable: true, enum: LABEL_TEMPLATES })
  @ValidateIf((_, value: unknown) => value !== undefined && value !== null)
  @OneOf(LABEL_TEMPLATES)
  template?: (typeof LABEL_TEMPLATES)[number] | null;
}

/** Stops a job that is not finished and makes its codes void: nothing of it is on paper. */
export class CancelJobDto {
  @ActId() id: string;
}

/** How large the picture is: pixels a module, 1 to 40. */
export class QrQueryDto {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 40, default: 8 })
  @Matches(/^([1-9]|[1-3]\d|40)$/, { message: '应为 1 至 40 的整数|must be a whole number from 1 to 40' })
  scale: string = '8';
}
