import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { readDocument } from '../herbs/herbs.queries.js';
import { isEnforceable } from '../herbs/limit.js';
import { expiryOf } from '../lots/label-fields.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { pageRows } from '../platform/db/page-rows.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { pageOf, type Page, type PageQuery } from '../platform/http/page.dto.js';
import { chineseDay, inZone, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { BatchEntity } from './batch.entity.js';
import type { DestroySampleDto, RetainSampleDto } from './batches.dto.js';
import { KeptStill, noBatch, noRetainedSample, TwoPeopleNeeded } from './batches.errors.js';
import type { BatchesFacts } from './batches.facts.js';
import { readLabelRow } from './label-of-batch.queries.js';
import { keptStill, longerRetention, retainedUntil } from './retained-until.js';
import { RetainedSampleEntity, RetainedSampleStepEntity } from './retained-sample.entity.js';

export interface RetainedAnswer extends ActAnswer {
  lot: string;
  grams: number;
  dueOn: string | null;
}

export interface RetainedSampleView {
  id: string;
  factId: string;
  batch: string;
  grams: number;
  location: string;
  takenAt: string;
  takenBy: string;
  /** First day on which it may be destroyed, by what is known now; null: the batch has no shelf life. */
  dueOn: string | null;
  state: 'kept' | 'destruction-asked' | 'destroyed';
  recordedAt: string;
}

/** Owns retained samples: taken out of the batch, kept until their day, destroyed by two people. */
@Injectable()
export class RetainedSamples {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly lots: LotsService,
  ) {}

  /** Throws NotFound, MassExceeded. A held or rejected batch is sampled all the more. */
  retain(actor: Actor, batchId: string, dto: RetainSampleDto): Promise<Recorded<RetainedAnswer>> {
    refuseFuture('takenAt', dto.takenAt, this.clock.now());
    const organisationId = actor.organisation.id;
    const batch = batchId.toLowerCase();
    return this.acts.perform(actor, { id: dto.id, kind: 'retained-sample', path: batch, body: dto }, async (tx) => {
      if (!(await tx.existsBy(BatchEntity, { organisationId, id: batch }))) throw noBatch(batchId);
      const { id, grams, location, takenAt, takenBy } = dto;
      const dueOn = await this.dueNow(tx, organisationId, batch);
      const open: BatchesFacts['batches.sample-retained'] = {
        ...{ sample: id, lot: batch, grams, location, takenAt },
        ...(dueOn === null ? {} : { dueOn }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: 'batches.sample-retained',
          visibility: 'public',
          occurredAt: takenAt,
          subjects: [batch, id],
          open,
          sealed: { takenBy },
        },
        lots: [batch],
        subject: `retained-sample:${id}`,
      });
      await this.lots.take(tx, actor, { lot: batch, grams, reason: 'sample', note: '留样', actId: id, factId });
      await tx.insert(RetainedSampleEntity, {
        ...{ organisationId, id, batchId: batch, grams: String(grams), location, takenBy, dueOn, factId },
        ...{ takenAt: new Date(takenAt), takenZone: zoneOf(takenAt) },
      });
      return { id, factId, findings, lot: batch, grams, dueOn };
    });
  }

  /** The first of the two. Throws NotFound, KeptStill, TwoPeopleNeeded when it was asked before. */
  ask(actor: Actor, sampleId: string, dto: DestroySampleDto): Promise<Recorded<ActAnswer & { sample: string }>> {
    return this.step(actor, sampleId, dto, 'asked');
  }

  /** The second, a quality head and another person than the first. Throws NotFound, KeptStill, TwoPeopleNeeded. */
  destroy(actor: Actor, sampleId: string, dto: DestroySampleDto): Promise<Recorded<ActAnswer & { sample: string }>> {
    return this.step(actor, sampleId, dto, 'destroyed');
  }

  async list(actor: Actor, page: PageQuery): Promise<Page<RetainedSampleView>> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows = await pageRows(tx, RetainedSampleEntity, { organisationId }, page);
      const views = new Map<string, RetainedSampleView>();
      for (const row of rows) {
        const steps = await tx.findBy(RetainedSampleStepEntity, { organisationId, sampleId: row.id });
        const dueOn = longerRetention(row.dueOn, await this.dueNow(tx, organisationId, row.batchId));
        views.set(row.id, toView(row, dueOn, steps));
      }
      return pageOf(rows, page.limit, ({ id }) => views.get(id)!);
    });
  }

  private step(actor: Actor, sampleId: string, dto: DestroySampleDto, step: 'asked' | 'destroyed') {
    const organisationId = actor.organisation.id;
    const sample = sampleId.toLowerCase();
    const kind = `retained-sample-${step}`;
    return this.acts.perform(actor, { id: dto.id, kind, path: sample, body: dto }, async (tx) => {
      const row = await tx.findOneBy(RetainedSampleEntity, { organisationId, id: sample });
      if (row === null) throw noRetainedSample(sampleId);
      // Under the lock of its batch: two people who come at once come one after the other.
      await this.lots.lotForUpdate(tx, row.batchId);
      const before = await tx.findBy(RetainedSampleStepEntity, { organisationId, sampleId: sample });
      refuseWrongTurn(before, step, actor.personId);
      const dueOn = longerRetention(row.dueOn, await this.dueNow(tx, organisationId, row.batchId));
      const [kept] = keptStill(dueOn, chineseDay(this.clock.now()));
      if (kept !== undefined) throw new KeptStill(kept.message);
      const { id, reason } = dto;
      const open = { step: id, sample, batch: row.batchId, reason };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          type: step === 'asked' ? 'batches.retained-destruction-asked' : 'batches.retained-sample-destroyed',
          visibility: 'public',
          occurredAt: await databaseNow(tx),
          subjects: [row.batchId, sample],
          open,
        },
        lots: [row.batchId],
        subject: `retained-sample:${sample}`,
      });
      const person = { personId: actor.personId };
      await tx.insert(RetainedSampleStepEntity, {
        ...{ organisationId, id, sampleId: sample, step, reason, factId, ...person },
      });
      return { id, factId, findings, sample };
    });
  }

  /** By what is known now: the shelf life of the last packages, or of the batch itself before it is packed. */
  private async dueNow(tx: Tx, organisationId: string, batch: string): Promise<string | null> {
    const label = await readLabelRow(tx, organisationId, batch);
    const years = await retentionYears(tx);
    if (label?.shelfLifeMonths === null || label === undefined || years === undefined) return null;
    const rows: { last: Date }[] = await tx.query(
      `select coalesce((select max(packed_at) from packing where organisation_id = $1 and batch_id = $2), at) as last
       from batch where organisation_id = $1 and id = $2`,
      [organisationId, batch],
    );
    const last = rows[0]?.last;
    return last === undefined ? null : retainedUntil(expiryOf(chineseDay(last), label.shelfLifeMonths), years);
  }
}

/** Years after the shelf life, from the reference data. */
async function retentionYears(tx: Tx): Promise<number | undefined> {
  const practice = (await readDocument(tx, 'practice')) as
    { retention?: { rule: string; years: number; certainty: string }[] } | undefined;
  const rule = practice?.retention?.find(({ rule: name }) => name === 'gap_retained_sample');
  return rule !== undefined && isEnforceable(rule.certainty) ? rule.years : undefined;
}

function refuseWrongTurn(
  before: readonly RetainedSampleStepEntity[],
  step: 'asked' | 'destroyed',
  personId: string,
): void {
  const asked = before.find((done) => done.step === 'asked');
  if (before.some((done) => done.step === 'destroyed')) throw new TwoPeopleNeeded('destroyed');
  if (step === 'asked' && asked !== undefined) throw new TwoPeopleNeeded('asked');
  if (step === 'destroyed' && asked === undefined) throw new TwoPeopleNeeded('not-asked');
  if (step === 'destroyed' && asked?.personId === personId) throw new TwoPeopleNeeded('same-person');
}

function toView(
  row: RetainedSampleEntity,
  dueOn: string | null,
  steps: readonly RetainedSampleStepEntity[],
): RetainedSampleView {
  const { id, factId, batchId: batch, location, takenBy } = row;
  const destroyed = steps.some(({ step }) => step === 'destroyed');
  return {
    ...{ id, factId, batch, grams: Number(row.grams), location, takenBy, dueOn },
    takenAt: inZone(row.takenAt, row.takenZone),
    state: destroyed ? 'destroyed' : steps.length > 0 ? 'destruction-asked' : 'kept',
    recordedAt: row.recordedAt.toISOString(),
  };
}
