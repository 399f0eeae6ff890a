import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Whole } from '../platform/http/fields.js';
import { LabelWishDto } from './labels/labels.dto.js';
import { MAX_CODES_AT_ONCE } from './serial-run.js';

/**
 * Codes for the packages of a batch that have none, and their labels if wanted. `count` is the number of packages, 1 to 1,000,000.
 */
export class RequestCodesDto extends LabelWishDto {
  @ActId() id: string;
  @Whole(1, MAX_CODES_AT_ONCE) count: number;
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
