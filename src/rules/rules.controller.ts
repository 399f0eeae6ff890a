import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import type { Recorded } from '../platform/acts/recorded.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { pageOf, type Page } from '../platform/http/page.dto.js';
import { RULES } from './catalogue.js';
import { FindingsService } from './findings.service.js';
import { FindingDecisions, type OverrideAnswer } from './finding-decisions.service.js';
import {
  ListFindingsDto,
  OverrideDto,
  toFindingView,
  toRuleView,
  type FindingView,
  type RuleFirings,
  type RuleView,
} from './rules.dto.js';

/** The rules of the trade and what they found. */
@Controller('api')
export class RulesController {
  constructor(
    private readonly findings: FindingsService,
    private readonly decisions: FindingDecisions,
  ) {}

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

  /** One rule with the times it fired for the caller's organisation: findings, and acts it refused. */
  @Get('rules/:rule')
  @Requires('rules:read')
  rule(@CurrentActor() actor: Actor, @Param('rule') rule: string): Promise<RuleFirings> {
    return this.decisions.firings(actor, rule);
  }

  /** A second person takes a warning on, with a reason; a block is refused. */
  @Post('findings/:id/override')
  @Requires('release')
  override(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: OverrideDto,
  ): Promise<Recorded<OverrideAnswer>> {
    return this.decisions.override(actor, id, dto);
  }
}
