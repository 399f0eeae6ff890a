import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { noSop, SopStepRefused, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';
import type { DraftSopDto, StepSopDto } from './sop.dto.js';
import { SopStepEntity, SopVersionEntity } from './sop.entity.js';
import { mayStep, type SopState } from './sop-state.js';

/** Owns procedures: each version is drafted, reviewed, approved by somebody else, in force from a day, and ends. */
@Injectable()
export class SopsService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  /** Throws InvalidInput when the code has this version already. */
  draft(actor: Actor, dto: DraftSopDto): Promise<Recorded<ActAnswer & { state: SopState }>> {
    const at = chineseDay(this.clock.now());
    return this.acts.perform(actor, { id: dto.id, kind: 'sop', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const { id, code, version, title, scope } = dto;
      if (await tx.existsBy(SopVersionEntity, { organisationId, code, version }))
        throw unfit('version', version, `${code} 已有第 ${version} 版`, 'is a version this procedure has already');
      const open: PlantingFacts['planting.sop-drafted'] = {
        ...{ sop: id, code, version, title, scope },
        ...(dto.herb === undefined ? {} : { herb: dto.herb.toUpperCase() }),
        ...(dto.documentSha256 === undefined ? {} : { documentSha256: dto.documentSha256 }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: { ...this.envelope('planting.sop-drafted', [id]), open },
        subject: `sop:${id}`,
      });
      await tx.insert(SopVersionEntity, {
        ...{ organisationId, id, code, version, title, scope, herb: dto.herb?.toUpperCase() ?? null, factId },
        ...{ documentSha256: dto.documentSha256 ?? null, draftedBy: actor.personId },
      });
      await tx.insert(SopStepEntity, { organisationId, id, sopId: id, state: 'draft', at, reason: null, factId });
      return { id, factId, findings, state: 'draft' };
    });
  }

  /** Throws SopStepRefused for a step its state does not allow, or an approval by its own drafter. */
  step(actor: Actor, sopId: string, dto: StepSopDto): Promise<Recorded<ActAnswer & { state: SopState; at: string }>> {
    const today = chineseDay(this.clock.now());
    const at = dto.at ?? today;
    if (at < today || (dto.state !== 'in-force' && at > today))
      throw unfit(
        'at',
        at,
        '只能是今天；执行日可以晚于今天',
        'must be today; only the first day in force may come later',
      );
    return this.acts.perform(actor, { id: dto.id, kind: 'sop-step', path: sopId, body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      const sop = await tx.findOneBy(SopVersionEntity, { organisationId, id: sopId });
      if (sop === null) throw noSop(sopId);
      const from = await stateOf(tx, organisationId, sop.id);
      if (!mayStep(from, dto.state)) throw new SopStepRefused(from, dto.state);
      if (dto.state === 'approved' && sop.draftedBy === actor.personId) throw new SopStepRefused(from, dto.state, true);
      const open: PlantingFacts['planting.sop-stepped'] = {
        ...{ step: dto.id, sop: sop.id, code: sop.code, version: sop.version, state: dto.state, at },
        ...(dto.reason === undefined ? {} : { reason: dto.reason }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: { ...this.envelope('planting.sop-stepped', [dto.id, sop.id]), open },
        subject: `sop:${sop.id}`,
      });
      const reason = dto.reason ?? null;
      await tx.insert(SopStepEntity, {
        organisationId,
        id: dto.id,
        sopId: sop.id,
        state: dto.state,
        at,
        reason,
        factId,
      });
      return { id: dto.id, factId, findings, state: dto.state, at };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<object>> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows = await pageRows(tx, SopVersionEntity, { organisationId }, page);
      const states = new Map<string, SopState>();
      for (const { id } of rows) states.set(id, await stateOf(tx, organisationId, id));
      return pageOf(rows, page.limit, ({ organisationId: _, draftedBy: __, recordedAt, ...row }) => ({
        ...{ ...row, state: states.get(row.id), recordedAt: recordedAt.toISOString() },
      }));
    });
  }

  private envelope(type: string, subjects: string[]) {
    return { type, visibility: 'public' as const, occurredAt: this.clock.now().toISOString(), subjects };
  }
}

/** The version is locked: two people may not step it at once. */
async function stateOf(tx: Tx, organisationId: string, sopId: string): Promise<SopState> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [sopId]);
  const rows: { state: SopState }[] = await tx.query(
    `select state from sop_step where organisation_id = $1 and sop_id = $2 order by recorded_at desc, id desc limit 1`,
    [organisationId, sopId],
  );
  return rows[0]!.state;
}
