import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IdentityService } from '../identity/identity.service.js';
import { LotsService } from '../lots/lots.service.js';
import type { LotView } from '../lots/lot.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { FindingDecisions } from '../rules/finding-decisions.service.js';
import { NoSuchBatch, ReleaseRefused } from './quality.errors.js';
import type { LotRejected, LotReleased } from './quality.facts.js';
import { failedItems, lockQualityOf } from './quality.queries.js';
import type { RejectDto, ReleaseDto } from './quality.dto.js';
import type { ChecklistLine } from './checklist-line.js';
import { redLines, releaseChecklist, shownChecklist } from './release-checklist.js';
import type { ReleaseEvidence } from './release-evidence.js';
import { ReleaseEvidenceService } from './release-evidence.service.js';
import { ReleaseDecisionEntity } from './release-decision.entity.js';

export interface DecisionAnswer extends ActAnswer {
  batch: string;
  quality: 'released' | 'rejected';
  checklist: ChecklistLine[];
}

/** The quality head's decision on a batch: release when nothing is red, or rejection. Measures and tests nothing. */
@Injectable()
export class ReleaseService {
  constructor(
    private readonly acts: Acts,
    private readonly lots: LotsService,
    private readonly evidence: ReleaseEvidenceService,
    private readonly recorder: EvidenceService,
    private readonly decisions: FindingDecisions,
    private readonly identity: IdentityService,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /** The checklist as it stands now, for the caller as the releasing person. @throws NoSuchLot, NoSuchBatch */
  checklist(actor: Actor, batch: string): Promise<ChecklistLine[]> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const lot = await this.lots.view(tx, actor, batch);
      if (lot.disclosure !== 'full' || lot.kind !== 'batch') throw new NoSuchBatch(batch);
      if (lot.owner !== actor.organisation.id && lot.holder !== actor.organisation.id) throw new NoSuchBatch(batch);
      return shownChecklist(await this.evidence.of(tx, actor, lot));
    });
  }

  /** @throws PasswordNotConfirmed, ReleaseRefused with the red lines, NoSuchLot, NoSuchBatch */
  async release(actor: Actor, batch: string, dto: ReleaseDto): Promise<Recorded<DecisionAnswer>> {
    await this.identity.confirmPassword(actor, dto.password);
    return this.acts.perform(actor, act('quality.release', batch, { id: dto.id }), async (tx) => {
      const lot = await this.batchForUpdate(tx, batch);
      const evidence = await this.evidence.of(tx, actor, lot);
      const lines = releaseChecklist(evidence);
      const red = redLines(lines);
      if (red.length > 0) throw new ReleaseRefused(batch, red);
      const fact: LotReleased = {
        type: 'quality.lot-released',
        open: {
          lot: lot.id,
          decision: dto.id,
          reports: evidence.reports.filter(({ withdrawn }) => withdrawn === null).map(({ number }) => number),
          checklist: lines.map(({ ruleId, state }) => ({ ruleId, state })),
          completeness: evidence.completeness,
        },
      };
      const released = { id: dto.id, lot: lot.id, decision: 'released' as const, reason: null, lines, fact };
      const answer = await this.decide(tx, actor, released);
      await this.close(tx, actor, evidence, answer.factId);
      return answer;
    });
  }

  /**
   * Rejects a pending batch, or withdraws the release of one by rejecting it. @throws PasswordNotConfirmed, NoSuchLot,
   * NoSuchBatch, QualityDecided when it was rejected before
   */
  async reject(actor: Actor, batch: string, dto: RejectDto): Promise<Recorded<DecisionAnswer>> {
    await this.identity.confirmPassword(actor, dto.password);
    const body = { id: dto.id, reason: dto.reason };
    return this.acts.perform(actor, act('quality.reject', batch, body), async (tx) => {
      const lot = await this.batchForUpdate(tx, batch);
      if (lot.owner !== actor.organisation.id) throw new NoSuchBatch(batch);
      const lines = releaseChecklist(await this.evidence.of(tx, actor, lot));
      const failed = await failedItems(tx, actor.organisation.id, lot.id);
      const { reason } = dto;
      const fact: LotRejected = {
        type: 'quality.lot-rejected',
        open: { lot: lot.id, decision: dto.id, failed },
        sealed: { reason },
      };
      return this.decide(tx, actor, { id: dto.id, lot: lot.id, decision: 'rejected', reason, lines, fact });
    });
  }

  /** Findings of failures that re-tests have answered: the signature closes them. */
  private async close(tx: Tx, actor: Actor, { findings, reports }: ReleaseEvidence, factId: string): Promise<void> {
    for (const { id, factId: opened } of findings.filter(({ answered, closedAs }) => answered && closedAs === null)) {
      const number = reports.find((report) => report.factId === opened)?.number ?? '';
      await this.decisions.cureOne(tx, actor, id, { factId, reason: `报告 ${number} 已按程序复检合格` });
    }
  }

  private async batchForUpdate(tx: Tx, batch: string): Promise<LotView> {
    // As a report does: first the word on its quality, then the lot, which a failing report holds.
    await lockQualityOf(tx, batch);
    const lot = await this.lots.lotForUpdate(tx, batch);
    if (lot.kind !== 'batch') throw new NoSuchBatch(batch);
    return lot;
  }

  private async decide(tx: Tx, actor: Actor, { fact, lines, ...made }: Decision): Promise<DecisionAnswer> {
    const { id, lot, decision, reason } = made;
    const recorded = await this.recorder.record(tx, actor, {
      fact: { ...fact, visibility: 'public', occurredAt: await databaseNow(tx), subjects: [lot, id] },
      subject: `lot:${lot}`,
    });
    await this.lots.setQuality(tx, actor, lot, decision, recorded.factId);
    await tx.insert(ReleaseDecisionEntity, {
      organisationId: actor.organisation.id,
      id,
      lotId: lot,
      decision,
      reason,
      checklist: lines,
      decidedBy: actor.personId,
      factId: recorded.factId,
    });
    return { id, ...recorded, batch: lot, quality: decision, checklist: lines };
  }
}

interface Decision {
  id: string;
  lot: string;
  decision: 'released' | 'rejected';
  reason: string | null;
  lines: ChecklistLine[];
  fact: LotReleased | LotRejected;
}

/** The password stays out of what is hashed and kept. */
function act(kind: string, batch: string, body: { id: string; reason?: string }) {
  return { id: body.id, kind, path: batch.toLowerCase(), body };
}
