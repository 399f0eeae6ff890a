import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { inTx, type Tx } from '../../src/platform/db/tx.js';
import { scopeOf, type Actor } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import type { EnteredResult } from '../../src/quality/named-results.js';
import { EvidenceService } from '../../src/rules/evidence.service.js';
import type { FindingDraft } from '../../src/rules/finding.js';
import type { Answer, Caller } from './caller.js';
import type { DemoHouse } from './demo-house.js';

export type Line = EnteredResult;

/** A whole certificate of 青翘, everything within its limits. */
export const QINGQIAO: Line[] = [
  { item: 'description', value: null, qualitative: '符合规定', unit: '', method: '性状' },
  { item: 'identification', value: null, qualitative: '符合规定', unit: '', method: '薄层色谱法' },
  { item: 'foreign_matter', value: '1.2', unit: '%', method: '通则2301' },
  { item: 'water', value: '8.6', unit: '%', method: '通则0832第四法' },
  { item: 'total_ash', value: '3.1', unit: '%', method: '通则2302' },
  { item: 'extractives_ethanol', value: '38.4', unit: '%', method: '通则2201' },
  { item: 'volatile_oil', value: '2.3', unit: '% (ml/g)', method: '通则2204甲法' },
  { item: 'phillyrin', value: '0.24', unit: '%', method: 'HPLC' },
  { item: 'forsythoside_a', value: '5.6', unit: '%', method: 'HPLC' },
  { item: 'sulfur_dioxide', value: null, belowLoq: true, unit: 'mg/kg', method: '通则2331' },
];

/** The same certificate with one line changed. */
export const withLine = (item: string, change: Partial<Line>, lines: readonly Line[] = QINGQIAO): Line[] =>
  lines.map((line) => (line.item === item ? { ...line, ...change } : line));

/** Samples, reports and release over HTTP on batches that come straight from the lots. */
export class QualityWorld {
  private constructor(
    readonly house: DemoHouse,
    readonly clerk: Caller,
    readonly quality: Caller,
    readonly lab: Caller,
  ) {}

  static async of(house: DemoHouse): Promise<QualityWorld> {
    const [clerk, quality, lab] = await Promise.all(['clerk', 'quality', 'lab'].map((login) => house.demo(login)));
    return new QualityWorld(house, clerk!, quality!, lab!);
  }

  private get db(): DataSource {
    return this.house.running.app.get<DataSource>(getDataSourceToken());
  }

  async as<T>(login: string, work: (tx: Tx, actor: Actor) => Promise<T>): Promise<T> {
    const actor = await this.house.identity.actorByLogin(login);
    return inTx(this.db, scopeOf(actor), (tx) => work(tx, actor));
  }

  /** A batch of 100 kg of the cooperative, with a sample kept back: how it came about is not this room's affair. */
  async batch(
    change: Partial<{
      herb: string;
      variant: string | null;
      drafts: FindingDraft[];
      grams: number;
      by: string;
      retained: boolean;
    }> = {},
  ): Promise<string> {
    const id = newId();
    await this.as(change.by ?? 'clerk', async (tx, actor) => {
      const at = '2025-08-09T10:00:00+08:00';
      const { factId } = await this.house.running.app.get(EvidenceService).record(tx, actor, {
        fact: { type: 'test.batch-made', visibility: 'party', occurredAt: at, subjects: [id], open: {} },
        drafts: change.drafts ?? [],
        lots: [id],
        subject: `batch:${id}`,
      });
      await this.house.running.app.get(LotsService).born(tx, actor, {
        ...{ id, kind: 'batch', herb: change.herb ?? 'LIANQIAO', number: `QQ-${id.slice(-6)}`, region: '141026' },
        variant: change.variant === undefined ? '青翘' : change.variant,
        ...{ quantity: change.grams ?? 100_000, bornAt: at, factId, actId: id, origins: [] },
      });
    });
    if (change.retained !== false) await this.keepBack(change.by ?? 'clerk', id);
    return id;
  }

  /** A sample kept back of a lot that has no row among the batches: the row is put in past its foreign key. */
  private async keepBack(login: string, lot: string): Promise<void> {
    const [sample, takenAt, location, takenBy] = [newId(), '2025-08-09T11:00:00+08:00', '留样室', '李质量'];
    const { factId } = await this.as(login, (tx, actor) =>
      this.house.running.app.get(EvidenceService).record(tx, actor, {
        fact: {
          ...{ type: 'batches.sample-retained', visibility: 'party', occurredAt: takenAt, subjects: [lot, sample] },
          ...{ open: { sample, lot, grams: 300, location, takenAt }, sealed: { takenBy } },
        },
        subject: `retained-sample:${sample}`,
      }),
    );
    await this.house.rows(
      `begin; set local session_replication_role = replica;
       insert into retained_sample (organisation_id, id, batch_id, grams, location, taken_at, taken_zone, taken_by, fact_id)
       select organisation_id, '${sample}', '${lot}', 300, '${location}', '${takenAt}', '+08:00', '${takenBy}', id
         from fact where id = '${factId}';
       commit`,
    );
  }

  sampleBody(lot: string, change: Record<string, unknown> = {}) {
    return {
      ...{ id: newId(), lot, grams: 2000, takenAt: '2025-08-11T09:20:00+08:00', takenBy: '刘玉兰' },
      laboratory: DEMO_ORGANISATIONS.laboratory.id,
      ...change,
    };
  }

  async sample(lot: string, change: Record<string, unknown> = {}, by: Caller = this.clerk): Promise<string> {
    return made(await by.post('/api/samples', this.sampleBody(lot, change)));
  }

  reportBody(sample: string, change: Record<string, unknown> = {}) {
    return {
      ...{ id: newId(), sample, number: `JY-${sample.slice(-8)}`, testedOn: '2025-08-16' },
      ...{ standard: { edition: 'ChP2020' }, tester: '陈思敏', reviewer: '周国梁', results: QINGQIAO },
      ...change,
    };
  }

  report(sample: string, change: Record<string, unknown> = {}, by: Caller = this.lab): Promise<Answer> {
    return by.post('/api/reports', this.reportBody(sample, change));
  }

  release(batch: string, by: Caller = this.quality): Promise<Answer> {
    return by.post(`/api/batches/${batch}/release`, { id: newId(), password: DEMO_PASSWORD });
  }

  async checklist(batch: string): Promise<{ ruleId: string; state: string; evidence: { zh: string } }[]> {
    return (await this.quality.get(`/api/batches/${batch}/release-checklist`)).body;
  }

  async fired(ruleId: string): Promise<number> {
    const rules = (await this.clerk.get('/api/rules')).body as { id: string; fired: number }[];
    return rules.find(({ id }) => id === ruleId)!.fired;
  }

  /** The open part of a fact. */
  async fact(factId: string): Promise<{ type: string; subjects: string[]; open: Record<string, unknown> }> {
    const [row] = await this.house.rows(`select body from fact where id = $1`, [factId]);
    return row!['body'] as never;
  }

  /** Sends a file as the original of a report. */
  async original(report: string, bytes: Uint8Array, query: Record<string, string>, by: Caller = this.lab) {
    const response = await fetch(`${this.house.origin}/api/reports/${report}/original?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf', cookie: by.cookie! },
      body: Buffer.from(bytes),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

/** The id of an act that must have been taken. */
export function made(answer: Answer): string {
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
  return (answer.body as { id: string }).id;
}
