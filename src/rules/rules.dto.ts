import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Bilingual } from '../platform/errors.js';
import { MayBeLeftOut, Paragraph, Ref } from '../platform/http/fields.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { ActId } from '../platform/acts/act-id.js';
import { ADVICE } from './advice.js';
import type { Level, Rule } from './catalogue.js';
import { ruleOf } from './catalogue.js';
import type { FindingRow, RefusalRow } from './findings.service.js';

/** A rule as listed; `fired` counts findings and refused acts over all organisations. */
export interface RuleView {
  id: string;
  level: Level;
  title: Bilingual;
  citation: string;
  /** What to do when it has fired. */
  advice: Bilingual;
  fired: number;
}

/** One time a rule fired, as the asking organisation may see it. */
export interface FiringView {
  at: string;
  /** finding: it had happened and was recorded; refusal: it had not happened yet and was refused. */
  kind: 'finding' | 'refusal';
  level: Level;
  message: Bilingual;
  subject: string;
  lots: string[];
  factId: string | null;
  state: 'open' | 'overridden' | 'cured' | 'refused';
}

/** A rule with the times it fired for the asking organisation, newest first; `fired` counts all organisations'. */
export interface RuleFirings extends RuleView {
  /** How often for the asking organisation; `firings` lists the newest 200 findings and 200 refusals of them. */
  firedHere: number;
  firings: FiringView[];
}

export interface FindingView {
  id: string;
  ruleId: string;
  level: Level;
  message: Bilingual;
  citation: string;
  /** What to do about it. */
  advice: Bilingual;
  subject: string;
  factId: string;
  lots: string[];
  openedAt: string;
  closedAt: string | null;
  closedReason: string | null;
  closedAs: 'overridden' | 'cured' | null;
  /** The fact that closed it. */
  closedBy: string | null;
}

/** A second person takes a warning on. The reason is public: it is shown wherever the goods go. */
export class OverrideDto {
  @ActId() id: string;

  @Paragraph(500) reason: string;
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
  return { id: rule.id, level: rule.level, title: rule.title, citation: rule.citation, advice: ADVICE[rule.id], fired };
}

export function toFiringViews(findings: readonly FindingRow[], refusals: readonly RefusalRow[]): FiringView[] {
  const both: FiringView[] = [
    ...findings.map((row): FiringView => ({
      ...{ at: row.openedAt.toISOString(), kind: 'finding', level: row.level, subject: row.subject, lots: row.lots },
      ...{ message: { zh: row.messageZh, en: row.messageEn }, factId: row.factId, state: row.closedAs ?? 'open' },
    })),
    ...refusals.map((row): FiringView => ({
      ...{ at: row.refusedAt.toISOString(), kind: 'refusal', level: 'block', subject: row.asked, lots: [] },
      ...{ message: { zh: row.messageZh, en: row.messageEn }, factId: null, state: 'refused' },
    })),
  ];
  return both.sort((one, other) => other.at.localeCompare(one.at));
}

export function toFindingView(row: FindingRow): FindingView {
  return {
    id: row.id,
    ruleId: row.ruleId,
    level: row.level,
    message: { zh: row.messageZh, en: row.messageEn },
    citation: ruleOf(row.ruleId).citation,
    advice: ADVICE[row.ruleId],
    subject: row.subject,
    factId: row.factId,
    lots: row.lots,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    closedReason: row.closedReason,
    closedAs: row.closedAs,
    closedBy: row.closedBy,
  };
}
