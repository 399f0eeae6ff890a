import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CodeKeyRing } from '../../src/codes/code-key-ring.service.js';
import type { CodeKind } from '../../src/codes/code-kind.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { BatchCodes } from '../../src/lots/batch-codes.js';
import { LotCustody } from '../../src/lots/custody.service.js';
import { LotPackages } from '../../src/lots/packages.service.js';
import { LotsService } from '../../src/lots/lots.service.js';
import type { Json } from '../../src/platform/canonical-json.js';
import { inTx, type Tx } from '../../src/platform/db/tx.js';
import { scopeOf, type Actor } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import { Outbox } from '../../src/platform/outbox/outbox.service.js';
import { startTestApp, type TestApp } from './app.js';
import { connectAsSuperuser } from './data-sources.js';

/** What a batch of this world is made of. */
export interface MadeBatch {
  lot: string;
  code: string;
  number: string;
  actor: Actor;
}

export interface LooseCode {
  range: number;
  serial: number;
  code: string;
}

export interface BatchWishes {
  actor?: Actor;
  growers?: number;
  number?: string;
  phillyrin?: string;
  quality?: 'pending' | 'released' | 'rejected';
}

/** The whole product, and a short way to a batch with its facts, lots and codes. */
export class TraceWorld {
  private organisations = 0;

  private constructor(
    readonly app: TestApp,
    readonly db: DataSource,
    /** As superuser: for looking, and for what rooms above would do. */
    readonly root: DataSource,
  ) {}

  static async open(settings: Record<string, string> = {}): Promise<TraceWorld> {
    const app = await startTestApp(settings);
    const db: DataSource = app.running.app.get(getDataSourceToken() as never, { strict: false });
    return new TraceWorld(app, db, await connectAsSuperuser(app.database.superUrl));
  }

  async close(): Promise<void> {
    await this.root.destroy();
    await this.app.stop();
  }

  /** Until every fact is sealed and every page follows: from then on pages change only by what the test does. */
  async settled(): Promise<void> {
    for (const end = Date.now() + 15_000; Date.now() < end;) {
      const [row]: { quiet: boolean }[] = await this.root.query(
        `select not exists (select from fact_unsealed)
                and not exists (select from ledger_leaf where leaf_index >= next_leaf) as quiet from public_document_progress`,
      );
      if (row?.quiet) return;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  service<T>(token: abstract new (...args: never[]) => T): T {
    return this.app.running.app.get(token as never, { strict: false });
  }

  as<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    return inTx(this.db, scopeOf(actor), work);
  }

  async anActor(name: string, kind = 'cooperative'): Promise<Actor> {
    const id = newId();
    const number = String(++this.organisations).padStart(10, '0');
    await this.root.query(
      `insert into organisation (id, kind, name, credit_code, division_code, demonstration) values ($1, $2, $3, $4, '141026', true)`,
      [id, kind, name, `93141026${number}`],
    );
    return { personId: newId(), login: `p${number}`, name: '王有福', role: 'clerk', organisation: { id, name, kind } };
  }

  /** Records one fact as an act would, with the order to rewrite pages. */
  async record(
    tx: Tx,
    actor: Actor,
    type: string,
    occurredAt: string,
    subjects: string[],
    open: Record<string, Json>,
    sealed: Record<string, Json> = {},
  ): Promise<string> {
    const { factId } = await this.service(Ledger).record(tx, actor, {
      ...{ type, visibility: 'public', occurredAt, subjects, open, sealed },
    });
    await this.service(Outbox).send(tx, { topic: 'rewrite-pages', payload: { fact: factId } });
    return factId;
  }

  /** A batch from field to release, in its facts and lots. */
  async aBatch(wishes: BatchWishes = {}): Promise<MadeBatch> {
    const { growers = 37, phillyrin = '0.24', quality = 'released' } = wishes;
    const actor = wishes.actor ?? (await this.anActor(`安泽县岳阳连翘专业合作社${this.organisations || ''}`));
    const lab = await this.anActor(`临汾市药材检验所${this.organisations}`, 'laboratory');
    const number = wishes.number ?? `LQ-141026-20250805-${String(this.organisations).padStart(2, '0')}`;
    const [base, planting, dry, lot] = [newId(), newId(), newId(), newId()];
    const names = Array.from({ length: growers }, (_, index) => ({
      plot: newId(),
      harvest: newId(),
      grower: newId(),
      index,
    }));
    const grams = (index: number): number => 150_000 + index * 3_700;
    const lots = this.service(LotsService);
    const said = { herb: 'LIANQIAO', variant: '青翘' };
    const code = await this.as(actor, async (tx) => {
      const record = this.record.bind(this, tx, actor);
      await record('planting.base-registered', '2024-11-01T10:00:00+08:00', [base], {
        ...{
          base,
          name: '岳阳连翘基地',
          divisionCode: '141026100',
          cultivationMode: '仿野生',
          organisationForm: '合作社',
        },
      });
      await record(
        'planting.planted',
        '2014-03-25T10:00:00+08:00',
        [planting, base, ...names.map(({ plot }) => plot)],
        {
          ...{ planting, base, plots: names.map(({ plot }) => plot), establishedOn: '2014-03-25' },
          ...{ herb: said.herb, species: 'Forsythia suspensa (Thunb.) Vahl' },
        },
      );
      for (const [index, kind] of ['修剪', '施肥', '除草', '巡查'].entries()) {
        const at = `2025-0${index + 1}-15T09:00:00+08:00`;
        const input = kind === '施肥' ? { input: { product: '腐熟羊粪有机肥', amount: '320', unit: 'kg/亩' } } : {};
        await record('planting.field-work-done', at, [planting, base], { ...{ planting, base, kind, at }, ...input });
      }
      for (const { plot, harvest, grower, index } of names) {
        const day = `2025-07-${21 + (index % 9)}`;
        const sealed = { grower: `种植户${index}`, name: `北沟${index}号`, boundary: [112.250133, 36.147812] };
        await record(
          'planting.plot-registered',
          '2024-11-02T10:00:00+08:00',
          [plot, base],
          {
            ...{ plot, base, areaMu: `${5 + index / 10}` },
          },
          sealed,
        );
        const factId = await record(
          'planting.harvested',
          `${day}T10:30:00+08:00`,
          [harvest, planting, base, plot],
          {
            ...{ lot: harvest, planting, base, baseName: '岳阳连翘基地', divisionCode: '141026100', ...said },
            ...{
              plots: [{ plot, grams: grams(index) }],
              part: '果实',
              method: '人工采摘',
              grams: grams(index),
              at: `${day}T10:30:00+08:00`,
            },
          },
          { grower: sealed.grower, operator: '王有福' },
        );
        await lots.born(tx, actor, {
          ...{
            id: harvest,
            kind: 'harvest',
            ...said,
            quantity: grams(index),
            region: '141026',
            factId,
            actId: harvest,
          },
          ...{ bornAt: `${day}T10:30:00+08:00` },
          origins: [
            { kind: 'plot', subject: plot },
            { kind: 'planting', subject: planting },
            { kind: 'grower', subject: grower },
          ],
        });
        await record(
          'planting.purchased',
          `${day}T18:00:00+08:00`,
          [harvest],
          {
            ...{ purchase: newId(), harvest, grade: '一级' },
            ...{ grossGrams: grams(index) + 720, tareGrams: 720, netGrams: grams(index) },
          },
          { price: '18.00', grower: sealed.grower },
        );
      }
      const inputs = names.map(({ harvest, index }) => ({ lot: harvest, grams: grams(index) }));
      const fresh = inputs.reduce((sum, input) => sum + input.grams, 0);
      const made = Math.floor(fresh / 3.05);
      const run = newId();
      const balance = [{ kind: 'loss' as const, grams: fresh - made, reason: '蒸制烘干失水' }];
      const runFact = await record(
        'processing.run-finished',
        '2025-08-01T17:30:00+08:00',
        [run, dry, ...inputs.map((i) => i.lot)],
        {
          ...{
            run,
            method: '蒸制干燥',
            facility: '初加工车间1号线',
            startedAt: '2025-07-31T06:00:00+08:00',
            endedAt: '2025-08-01T17:30:00+08:00',
          },
          steps: [
            {
              kind: '蒸',
              startedAt: '2025-07-31T10:00:00+08:00',
              endedAt: '2025-07-31T10:30:00+08:00',
              celsius: '100',
            },
            {
              kind: '烘干',
              startedAt: '2025-07-31T11:30:00+08:00',
              endedAt: '2025-08-01T17:30:00+08:00',
              celsius: '60',
            },
          ],
          ...{ inputs, outputs: [{ lot: dry, ...said, grams: made }], balance, ratio: '3.05' },
        },
      );
      await lots.transform(tx, actor, {
        ...{ actId: run, factId: runFact, at: '2025-08-01T17:30:00+08:00', region: '141026', inputs, balance },
        outputs: [{ id: dry, kind: 'output', ...said, grams: made }],
      });
      const batchFact = await record('batches.batch-made', '2025-08-05T09:00:00+08:00', [lot, dry], {
        ...{
          lot,
          number,
          ...said,
          grams: made,
          inputs: [{ lot: dry, grams: made }],
          balance: [],
          divisionCode: '141026',
        },
      });
      await lots.transform(tx, actor, {
        ...{ actId: lot, factId: batchFact, at: '2025-08-05T09:00:00+08:00', region: '141026', balance: [] },
        inputs: [{ lot: dry, grams: made }],
        outputs: [{ id: lot, kind: 'batch', ...said, number, grams: made }],
      });
      await record('batches.packed', '2025-08-06T09:00:00+08:00', [lot], {
        ...{
          lot,
          packing: newId(),
          count: 500,
          gramsEach: 5000,
          material: '编织袋',
          packedAt: '2025-08-06T09:00:00+08:00',
        },
      });
      const issued = await this.service(BatchCodes).issueBatchCode(tx, actor, { lot, actId: lot, factId: batchFact });
      return issued.code;
    });
    await this.as(lab, (tx) => this.recordReport(tx, lab, lot, phillyrin));
    if (quality !== 'pending') await this.decide(actor, lot, quality);
    return { lot, code, number, actor };
  }

  /** A sample taken from the market: a further report of another laboratory, with this much water (limit 10.0 %). */
  async testedAgain(batch: MadeBatch, water: string): Promise<void> {
    const lab = await this.anActor(`临汾市市场检验中心${this.organisations}`, 'laboratory');
    await this.as(lab, (tx) => this.recordReport(tx, lab, batch.lot, '0.24', { water, number: 'CJ-2026-0031' }));
  }

  private recordReport(
    tx: Tx,
    lab: Actor,
    lot: string,
    phillyrin: string,
    { water = '8.6', number = 'LF-2025-0817' } = {},
  ): Promise<string> {
    const dry = Number(water) <= 10 ? 'pass' : 'fail';
    const verdict = Number(phillyrin) >= 0.15 ? dry : 'fail';
    const line = (item: string, zh: string, kind: string, value: string, result: string, judged = 'pass'): Json => ({
      ...{ item, name: { zh, en: item.replaceAll('_', ' ') }, limit: { kind, value, unit: '%', decimals: 1 } },
      ...{
        limitText: `${kind === 'max' ? '≤' : '≥'} ${value}%`,
        value: result,
        unit: '%',
        method: '通则',
        verdict: judged,
      },
    });
    const { id, name } = lab.organisation;
    return this.record(
      tx,
      lab,
      'quality.report-issued',
      '2025-08-20T16:00:00+08:00',
      [lot],
      {
        ...{
          report: newId(),
          sample: newId(),
          lot,
          number,
          testedOn: '2025-08-20',
          edition: 'ChP2020',
        },
        ...{ laboratory: { id, name }, judgement: verdict },
        items: [
          line('foreign_matter', '杂质', 'max', '3', '1.2'),
          line('water', '水分', 'max', '10.0', water, dry),
          line('total_ash', '总灰分', 'max', '4.0', '3.1'),
          line('extractives_ethanol', '醇溶性浸出物', 'min', '30.0', '38.4'),
          line('volatile_oil', '挥发油', 'min', '2.0', '2.3'),
          line('phillyrin', '连翘苷', 'min', '0.15', phillyrin, Number(phillyrin) >= 0.15 ? 'pass' : 'fail'),
          line('forsythoside_a', '连翘酯苷A', 'min', '3.5', '5.1'),
        ],
      },
      { tester: '陈思敏', reviewer: '周国梁' },
    );
  }

  /** Release or rejection, as the quality room decides it. */
  async decide(actor: Actor, lot: string, quality: 'released' | 'rejected'): Promise<void> {
    await this.as(actor, async (tx) => {
      const factId = await this.record(tx, actor, `quality.lot-${quality}`, '2025-08-22T09:00:00+08:00', [lot], {
        lot,
      });
      await this.service(LotsService).setQuality(tx, actor, lot, quality, factId);
    });
  }

  /** A code of a further range of this lot, as the codes room would issue it. */
  async aCode(batch: MadeBatch, kind: CodeKind, serial: number): Promise<{ code: string; range: number }> {
    const keys = this.service(CodeKeyRing);
    const rows: { range: number }[] = await this.root.query(
      `insert into code_range (organisation_id, lot_id, kind, first_serial, last_serial, key_id, act_id, fact_id)
       values ($1, $2, $3, $4, $4, $5, $2, $2) returning range_no::float8 as range`,
      [batch.actor.organisation.id, batch.lot, kind, serial, keys.newestKeyId],
    );
    const { range } = rows[0]!;
    return { range, code: keys.codes.encode(keys.newestKeyId, { kind, range, serial }) };
  }

  /** The whole of a batch in packages, as the batches room would. */
  async packed(batch: MadeBatch, count: number, gramsEach: number): Promise<void> {
    const packing = { lot: batch.lot, count, gramsEach, actId: newId(), factId: newId() };
    await this.as(batch.actor, (tx) => new LotPackages().pack(tx, batch.actor, packing));
  }

  /** Part of a lot with these packages on its way to somebody else, as custody would send it; gives the consignment. */
  async consigned(from: Actor, to: Actor, lot: string, serials: [number, number][]): Promise<string> {
    const [id, factId] = [newId(), newId()];
    const [packing]: { each: number }[] = await this.root.query(
      `select grams_each::int as each from lot_consigned where lot = $1 union all
       select grams_each::int from lot_package where lot = $1 limit 1`,
      [lot],
    );
    const grams = serials.reduce((sum, [first, last]) => sum + (last - first + 1) * packing!.each, 0);
    await this.as(from, (tx) =>
      this.service(LotCustody).dispatch(tx, from, {
        ...{ actId: newId(), factId, at: '2025-08-20T08:00:00+08:00', released: true, free: true },
        ...{ towards: to.organisation.id, passesTo: to.organisation.id, lines: [{ id, lot, grams, serials }] },
      }),
    );
    return id;
  }

  /** The receiver takes all of a consignment. */
  async accepted(by: Actor, lot: string): Promise<void> {
    const [row]: { grams: number }[] = await this.root.query(`select remaining::int as grams from lot where id = $1`, [
      lot,
    ]);
    await this.as(by, (tx) =>
      this.service(LotCustody).receive(tx, by, {
        ...{ actId: newId(), factId: newId(), at: '2025-08-21T08:00:00+08:00' },
        lots: [
          {
            lot,
            accepted: row!.grams,
            quarantined: 0,
            rejected: 0,
            short: 0,
            quarantinedAs: newId(),
            rejectedAs: newId(),
          },
        ],
      }),
    );
  }

  /** Codes of a roll, of cartons or of pallets, which stand on nothing when they are issued. */
  async looseCodes(batch: MadeBatch, kind: 'roll' | 'carton' | 'pallet', count: number): Promise<LooseCode[]> {
    const keys = this.service(CodeKeyRing);
    const rows: { range: number }[] = await this.root.query(
      `insert into code_range (organisation_id, lot_id, kind, first_serial, last_serial, key_id, act_id, fact_id)
       values ($1, null, $2, 1, $3, $4, $5, $5) returning range_no::float8 as range`,
      [batch.actor.organisation.id, kind, count, keys.newestKeyId, batch.lot],
    );
    const { range } = rows[0]!;
    return Array.from({ length: count }, (_, index) => ({
      ...{ range, serial: index + 1 },
      code: keys.codes.encode(keys.newestKeyId, { kind, range, serial: index + 1 }),
    }));
  }

  /** Binds a label of a roll to a lot, as the codes room would. */
  async bind(batch: MadeBatch, { range, serial }: LooseCode, lot: string): Promise<void> {
    await this.as(batch.actor, (tx) =>
      tx.query(
        `insert into code_binding (organisation_id, id, range_no, serial, thing, lot_id, bound_at, fact_id)
       values ($1, $2, $3, $4, 'sack', $5, now(), $5)`,
        [batch.actor.organisation.id, newId(), range, serial, lot],
      ),
    );
  }

  /** Puts things into a carton, as the codes room would. */
  async pack(batch: MadeBatch, carton: LooseCode, things: readonly LooseCode[]): Promise<void> {
    const id = newId();
    const own = batch.actor.organisation.id;
    await this.root.query(
      `insert into aggregation (organisation_id, id, act_id, action, parent_range, parent_serial, children, at, at_zone, fact_id)
       values ($1, $2, $2, 'ADD', $3, $4, $5, now(), '+08:00', $2)`,
      [own, id, carton.range, carton.serial, things.length],
    );
    for (const { range, serial } of things) {
      await this.root.query(
        `insert into aggregation_child (organisation_id, aggregation_id, range_no, serial) values ($1, $2, $3, $4)`,
        [own, id, range, serial],
      );
      await this.root.query(
        `insert into aggregation_live (organisation_id, range_no, serial, parent_range, parent_serial, aggregation_id)
         values ($1, $2, $3, $4, $5, $6)`,
        [own, range, serial, carton.range, carton.serial, id],
      );
    }
  }
}
