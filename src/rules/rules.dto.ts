import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Bilingual } from '../platform/errors.js';
import { MayBeLeftOut, Ref } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import type { Level, Rule } from './catalogue.js';
import { ruleOf } from './catalogue.js';
import type { FindingRow } from './findings.service.js';

/** A rule as listed; `fired` counts findings over all organisations. */
export interface RuleView {
  id: string;
  level: Level;
  title: Bilingual;
  citation: string;
  fired: number;
}

export interface FindingView {
  id: string;
  ruleId: string;
  level: Level;
  message: Bilingual;
  citation: string;
  subject: string;
  factId: string;
  lots: string[];
  openedAt: string;
  closedAt: string | null;
  closedReason: string | null;
}

/** Query of GET /api/findings. */
export class ListFindingsDto extends PageQuery {
  @ApiPropertyOptional({ format: 'uuid', description: 'only findings about this lot' })
  @MayBeLeftOut()
  @Ref()
  lot?: string;

  @ApiPropertyOptional({ type: 'boolean', description: 'true: open ones only; false: closed ones only' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  open?: boolean;
}

export function toRuleView(rule: Rule, fired: number): RuleView {
  return { id: rule.id, level: rule.level, title: rule.title, citation: rule.citation, fired };
}

export function toFindingView(row: FindingRow): FindingView {
  return {
    id: row.id,
    ruleId: row.ruleId,
    level: row.level,
    message: { zh: row.messageZh, en: row.messageEn },
    citation: ruleOf(row.ruleId).citation,
    subject: row.subject,
    factId: row.factId,
    lots: row.lots,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    closedReason: row.closedReason,
  };
}
