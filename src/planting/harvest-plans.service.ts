import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay } from '../platform/occurred-at.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { groundOf } from './harvest-ground.queries.js';
import { judgeHarvest } from './harvest-judgement.queries.js';
import { HarvestPlanEntity } from './harvest.entity.js';
import type { PlanHarvestDto } from './planting.dto.js';
import { HarvestNotYet, unfit } from './planting.errors.js';
import type { PlantingFacts } from './planting.facts.js';

export interface HarvestPlanView {
  id: string;
  factId: string;
  planting: string;
  variant: string | null;
  part: string;
  plannedOn: string;
  plots: { plot: string; grams: number }[];
  recordedAt: string;
}

/** Owns plans of harvests: what has not happened yet, and is refused while a blocking rule stands against it. */
@Injectable()
export class HarvestPlansService {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  /** Throws HarvestNotYet (R-03, R-04, R-10, R-12 … R-17); what only warns is in the answer. */
  plan(actor: Actor, dto: PlanHarvestDto): Promise<Recorded<ActAnswer & { planting: string; plannedOn: string }>> {
    if (dto.plannedOn < chineseDay(this.clock.now()))
      throw unfit('plannedOn', dto.plannedOn, '早于今天；已采收的请直接记录', 'is past; record what was harvested');
    return this.acts.perform(actor, { id: dto.id, kind: 'harvest-plan', body: dto }, async (tx) => {
      const organisationId = actor.organisation.id;
      // The day as it begins: an interval that ends on this day is over by then.
      const asked = { ...dto, at: `${dto.plannedOn}T00:00:00+08:00` };
      const ground = await groundOf(tx, organisationId, asked);
      const drafts = await judgeHarvest(tx, ground, asked);
      const blocking = drafts.filter(({ level }) => level === 'block');
      if (blocking.length > 0) throw new HarvestNotYet(blocking);
      const { planting, base } = ground;
      const plots = dto.plots.map(({ plot, grams }) => ({ plot: plot.toLowerCase(), grams }));
      const { part, plannedOn, variant } = dto;
      const open: PlantingFacts['planting.harvest-planned'] = {
        ...{ plan: dto.id, planting: planting.id, base: base.id, plots, herb: planting.herb, part, plannedOn },
        ...(variant === undefined ? {} : { variant }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: 'planting.harvest-planned', visibility: 'party', occurredAt: this.clock.now().toISOString() },
          ...{ subjects: [dto.id, planting.id, base.id], open },
        },
        drafts,
        subject: `harvest-plan:${dto.id}`,
      });
      await tx.insert(HarvestPlanEntity, {
        ...{
          organisationId,
          id: dto.id,
          plantingId: planting.id,
          variant: variant ?? null,
          part,
          plannedOn,
          plots,
          factId,
        },
      });
      return { id: dto.id, factId, findings, planting: planting.id, plannedOn };
    });
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<HarvestPlanView>> {
    const own = { organisationId: actor.organisation.id };
    const rows = await inTx(this.db, scopeOf(actor), (tx) => pageRows(tx, HarvestPlanEntity, own, page));
    return pageOf(rows, page.limit, ({ id, factId, plantingId, variant, part, plannedOn, plots, recordedAt }) => ({
      ...{ id, factId, planting: plantingId, variant, part, plannedOn, plots, recordedAt: recordedAt.toISOString() },
    }));
  }
}
