import { Controller, Get, Query } from '@nestjs/common';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { pageOf, type Page } from '../platform/http/page.dto.js';
import { RULES } from './catalogue.js';
import { FindingsService } from './findings.service.js';
import { ListFindingsDto, toFindingView, toRuleView, type FindingView, type RuleView } from './rules.dto.js';

/** The rules of the trade and what they found. */
@Controller('api')
export class RulesController {
  constructor(private readonly findings: FindingsService) {}

  /** Every rule with its level, clause, and how often it fired. */
  @Get('rules')
  @Requires('rules:read')
  async rules(): Promise<RuleView[]> {
    const fired = await this.findings.fired();
    return RULES.map((rule) => toRuleView(rule, fired.get(rule.id) ?? 0));
  }

  /** Findings the caller's organisation opened or is concerned by, newest first. */
  @Get('findings')
  @Requires('rules:read')
  async list(@CurrentActor() actor: Actor, @Query() query: ListFindingsDto): Promise<Page<FindingView>> {
    const rows = await this.findings.list(actor, { ...query, limit: query.limit + 1 });
    return pageOf(rows, query.limit, toFindingView);
  }
}
