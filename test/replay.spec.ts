import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import sharp from 'sharp';
import type { DataSource } from 'typeorm';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../seeds/demo-identities.js';
import type { Fact } from '../src/ledger/fact.js';
import { misfitText } from '../src/ledger/page-check.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { inTx } from '../src/platform/db/tx.js';
import { newId } from '../src/platform/ids.js';
import { replayers, verifyProduct } from '../src/verify-ledger.js';
import type { Caller } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { findingsOf, Growing, idOf, runBody } from './support/growing.js';
import { ROW_TAMPERINGS } from './support/row-tampering.js';
import { fillStores } from './support/store-attacks.js';
import { STORE_TAMPERINGS } from './support/store-tampering.js';

/** An administrator renames somebody, sends him away, and makes a key and ends it. */
async function peopleChange(house: DemoHouse): Promise<void> {
  const carrier = { id: newId(), login: 'carrier-boss', name: '马当家', role: 'administrator' as const };
  const organisationId = DEMO_ORGANISATIONS.carrier.id;
  await house.identity.createPerson({ ...carrier, organisationId, password: DEMO_PASSWORD });
  const boss = await house.demo(carrier.login);
  const { items } = (await boss.get('/api/people')).body as { items: { id: string; login: string }[] };
  const id = items.find(({ login }) => login === 'carrier')!.id;
  for (const change of [{ name: '韩路近' }, { disabled: true }]) await boss.send('PATCH', `/api/people/${id}`, change);
  const key = {
    id: newId(),
    name: '磅秤',
    scopes: ['lots:read'],
    expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
  };
  const made = await boss.post('/api/api-keys', key);
  const ended = await boss.send('DELETE', `/api/api-keys/${key.id}`);
  if (made.status !== 201 || ended.status >= 300) throw new Error(`${made.text} ${ended.text}`);
}

/** The lot is recalled, answered, partly destroyed and the rest explained; beside it a drill, which no fact tells of. */
async function recalled(house: DemoHouse, lot: string): Promise<void> {
  const [quality, boss, officer] = await Promise.all(
    ['quality', 'coop', 'regulator'].map((login) => house.demo(login)),
  );
  for (const drill of [true, false]) {
    const id = newId();
    idOf(await quality!.post('/api/recalls', { id, lot, class: '一级', reason: '使用禁用农药', drill }));
    idOf(await boss!.post(`/api/recalls/${id}/confirm`, { id: newId() }));
    idOf(await boss!.post(`/api/recalls/${id}/acknowledgements`, { id: newId() }));
    const destroyed = { id: newId(), destroyed: 1_000, witness: '李见证', at: '2025-08-20T09:00:00+08:00' };
    idOf(await quality!.post(`/api/recalls/${id}/reports`, destroyed));
    idOf(await quality!.post(`/api/recalls/${id}/close`, { id: newId(), reason: '其余封存待销毁' }));
  }
  idOf(await officer!.post('/api/cases', { id: newId(), reason: '禁用农药线索' }));
}

/** A plot by a file, a checklist marked, a training, a certificate and a photo. */
async function keepMore(house: DemoHouse, coop: Growing, base: string, work: string): Promise<void> {
  const send = async (path: string, type: string, body: string | Buffer): Promise<void> => {
    const answer = await fetch(`${house.origin}/api/${path}`, {
      ...{ method: 'POST', headers: { cookie: coop.caller.cookie!, 'content-type': type } },
      body: new Uint8Array(Buffer.from(body)),
    });
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  };
  const table = '地块名称,农户,边界,面积\n坡地,坡上人,112.4 36.3; 112.401 36.3; 112.401 36.301,7';
  await send(`plots/import?id=${newId()}&base=${base}`, 'text/csv', table);
  const photo = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#3a7' } })
    .jpeg()
    .toBuffer();
  await send(`field-work/${work}/photos?id=${newId()}`, 'image/jpeg', photo);
  const { caller } = coop;
  const mark = { season: 2025, list: 'gap-six', line: 'base', met: true, note: '规划图 3 号' };
  idOf(await caller.post(`/api/bases/${base}/checklist-marks`, { id: newId(), ...mark }));
  const training = { topic: '采收', heldOn: '2025-01-05', hours: '2', trainer: '县站', attendees: ['甲', '乙'] };
  idOf(await caller.post('/api/trainings', { id: newId(), ...training }));
  const check = { name: '甲', checkedOn: '2025-01-06', fit: true, certificate: 'JK-1' };
  idOf(await caller.post('/api/health-checks', { id: newId(), ...check }));
}

/** What else workshop and quality desk write: adjuvants, labels, numbers, an agreement with a workshop. */
async function makeMore(processor: Caller, batch: string): Promise<void> {
  const sent: [Caller, string, object][] = [
    [
      processor,
      '/api/adjuvants',
      { adjuvant: '蜂蜜', grams: 500, supplier: '山西蜂业', receivedAt: '2025-07-01T09:00:00+08:00' },
    ],
    [processor, '/api/batch-number-schemes', { pattern: 'LQ-{YYYYMMDD}-{SEQ:2}' }],
    [processor, `/api/batches/${batch}/label`, { specification: '统货', shelfLifeMonths: 1 }],
    [
      processor,
      '/api/toll-agreements',
      {
        ...{ workshop: DEMO_ORGANISATIONS.factory.id, work: '蒸制', mayMix: false },
        ...{ validFrom: '2025-08-01', validUntil: '2025-12-31' },
      },
    ],
  ];
  for (const [who, path, body] of sent) idOf(await who.post(path, { id: newId(), ...body }));
}

/** One thread of acts over HTTP; afterwards a superuser changes rows, and the facts are replayed against them. */
describe('facts replayed against rows and balances', () => {
  let house: DemoHouse;
  let coop: Growing;
  let processor: Caller;
  let fresh: string;
  let run: ReturnType<typeof runBody>;

  const verdict = async (): Promise<string> => {
    const { misfit } = await verifyProduct(house.running.config);
    return misfit === undefined ? 'fits' : misfitText(misfit);
  };
  /** The rooms' part of the verdict alone: the ledger itself is not touched here, and re-reading it costs most. */
  const replayed = async (): Promise<string> => {
    const system = house.running.app.get<DataSource>(getDataSourceToken('system'));
    const rows: { bytes: Buffer }[] = await system.query(
      `select f.bytes from fact f join ledger_leaf l on l.fact_id = f.id order by l.leaf_index`,
    );
    const facts = rows.map(({ bytes }, n) => ({ fact: JSON.parse(bytes.toString()) as Fact, leafIndex: BigInt(n) }));
    return inTx(system, 'system', async (tx) => {
      for (const replayer of replayers()) {
        const misfit = (await replayer.replay(tx, facts)) ?? (await replayer.finish(tx));
        if (misfit !== undefined) return `${replayer.room}: ${misfit.what}`;
      }
      return 'fits';
    });
  };
  /** Changes as a superuser whom no trigger stops, looks, and puts everything back. */
  const whileChanged = async (
    table: string,
    change: string,
    undo: string,
    look: () => Promise<void>,
  ): Promise<void> => {
    const off = `begin; alter table ${table} disable trigger all; `;
    const triggers = await house.rows(
      `select tgname from pg_trigger where tgrelid = '${table}'::regclass and not tgisinternal and tgenabled = 'A'`,
    );
    const on =
      `; alter table ${table} enable trigger all; ` +
      `${triggers.map(({ tgname }) => `alter table ${table} enable always trigger ${String(tgname)};`).join(' ')} commit`;
    await house.rows(`${off}${change}${on}`);
    try {
      await look();
    } finally {
      await house.rows(`${off}${undo}${on}`);
    }
  };

  beforeAll(async () => {
    house = await startDemoHouse();
    coop = new Growing(await house.demo('clerk'));
    processor = await house.demo('processor');
    const { base, planting, plots } = await coop.ground(2);
    idOf(await coop.seedLot());
    const work = idOf(await coop.work(planting));
    idOf(await coop.work(planting, { kind: '施肥', input: { product: '腐熟羊粪', amount: '750.50', unit: '千克' } }));
    const share = [
      { plot: plots[0]!, grams: 40_000 },
      { plot: plots[1]!, grams: 20_000 },
    ];
    fresh = idOf(await coop.harvest(planting, share));
    // What argues back: a banned pesticide, on another base.
    const other = await coop.ground();
    const spraying = { kind: '施药', input: { product: '3%克百威颗粒剂', amount: '2', unit: '千克' } };
    const sprayed = findingsOf(await coop.work(other.planting, spraying));
    if (!sprayed.includes('R-10 block')) throw new Error(`R-10 was not found: ${sprayed}`);
    const banned = idOf(await coop.harvest(other.planting, [{ plot: other.plots[0]!, grams: 5_000 }]));
    await recalled(house, banned);
    await keepMore(house, coop, base, work);
    await peopleChange(house);
    idOf(
      await coop.caller.post('/api/purchases', {
        ...{ id: newId(), grower: '王秀英', harvest: fresh, gross: 61_000, tare: 1_000, grade: '统货', price: '23.50' },
      }),
    );
    run = runBody([{ lot: fresh, grams: 60_000 }]);
    idOf(await processor.post('/api/runs', run));
    idOf(
      await (
        await house.demo('quality')
      ).post('/api/samples', {
        ...{ id: newId(), lot: run.outputs[0]!.id, grams: 300, takenAt: '2025-08-07T09:00:00+08:00' },
        ...{ takenBy: '李质量', laboratory: DEMO_ORGANISATIONS.laboratory.id },
      }),
    );
    const batch = idOf(
      await processor.post('/api/batches', {
        ...{ id: newId(), number: 'AZ20250808-01', herb: 'LIANQIAO', variant: '青翘' },
        inputs: [{ lot: run.outputs[0]!.id, grams: 15_000 }],
      }),
    );
    idOf(
      await processor.post(`/api/batches/${batch}/packages`, {
        ...{ id: newId(), count: 30, gramsEach: 500, material: '聚乙烯袋', packedAt: '2025-08-08T10:00:00+08:00' },
      }),
    );
    await makeMore(processor, batch);
    const codes = await processor.post(`/api/batches/${batch}/codes`, { id: newId(), count: 20 });
    if (codes.status !== 202) throw new Error(codes.text);
    await fillStores(coop.caller, lotOf());
    await house.running.app.get(Sealer).sealNow();
  }, 60_000);
  afterAll(() => house?.stop());

  it('fit as they were told', async () => {
    const report = await verifyProduct(house.running.config);
    expect(report.misfit).toBeUndefined();
    expect(report.facts).toBeGreaterThan(10);
  });

  it('fit while facts wait for their leaves', async () => {
    idOf(await coop.base({ name: '另一基地' }));
    expect((await verifyProduct(house.running.config)).waiting).toBe(1);
    expect(await verdict()).toBe('fits');
    await house.running.app.get(Sealer).sealNow();
  });

  const lotOf = (): string => run.outputs[0]!.id;
  const changes: [string, () => [string, string, string], RegExp][] = [
    [
      'a balance',
      () => [
        'lot',
        `update lot set remaining = remaining - 500 where id = '${lotOf()}'`,
        `update lot set remaining = remaining + 500 where id = '${lotOf()}'`,
      ],
      /^fact .*, leaf \d+: lots: lot .* has 4180 left, its movements sum to 4680$/,
    ],
    [
      'a movement',
      () => [
        'lot_movement',
        `update lot_movement set delta = delta - 500 where lot = '${lotOf()}' and kind = 'born'`,
        `update lot_movement set delta = delta + 500 where lot = '${lotOf()}' and kind = 'born'`,
      ],
      /^fact .*, leaf \d+: lots: lot .* has 4680 left, its movements sum to 4180$/,
    ],
    [
      'a sample away',
      () => [
        'sample',
        `update sample set organisation_id = gen_random_uuid()`,
        `update sample set organisation_id = (select organisation_id from lot_movement m join fact f on f.id = m.fact_id where f.type = 'quality.sample-taken' limit 1)`,
      ],
      /^fact .*, leaf \d+: quality: sample\.organisation_id of .* is .*, the fact says /,
    ],
    [
      'a harvest',
      () => [
        'harvest',
        `update harvest set grams = grams + 1 where id = '${fresh}'`,
        `update harvest set grams = grams - 1 where id = '${fresh}'`,
      ],
      /^fact .*, leaf \d+: planting: harvest\.grams of .* is 60001, the fact says 60000$/,
    ],
    [
      'a price, of which only the seal tells',
      () => ['purchase', `update purchase set price = price + 1`, `update purchase set price = price - 1`],
      /planting: purchase\.price of .* is not what was sealed as price/,
    ],
    [
      'who harvested',
      () => [
        'harvest',
        `update harvest set operator = operator || '乙' where id = '${fresh}'`,
        `update harvest set operator = left(operator, -1) where id = '${fresh}'`,
      ],
      /planting: harvest\.operator of .* is not what was sealed as operator/,
    ],
    [
      'who took a sample',
      () => ['sample', `update sample set taken_by = '别人'`, `update sample set taken_by = '李质量'`],
      /quality: sample\.taken_by of .* is not what was sealed as takenBy/,
    ],
    [
      'the name of a plot',
      () => ['plot', `update plot set name = name || '改'`, `update plot set name = left(name, -1)`],
      /planting: plot\.name of .* is not what was sealed as name/,
    ],
    [
      'a plot’s part in a harvest',
      () => [
        'harvest_plot',
        `update harvest_plot set grams = grams + 7 where harvest_id = '${fresh}' and grams = 40000`,
        `update harvest_plot set grams = grams - 7 where harvest_id = '${fresh}' and grams = 40007`,
      ],
      /planting: harvest_plot\.grams of .* is 40007, the fact says 40000/,
    ],
    [
      'the day of a field work',
      () => [
        'field_work',
        `update field_work set at = at - interval '9 days' where kind = '施肥'`,
        `update field_work set at = at + interval '9 days' where kind = '施肥'`,
      ],
      /planting: field_work\.at of .* the fact says 2025-05-02/,
    ],
    [
      'a reason in a run’s balance',
      () => [
        'run',
        `update run set balance = jsonb_set(balance, '{0,reason}', '"掺入"')`,
        `update run set balance = jsonb_set(balance, '{0,reason}', '"干燥失水"')`,
      ],
      /processing: run\.balance of /,
    ],
    [
      'the number of a batch',
      () => ['batch', `update batch set number = 'AZ20250808-02'`, `update batch set number = 'AZ20250808-01'`],
      /batches: batch\.number of .* is "AZ20250808-02", the fact says "AZ20250808-01"/,
    ],
    [
      'the count of packages',
      () => [
        'packing',
        `update packing set count = 31, last_serial = last_serial + 1`,
        `update packing set count = 30, last_serial = last_serial - 1`,
      ],
      /batches: packing\.count of .* is 31, the fact says 30/,
    ],
    [
      'a range of codes',
      () => [
        'code_range',
        `update code_range set last_serial = last_serial + 5 where kind = 'package'`,
        `update code_range set last_serial = last_serial - 5 where kind = 'package'`,
      ],
      /codes: code_range has 25 codes of this fact, it says 20/,
    ],
    [
      'a lot’s quality',
      () => [
        'lot',
        `update lot set quality = 'released' where id = '${lotOf()}'`,
        `update lot set quality = 'pending' where id = '${lotOf()}'`,
      ],
      /lots: lot .* is released, its last verdict is pending/,
    ],
    [
      'an edge’s weight',
      () => [
        'lot_edge',
        `update lot_edge set grams = grams - 7 where kind = 'matter'`,
        `update lot_edge set grams = grams + 7 where kind = 'matter'`,
      ],
      /lots: lot .* got \d+ from its parents, its edges sum to \d+/,
    ],
    [
      'in a field work nobody did',
      () => [
        'field_work',
        `insert into field_work select (jsonb_populate_record(f, jsonb_build_object('id', gen_random_uuid(), 'fact_id', '01930000-0000-7000-8000-00000000f00d'))).* from field_work f limit 1`,
        `delete from field_work where fact_id = '01930000-0000-7000-8000-00000000f00d'`,
      ],
      /planting: field_work .* names a fact that does not exist/,
    ],
  ];

  it.each(changes)('name %s that was changed', async (_what, change, expected) => {
    await whileChanged(...change(), async () => expect(await verdict()).toMatch(expected));
    expect(await verdict()).toBe('fits');
  });

  it.each([...ROW_TAMPERINGS, ...STORE_TAMPERINGS])('name $what', async ({ table, sql, named }) => {
    await whileChanged(
      table,
      `create table kept as select * from ${table}; ${sql}`,
      `delete from ${table}; insert into ${table} select * from kept; drop table kept`,
      async () => expect(await replayed()).toMatch(named),
    );
  });

  it('fit again after all of this', async () => expect(await verdict()).toBe('fits'));

  it('name a row that is gone', async () => {
    await house.rows(`create table kept as select * from field_work where kind = '除草'`);
    await whileChanged(
      'field_work',
      `delete from field_work where kind = '除草'`,
      `insert into field_work select * from kept`,
      async () => expect(await verdict()).toMatch(/planting: the row in field_work that it tells of is gone/),
    );
    expect(await verdict()).toBe('fits');
  });

  it('stop the sequencer too when a balance was changed', async () => {
    const sealer = house.running.app.get(Sealer);
    while (!(await sealer.auditSome()));
    const sql = (by: number): string => `update lot set remaining = remaining - ${by} where id = '${lotOf()}'`;
    await whileChanged('lot', sql(5), sql(-5), async () => {
      await expect(sealer.auditSome()).rejects.toThrow(/its movements sum to/);
      idOf(await coop.base({ name: '第三基地' }));
      await expect(sealer.sealNow()).rejects.toThrow(/refuses to sign/);
      expect((await fetch(`${house.origin}/readyz`)).status).toBe(503);
    });
  });
});
