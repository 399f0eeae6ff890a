import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { isUuid } from '../ids.js';
import { isDay, isInstant } from '../occurred-at.js';
import { MAX_GRAMS } from '../quantity.js';

/** The fields of the trade's forms, each with its shape and its message in both languages. */

type Check = (value: unknown) => boolean;

function check(name: string, validate: Check, message: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: () => message } }, { message });
}

/**
 * May be left out, but not null: an absent field and an empty one are different statements. Stands above the shape of the field, or
 * the description calls the field required.
 */
export const MayBeLeftOut = () =>
  applyDecorators(
    ValidateIf((_, value: unknown) => value !== undefined),
    ApiProperty({ required: false }),
  );

/** Whole grams, 1 to a million tonnes. */
export const Grams = () =>
  applyDecorators(
    ApiProperty({ type: 'integer', minimum: 1, maximum: MAX_GRAMS, description: 'whole grams' }),
    IsInt({ message: '应为整数克|must be whole grams' }),
    Min(1, { message: '应大于 0 克|must be more than 0 g' }),
    Max(MAX_GRAMS, { message: `不得超过 ${MAX_GRAMS} 克|must be at most ${MAX_GRAMS} g` }),
  );

/** A whole number within bounds. */
export const Whole = (min: number, max: number) =>
  applyDecorators(
    ApiProperty({ type: 'integer', minimum: min, maximum: max }),
    IsInt({ message: '应为整数|must be a whole number' }),
    Min(min, { message: `不得小于 ${min}|must be at least ${min}` }),
    Max(max, { message: `不得大于 ${max}|must be at most ${max}` }),
  );

/** true or false, and nothing that could be taken for either. */
export const YesNo = () =>
  applyDecorators(ApiProperty({ type: 'boolean' }), IsBoolean({ message: '应为 true 或 false|must be true or false' }));

/** One line of text that says something. */
export const Line = (max = 100) =>
  applyDecorators(
    ApiProperty({ type: 'string', maxLength: max }),
    IsString({ message: '应为文字|must be text' }),
    IsNotEmpty({ message: '不能为空|must not be empty' }),
    MaxLength(max, { message: `不得超过 ${max} 字|must be at most ${max} characters` }),
    Matches(/^\S(.*\S)?$/u, { message: '应为一行文字，首尾无空格|must be one line without spaces at its ends' }),
  );

/** Free text of several lines. */
export const Paragraph = (max = 2000) =>
  applyDecorators(
    ApiProperty({ type: 'string', maxLength: max }),
    IsString({ message: '应为文字|must be text' }),
    IsNotEmpty({ message: '不能为空|must not be empty' }),
    MaxLength(max, { message: `不得超过 ${max} 字|must be at most ${max} characters` }),
  );

/** The id of something recorded before. */
export const Ref = () =>
  applyDecorators(ApiProperty({ format: 'uuid' }), check('isReference', isUuid, '应为 UUID|must be a UUID'));

/** ISO 8601 time with zone, on a day that exists. */
export const Instant = () =>
  applyDecorators(
    ApiProperty({ format: 'date-time', example: '2025-08-01T08:30:00+08:00' }),
    check(
      'isInstant',
      isInstant,
      '应为带时区的 ISO 8601 时间，且日期存在|must be an ISO 8601 time with zone, on a real day',
    ),
  );

/** A calendar day that exists, YYYY-MM-DD. */
export const Day = () =>
  applyDecorators(
    ApiProperty({ format: 'date', example: '2025-08-01' }),
    check('isDay', isDay, '应为真实存在的日期 YYYY-MM-DD|must be a real day, YYYY-MM-DD'),
  );

/** A decimal as text, never a float: up to 12 digits before the point and `places` after it. */
export const Decimal = (places = 4, sign: 'positive' | 'not-negative' | 'any' = 'positive') => {
  const shape = new RegExp(`^${sign === 'any' ? '-?' : ''}(0|[1-9]\\d{0,11})(\\.\\d{1,${places}})?$`);
  return applyDecorators(
    ApiProperty({ type: 'string', example: '12.5' }),
    check(
      'isDecimalText',
      (value) => typeof value === 'string' && shape.test(value) && (sign !== 'positive' || /[1-9]/.test(value)),
      `应为小数文本，至多 ${places} 位小数|must be a decimal as text with at most ${places} places`,
    ),
  );
};

/** One of a closed list of words. */
export const OneOf = (words: readonly string[]) =>
  applyDecorators(
    ApiProperty({ enum: [...words] }),
    check(
      'isOneOf',
      (value) => typeof value === 'string' && words.includes(value),
      `应为 ${words.join('、')} 之一|must be one of ${words.join(', ')}`,
    ),
  );

/** A list of `min` to `max` entries. The shape of an entry is declared beside it. */
export const List = (min: number, max: number) =>
  applyDecorators(
    IsArray({ message: '应为数组|must be a list' }),
    ArrayMinSize(min, { message: `至少 ${min} 项|must have at least ${min} entries` }),
    ArrayMaxSize(max, { message: `至多 ${max} 项|must have at most ${max} entries` }),
    // Nested validation would look into a list within the list and miss that its entries are no objects.
    check(
      'hasNoListInList',
      (value) => !Array.isArray(value) || !value.some((entry) => Array.isArray(entry)),
      '各项不得是数组|must not have lists as entries',
    ),
  );

/** One object of the given shape; a list in its place is refused. */
export const Part = (shape: () => new () => object) =>
  applyDecorators(
    ValidateNested({ message: '应为对象|must be an object' }),
    Type(shape),
    check(
      'isOneObject',
      (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
      '应为对象|must be an object',
    ),
  );
