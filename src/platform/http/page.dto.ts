import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import { isUuid } from '../ids.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 500;
const LIMIT_TEXT = `应为 1 至 ${MAX_LIMIT} 的整数|must be a whole number from 1 to ${MAX_LIMIT}`;

/** The window of a list: newest first, `after` is the id of the last item already seen. */
export class PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'the `next` of the answer before' })
  @IsOptional()
  @ValidateBy({
    name: 'isReference',
    validator: { validate: isUuid, defaultMessage: () => '应为 UUID|must be a UUID' },
  })
  after?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value,
  )
  @IsInt({ message: LIMIT_TEXT })
  @Min(1, { message: LIMIT_TEXT })
  @Max(MAX_LIMIT, { message: LIMIT_TEXT })
  limit: number = DEFAULT_LIMIT;
}

/** One page of a list; `next` is null at its end. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** Makes a page of `limit` items out of up to `limit + 1` rows: the one too many says that there is a next page. */
export function pageOf<R extends { id: string }, T>(rows: R[], limit: number, view: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit);
  return { items: shown.map(view), next: rows.length > limit ? shown[shown.length - 1]!.id : null };
}
