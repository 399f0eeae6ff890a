import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { ActId } from '../platform/acts/act-id.js';
import { Line, MayBeLeftOut, Whole, YesNo } from '../platform/http/fields.js';

const [FIRST_SEASON, LAST_SEASON] = [2000, 2200];

/** GET /api/bases/:id/checklists?season=2025; left out: this year. */
export class SeasonQuery {
  @ApiPropertyOptional({ type: 'integer' })
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{4}$/.test(value) ? Number(value) : value,
  )
  @Whole(FIRST_SEASON, LAST_SEASON)
  season?: number;
}

/** POST /api/bases/:id/checklist-marks: evidence attached to a line by hand, or `met: false` where it was found missing. */
export class MarkChecklistDto {
  @ActId() id: string;
  @Whole(FIRST_SEASON, LAST_SEASON) season: number;
  @Line(40) list: string;
  @Line(40) line: string;
  @YesNo() met: boolean;
  /** What shows it: contract and insurance numbers, where the paper lies. Sealed. */
  @Line(500) note: string;
  /** SHA-256 of the document, which stays with the organisation. */
  @MayBeLeftOut()
  @Matches(/^[0-9a-f]{64}$/, { message: '应为 SHA-256|must be SHA-256 in hex' })
  documentSha256?: string;
}
