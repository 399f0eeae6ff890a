import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { RULES } from './catalogue.js';
import { EvidenceService, type ActAnswer } from './evidence.service.js';
import { FindingDecisionEntity } from './finding-decision.entity.js';
import { FindingsService, type FindingRow } from './findings.service.js';
import { overrideRefused } from './overridable.js';
import { NoSuchFinding, NoSuchRule, OverrideRefused } from './rules.errors.js';
import { toFiringViews, toRuleView, type RuleFirings } from './rules.dto.js';
import type { FindingCured, FindingOverridden } from './rules.facts.js';

export interface OverrideAnswer extends ActAnswer {
  finding: string;
  reason: string;
}

/** The newest so many of each kind are listed on the page of a rule. */
const FIRINGS_SHOWN = 200;

/** What becomes of findings: a warning overridden by a second person, a finding cured by a later fact. */
@Injectable()
export class FindingDecisions {
  constructor(
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly findings: FindingsService,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /** One rule, and when it fired for this organisation. @throws NoSuchRule */
  async firings(actor: Actor, id: string): Promise<RuleFirings> {
    const rule = RULES.find((one) => one.id === id.toUpperCase());
    if (rule === undefined) throw new NoSuchRule(id);
    const fired = await this.findings.fired();
    const { firings, firedHere } = await inTx(this.db, scopeOf(actor), async (tx) => {
      const found = await this.findings.read(tx, actor, { rule: rule.id, limit: FIRINGS_SHOWN });
      const refused = await this.findings.refusals(tx, actor, rule.id, FIRINGS_SHOWN);
      return { firings: toFiringViews(found, refused), firedHere: await this.findings.firedHere(tx, actor, rule.id) };
    });
    return { ...toRuleView(rule, fired.get(rule.id) ?? 0), firedHere, firings };
  }

  /**
   * Takes a warning on. It is a fact about every lot of the finding, so it is shown wherever they go.
   * @throws NoSuchFinding, OverrideRefused (a block, one's own record, closed before)
   */
  override(actor: Actor, id: string, dto: { id: string; reason: string }): Promise<Recorded<OverrideAnswer>> {
    const act = { id: dto.id, kind: 'rules.override', path: id.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const finding = await this.findings.finding(tx, actor, id);
      // Whose goods it is about decides; a laboratory does not judge its customer's warnings.
      if (finding === undefined || finding.concernsId !== actor.organisation.id) throw new NoSuchFinding(id);
      const { ruleId, level, openedBy, closedAs, lots } = finding;
      const refused = overrideRefused({ level, openedBy, decidedBy: actor.personId, closedAs });
      if (refused !== undefined) throw new OverrideRefused(ruleId, refused);
      const { reason } = dto;
      const fact: FindingOverridden = {
        type: 'rules.finding-overridden',
        open: { decision: dto.id, finding: finding.id, ruleId, fact: finding.factId, lots, reason },
      };
      const recorded = await this.decide(tx, actor, { id: dto.id, finding, decision: 'overridden', reason, fact });
      return { id: dto.id, ...recorded, finding: finding.id, reason };
    });
  }

  /**
   * Closes what `opened` opened, because `cure` took its cause away (a report withdrawn and said again). Nothing is
   * closed by saying so: the caller's act is the cure.
   */
  async cure(tx: Tx, actor: Actor, opened: string, cure: { factId: string; reason: string }): Promise<void> {
    for (const finding of await this.findings.openedBy(tx, actor, opened)) await this.closeBy(tx, actor, finding, cure);
  }

  /** The same for one finding. @throws NoSuchFinding */
  async cureOne(tx: Tx, actor: Actor, id: string, cure: { factId: string; reason: string }): Promise<void> {
    const finding = await this.findings.finding(tx, actor, id);
    if (finding === undefined) throw new NoSuchFinding(id);
    await this.closeBy(tx, actor, finding, cure);
  }

  private async closeBy(tx: Tx, actor: Actor, finding: FindingRow, cure: { factId: string; reason: string }) {
    const id = newId();
    const { ruleId, lots } = finding;
    const { reason } = cure;
    const about = { decision: id, finding: finding.id, ruleId, fact: finding.factId, cure: cure.factId, lots, reason };
    const fact: FindingCured = { type: 'rules.finding-cured', open: about };
    await this.decide(tx, actor, { id, finding, decision: 'cured', reason, fact });
  }

  private async decide(tx: Tx, actor: Actor, { id, finding, decision, reason, fact }: Decision) {
    const recorded = await this.evidence.record(tx, actor, {
      fact: {
        ...fact,
        visibility: 'public',
        occurredAt: await databaseNow(tx),
        subjects: [finding.id, ...finding.lots],
      },
      subject: `finding:${finding.id}`,
    });
    await tx.insert(FindingDecisionEntity, {
      ...{ organisationId: actor.organisation.id, id, findingId: finding.id, decision, reason },
      ...{ openerId: finding.organisationId, concernsId: finding.concernsId },
      ...{ factId: recorded.factId, decidedBy: actor.personId },
    });
    return recorded;
  }
}

interface Decision {
  id: string;
  finding: FindingRow;
  decision: 'overridden' | 'cured';
  reason: string;
  fact: FindingOverridden | FindingCured;
}
