import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { IdentityService } from '../identity/identity.service.js';
import { mayHaveRole } from '../identity/permissions.js';
import type { OrganisationView } from '../identity/organisation.entity.js';
import { LotsService } from '../lots/lots.service.js';
import type { LotView } from '../lots/lot.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { inTx, type Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { chineseDay, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { HerbsService } from '../herbs/herbs.service.js';
import { LotPackages } from '../lots/packages.service.js';
import type { FindingDraft } from '../rules/finding.js';
import { belowPlan, planInForce, samplingOf, type Sampling, type SamplingPlan } from './sampling-plan.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { timeOrder } from '../rules/time-order.js';
import { NoSuchSample, RetestNotOrdered } from './quality.errors.js';
import type { SampleTaken } from './quality.facts.js';
import { listSamples, readReport, readSample, type SampleRow } from './quality.queries.js';
import type { TakeSampleDto } from './quality.dto.js';
import { SampleEntity } from './sample.entity.js';

const SAMPLING = { zh: '取样', en: 'the sampling' };

export interface SampleAnswer extends ActAnswer {
  lot: string;
  grams: number;
  laboratory: { id: string; name: string };
  /** What is left of the lot. */
  remainingGrams: number;
}

/** What the plan asks of a batch, with its clause. */
export interface SamplingDue extends Sampling {
  citation: string;
}

/** Samples: grams leave a lot for a named laboratory. Never judges anything. */
@Injectable()
export class SamplesService {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly lots: LotsService,
    private readonly evidence: EvidenceService,
    private readonly identity: IdentityService,
    private readonly herbs: HerbsService,
    private readonly packages: LotPackages,
    @InjectDataSource() private readonly db: DataSource,
  ) {}

  /**
   * Takes the grams out of the lot at once. A held lot may be sampled: that is how a hold is resolved.
   * @throws InvalidInput (time ahead of now, no such laboratory, a lot counted in pieces), NoSuchLot, MassExceeded
   */
  take(actor: Actor, dto: TakeSampleDto): Promise<Recorded<SampleAnswer>> {
    refuseFuture('takenAt', dto.takenAt, this.clock.now());
    return this.acts.perform(actor, { id: dto.id, kind: 'quality.sample', body: dto }, async (tx) => {
      const laboratory = await this.laboratory(tx, dto.laboratory);
      const lot = await this.lots.lotForUpdate(tx, dto.lot);
      if (lot.unit !== 'gram') throw refused('lot', dto.lot, '按粒计的批次不能按克取样', 'is counted in pieces');
      await this.refuseIdleRetest(tx, actor, dto);
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: factOf(dto, lot, laboratory),
        drafts: [...timeOrder({ name: SAMPLING, at: dto.takenAt }, [lot]), ...(await this.planBroken(tx, dto, lot))],
        lots: [lot.id],
        subject: `sample:${dto.id}`,
      });
      const left = await this.lots.take(tx, actor, {
        lot: lot.id,
        grams: dto.grams,
        reason: 'sample',
        actId: dto.id,
        factId,
      });
      await tx.insert(SampleEntity, {
        organisationId: actor.organisation.id,
        id: dto.id,
        laboratoryId: laboratory.id,
        lotId: lot.id,
        lotNumber: lot.number,
        herb: lot.herb,
        variant: lot.variant,
        grams: String(dto.grams),
        takenAt: new Date(dto.takenAt),
        takenZone: zoneOf(dto.takenAt),
        takenBy: dto.takenBy,
        lotGrams: String(lot.remaining),
        packages: dto.packages ?? null,
        seal: dto.seal ?? null,
        retestOf: dto.retestOf ?? null,
        factId,
        recordedBy: actor.personId,
      });
      return {
        id: dto.id,
        factId,
        findings,
        lot: lot.id,
        grams: dto.grams,
        laboratory: { id: laboratory.id, name: laboratory.name },
        remainingGrams: left.remaining,
      };
    });
  }

  list(actor: Actor, page: { after?: string; lot?: string; limit: number }): Promise<SampleRow[]> {
    return inTx(this.db, scopeOf(actor), (tx) => listSamples(tx, { ...page, viewer: actor.organisation.id }));
  }

  /** @throws NoSuchSample unless this organisation took it or is to test it */
  async sample(actor: Actor, id: string): Promise<SampleRow> {
    const row = await inTx(this.db, scopeOf(actor), (tx) => readSample(tx, id, actor.organisation.id));
    if (row === undefined) throw new NoSuchSample(id);
    return row;
  }

  /** The plan in force on the day, and what it asks of a lot with so many packages; undefined where it says nothing. */
  async samplingDue(tx: Tx, lot: { id: string; herb: string }, day: string): Promise<SamplingDue | undefined> {
    const { samplingPlans = [] } = (await this.herbs.document('quality', tx)) as { samplingPlans?: SamplingPlan[] };
    const plan = planInForce(samplingPlans, day);
    const due = plan && samplingOf(plan, lot.herb, await this.packages.count(tx, lot.id));
    return plan && due && { ...due, citation: plan.citation };
  }

  /** The same for a batch of the caller's, as of today. @throws NoSuchLot */
  dueOf(actor: Actor, batch: string): Promise<SamplingDue | null> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const lot = await this.lots.view(tx, actor, batch);
      return (await this.samplingDue(tx, lot, chineseDay(this.clock.now()))) ?? null;
    });
  }

  private async planBroken(tx: Tx, dto: TakeSampleDto, lot: LotView): Promise<FindingDraft[]> {
    const due = await this.samplingDue(tx, lot, chineseDay(new Date(dto.takenAt)));
    return due === undefined ? [] : belowPlan({ packages: dto.packages ?? null, grams: dto.grams }, due);
  }

  /** A re-test is the quality head's order, and of a failing report on this very lot. */
  private async refuseIdleRetest(tx: Tx, actor: Actor, { retestOf, lot }: TakeSampleDto): Promise<void> {
    if (retestOf === undefined) return;
    if (actor.role !== 'quality-head') throw new RetestNotOrdered();
    const report = await readReport(tx, retestOf, actor.organisation.id);
    if (report?.lotId === lot && report.judgement === 'fail' && report.withdrawn === null) return;
    throw refused('retestOf', retestOf, '应为本批一份不合格且未撤回的报告', 'must be a failing report on this lot');
  }

  /** An organisation that may have laboratory people: an outside laboratory, or a factory's own. */
  private async laboratory(tx: Tx, id: string): Promise<OrganisationView> {
    const found = (await this.identity.organisationsByIds(tx, [id])).get(id);
    if (found === undefined || !mayHaveRole(found.kind, 'laboratory'))
      throw refused('laboratory', id, '不是已登记的检验机构', 'is not a registered laboratory');
    return found;
  }
}

function refused(path: string, value: unknown, zh: string, en: string): InvalidInput {
  return new InvalidInput([{ path, value, message: { zh, en } }]);
}

function factOf(dto: TakeSampleDto, lot: LotView, laboratory: OrganisationView) {
  const body: SampleTaken = {
    type: 'quality.sample-taken',
    open: {
      sample: dto.id,
      lot: lot.id,
      herb: lot.herb,
      variant: lot.variant,
      grams: dto.grams,
      laboratory: { id: laboratory.id, name: laboratory.name },
      lotGrams: lot.remaining,
      ...(dto.packages === undefined ? {} : { packages: dto.packages }),
      ...(dto.seal === undefined ? {} : { seal: dto.seal }),
      ...(dto.retestOf === undefined ? {} : { retestOf: dto.retestOf }),
    },
    sealed: { takenBy: dto.takenBy },
  };
  return {
    visibility: 'public' as const,
    occurredAt: dto.takenAt,
    subjects: [lot.id, dto.id],
    parties: [laboratory.id],
    ...body,
  };
}
