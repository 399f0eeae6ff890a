import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS as ORGANISATIONS } from '../../seeds/demo-identities.js';
import { custodyTables } from '../../src/custody/replay-shipping.js';
import { ActRowsReplayer } from '../../src/ledger/verify/act-rows.queries.js';
import { CustodyReplayer } from '../../src/lots/replay-custody.queries.js';
import { connectAsSuperuser } from '../support/data-sources.js';
import { ErpResultsJob } from '../../src/custody/erp-results.job.js';
import { inTx } from '../../src/platform/db/tx.js';
import { newId } from '../../src/platform/ids.js';
import { StorySources } from '../../src/trace/story-source.service.js';
import { storyOf } from '../../src/trace/story.js';
import type { Answer, Caller } from '../support/caller.js';
import { startDemoHouse, type DemoHouse } from '../support/demo-house.js';
import { Growing, idOf, runBody } from '../support/growing.js';
import { made, QualityWorld } from '../support/quality-world.js';

const T = (hour: number) => `2025-09-0${1 + Math.floor(hour / 24)}T${String(hour % 24).padStart(2, '0')}:00:00+08:00`;

const TABLES = [
  ...custodyTables.flatMap(({ table, parts = [] }) => [table, ...parts.map((part) => part.table)]),
  'lot_custody',
];

/** Cooperative → trader → decoction-piece factory → hospital over HTTP, one shipment refused on the way. */
describe('hand-overs', () => {
  let house: DemoHouse;
  let world: QualityWorld;
  const who: Record<string, Caller> = {};
  let batch = '';
  let unreleased = '';
  let number = 0;

  beforeAll(async () => {
    house = await startDemoHouse();
    world = await QualityWorld.of(house);
    for (const login of [
      'coop',
      'trader',
      'factory',
      'hospital',
      'pharma',
      'carrier',
      'quality2',
      'regulator',
      'grower',
    ])
      who[login] = await house.demo(login);
    who['clerk'] = world.clerk;
    const coop = new Growing(world.clerk);
    const { planting, plots } = await coop.ground(1);
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 60_000 }]));
    const run = runBody([{ lot: harvest, grams: 60_000 }]);
    idOf(await world.clerk.post('/api/runs', run));
    const dry = run.outputs[0]!.id;
    const make = async (name: string) =>
      idOf(
        await world.clerk.post('/api/batches', {
          ...{ id: newId(), number: name, herb: 'LIANQIAO', variant: '青翘' },
          inputs: [{ lot: dry, grams: 9_000 }],
        }),
      );
    batch = await make('AZ-2025-01');
    unreleased = await make('AZ-2025-02');
    const packing = {
      id: newId(),
      count: 16,
      gramsEach: 500,
      material: '编织袋',
      packedAt: '2025-08-12T09:00:00+08:00',
    };
    made(await world.clerk.post(`/api/batches/${batch}/packages`, packing));
    const keeping = { grams: 100, location: '留样室', takenAt: '2025-08-12T10:00:00+08:00', takenBy: '留样员' };
    const quality = await house.demo('quality');
    made(await quality.post(`/api/batches/${batch}/retained-samples`, { id: newId(), ...keeping }));
    made(await world.report(await world.sample(batch, { grams: 200 }), { number: 'JY-9' }));
    made(await world.release(batch));
  }, 120_000);
  afterAll(() => house?.stop());

  const ship = (by: string, to: string, lines: object[], more: object = {}): Promise<Answer> =>
    who[by]!.post('/api/shipments', {
      ...{ id: newId(), documentNumber: `SX-${++number}`, to, lines, shippedAt: T(number) },
      ...more,
    });
  const receive = (by: string, shipment: string, lines: object[], more: object = {}): Promise<Answer> =>
    who[by]!.post('/api/receipts', { id: newId(), shipment, lines, receivedAt: T(number + 1), ...more });
  const looks = async (by: string, code: string) => (await who[by]!.get(`/api/receiving/${code}`)).body;
  const codes = (body: { reasons: { code: string }[] }) => body.reasons.map(({ code }) => code);
  const { trader, factory, hospital, carrier } = ORGANISATIONS;
  let first: Answer['body'];
  let atTrader = '';

  it('R-24: unreleased stock, more than there is, another’s goods, a stranger or oneself: refused', async () => {
    const refused = await ship('clerk', trader.id, [{ lot: unreleased, grams: 100 }]);
    expect(refused.body).toMatchObject({ status: 409, code: 'lots/not-released', ruleId: 'R-24' });
    expect((await ship('clerk', trader.id, [{ lot: batch, grams: 9_001 }])).body.code).toBe('lots/mass-exceeded');
    expect((await ship('trader', factory.id, [{ lot: batch, grams: 1 }])).status).toBe(404);
    expect((await ship('clerk', newId(), [{ lot: batch, grams: 1 }])).body.errors[0].path).toBe('to');
    expect((await ship('clerk', ORGANISATIONS.cooperative.id, [{ lot: batch, grams: 1 }])).body.errors[0].path).toBe(
      'to',
    );
    expect((await ship('clerk', carrier.id, [{ lot: batch, grams: 1 }])).body.code).toBe('custody/destination-refused');
    expect((await ship('clerk', trader.id, [{ lot: batch, grams: 1 }], { reason: 'gift' })).body.errors[0].path).toBe(
      'reason',
    );
    const tomorrow = { shippedAt: new Date(Date.now() + 86_400_000).toISOString() };
    expect((await ship('clerk', trader.id, [{ lot: batch, grams: 1 }], tomorrow)).body.errors[0].path).toBe(
      'shippedAt',
    );
  });

  it('a shipment makes a consignment with its packages, and its note opens the delivery at the gate', async () => {
    const body = {
      ...{
        id: newId(),
        documentNumber: 'SX-0001',
        to: trader.id,
        shippedAt: T(1),
        carrier: carrier.id,
        vehicle: '晋L·A1234',
      },
      ...{ climate: 'cool', address: '安国市药都大道1号', lines: [{ lot: batch, grams: 4_000, serials: [1, 8] }] },
    };
    const answer = await world.clerk.post('/api/shipments', body);
    expect(answer.status).toBe(201);
    first = answer.body;
    expect(first).toMatchObject({ to: { id: trader.id }, reason: 'sale', documentNumber: 'SX-0001' });
    expect(first.findings.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level])).toEqual([
      ['R-24', 'warn'],
    ]);
    expect(first.lines).toMatchObject([
      { from: batch, grams: 4_000, packages: [{ of: batch, first: 1, last: 8, gramsEach: 500 }] },
    ]);
    expect((await world.clerk.post('/api/shipments', body)).status).toBe(200);
    const again = await ship('clerk', trader.id, [{ lot: batch, grams: 500, serials: [9, 9] }], {
      documentNumber: 'SX-0001',
    });
    expect(again.body.code).toBe('custody/number-taken');

    const seen = await looks('trader', first.code);
    expect(seen).toMatchObject({ verdict: '可以验收', reasons: [], shipment: { id: first.id } });
    expect(seen.shipment.from.name).toBe(ORGANISATIONS.cooperative.name);
    expect(seen.lines[0]).toMatchObject({ state: 'under-way', origin: [{ region: '141026' }] });
    expect(seen.reports[0]).toMatchObject({ number: 'JY-9', judgement: 'pass' });
    // The batch's own code opens what waits of it here; another company is told that it is not its affair, and no more.
    const { code } = (await world.clerk.get(`/api/batches/${batch}`)).body;
    expect((await looks('trader', code)).shipment.id).toBe(first.id);
    const stranger = await looks('hospital', first.code);
    expect(stranger).toMatchObject({ shipment: null, verdict: '不可验收', lines: [], reports: [] });
    expect(codes(stranger)).toEqual(['not-addressed']);
    expect((await who['hospital']!.get(`/api/shipments/${first.id}`)).status).toBe(404);
    expect((await who['trader']!.get('/api/receiving/NOT-A-CODE')).status).toBe(404);
  });

  it('the paper of the delivery is a PDF for its parties alone', async () => {
    const response = await fetch(`${house.origin}/api/shipments/${first.id}/delivery-note.pdf`, {
      headers: { cookie: who['trader']!.cookie! },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    const pdf = Buffer.from(await response.arrayBuffer());
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.length).toBeGreaterThan(10_000);
    expect((await who['hospital']!.get(`/api/shipments/${first.id}/delivery-note.pdf`)).status).toBe(404);
  });

  it('the carrier writes the journey, and a warm hour is found by the gate (R-30)', async () => {
    const at = T(1);
    const note = (by: string, body: object) =>
      who[by]!.post(`/api/shipments/${first.id}/journey`, { id: newId(), at, ...body });
    made(await note('carrier', { kind: 'pickup', place: '和川镇库房', divisionCode: '141026' }));
    expect((await note('carrier', { kind: 'temperature' })).body.errors[0].path).toBe('celsius');
    expect((await note('carrier', { kind: 'temperature', celsius: '18.5' })).body.findings).toEqual([]);
    expect((await note('carrier', { kind: 'temperature', celsius: '26.0' })).body.findings[0]).toMatchObject({
      ruleId: 'R-30',
    });
    expect((await note('trader', { kind: 'position' })).status).toBe(404);
    const { journey } = (await who['trader']!.get(`/api/shipments/${first.id}`)).body;
    expect(journey.map(({ kind, celsius }: { kind: string; celsius: string }) => [kind, celsius])).toEqual([
      ['pickup', null],
      ['temperature', '18.5'],
      ['temperature', '26.0'],
    ]);
    const seen = await looks('trader', first.code);
    expect([seen.verdict, codes(seen)]).toEqual(['需人工确认', ['climate-excursion']]);
  });

  it('is unconfirmed until the receiver answers, then both have the receipt', async () => {
    const waits = async (by: string) => (await who[by]!.get('/api/custody/unconfirmed')).body.items;
    expect(await waits('trader')).toMatchObject([
      { shipment: first.id, direction: 'in', overdue: false, grams: 4_000 },
    ]);
    expect(await waits('clerk')).toMatchObject([{ direction: 'out', other: { id: trader.id } }]);
    const [line] = first.lines;
    const take = (grams: number, more: object = {}) => [{ lot: line.lot, verdict: 'accepted', grams, ...more }];
    expect((await receive('trader', first.id, take(3_900))).body.errors[0].path).toBe('lines.0.grams');
    expect(
      (await receive('trader', first.id, [{ lot: batch, verdict: 'accepted', grams: 1 }])).body.errors[0].path,
    ).toBe('lines.0.lot');
    expect((await receive('hospital', first.id, take(4_000))).status).toBe(404);
    const got = await receive('trader', first.id, take(3_950, { exception: 'short', reason: '破袋一件' }), {
      externalNumber: 'RK-1',
    });
    expect(got.status).toBe(201);
    expect(got.body.lines.map(({ verdict, grams }: { verdict: string; grams: number }) => [verdict, grams])).toEqual([
      ['accepted', 3_950],
      ['short', 50],
    ]);
    atTrader = line.lot;
    expect(await waits('trader')).toEqual([]);
    const twice = await receive('trader', first.id, take(3_950));
    expect(twice.body.code).toBe('lots/nothing-to-receive');
    // Both sides read it; the buyer's own number is the buyer's alone.
    const [theirs, ours] = [
      await who['trader']!.get('/api/receipts?externalNumber=RK-1'),
      await world.clerk.get('/api/receipts'),
    ];
    expect(theirs.body.items[0]).toMatchObject({ id: got.body.id, externalNumber: 'RK-1' });
    expect(ours.body.items[0]).toMatchObject({ id: got.body.id, externalNumber: null });
    const { periods } = (await who['trader']!.get(`/api/lots/${line.lot}/custody`)).body;
    expect(periods.map(({ step, holder }: { step: string; holder: { name: string } }) => [step, holder.name])).toEqual([
      ['dispatched', ORGANISATIONS.cooperative.name],
      ['accepted', trader.name],
    ]);
    // The fact belongs to both, and what is sealed in it opens for them and fits its commitment.
    for (const by of ['trader', 'clerk']) {
      expect((await who[by]!.get(`/ledger/facts/${got.body.factId}`)).status).toBe(200);
      const { values } = (await who[by]!.get(`/api/facts/${first.factId}/opened`)).body;
      const document = values.find(({ name }: { name: string }) => name === 'documentNumber');
      expect(document).toMatchObject({ value: 'SX-0001', matches: true });
      expect(values.some(({ name }: { name: string }) => name === 'actor')).toBe(by === 'clerk');
    }
    expect((await who['hospital']!.get(`/ledger/facts/${got.body.factId}`)).status).toBe(404);
    expect((await who['hospital']!.get(`/api/facts/${first.factId}/opened`)).status).toBe(404);
  });

  it('the buyer’s own inspection and retained sample bind to the receipt', async () => {
    const [receipt] = (await who['trader']!.get('/api/receipts')).body.items;
    const check = (body: object) =>
      who['trader']!.post(`/api/receipts/${receipt.id}/checks`, { id: newId(), lot: atTrader, at: T(3), ...body });
    expect((await check({ kind: 'retained-sample' })).body.errors[0].path).toBe('grams');
    made(await check({ kind: 'retained-sample', grams: 50, place: '留样柜3层' }));
    expect((await check({ kind: 'inspection', result: 'failed' })).body.findings[0]).toMatchObject({ ruleId: 'R-21' });
    const { checks } = (await who['trader']!.get(`/api/receipts/${receipt.id}`)).body;
    expect(checks.map(({ kind, grams }: { kind: string; grams: number }) => [kind, grams])).toEqual([
      ['retained-sample', 50],
      ['inspection', null],
    ]);
  });

  let refused: Answer['body'];
  it('the factory refuses the trader’s goods: they go back, and the trader confirms it', async () => {
    refused = (await ship('trader', factory.id, [{ lot: atTrader, grams: 1_000, serials: [1, 2] }])).body;
    const seen = await looks('factory', refused.code);
    // The trader's licence is not on file: a person decides. Where the herb comes from is seen through the trader.
    expect(codes(seen).sort()).toEqual(['climate-excursion', 'licence-missing']);
    expect(seen.lines[0].origin).toMatchObject([{ region: '141026' }]);
    expect(JSON.stringify(seen)).not.toContain(ORGANISATIONS.cooperative.id);
    const lines = [{ lot: refused.lines[0].lot, verdict: 'rejected', grams: 1_000, reason: '受潮', exception: 'wet' }];
    made(await receive('factory', refused.id, lines));
    expect((await who['trader']!.get('/api/custody/unconfirmed')).body.items).toMatchObject([
      { direction: 'in', grams: 1_000 },
    ]);
    made(await receive('trader', refused.id, [{ lot: refused.lines[0].lot, verdict: 'accepted', grams: 1_000 }]));
    expect((await who['trader']!.get(`/api/lots/${refused.lines[0].lot}`)).body).toMatchObject({
      ...{ holder: trader.id, owner: trader.id, custody: 'in-stock' },
    });
  });

  it('licences: one on file opens the gate, an expired one shuts it, in either direction', async () => {
    const licence = (by: string, of: string, kind: string, expiresOn: string) =>
      who[by]!.post(`/api/partners/${of}/licences`, { id: newId(), kind, number: `冀${newId().slice(-6)}`, expiresOn });
    made(await licence('quality2', trader.id, '药品经营许可证', '2025-08-31'));
    const second = (await ship('trader', factory.id, [{ lot: atTrader, grams: 1_500, serials: [3, 5] }])).body;
    const seen = await looks('factory', second.code);
    expect([seen.verdict, codes(seen)]).toEqual(['不可验收', ['climate-excursion', 'licence-expired']]);
    const lines = [{ lot: second.lines[0].lot, verdict: 'accepted', grams: 1_500 }];
    expect((await receive('factory', second.id, lines)).body).toMatchObject({ code: 'custody/not-acceptable' });
    // Without a signal it was taken in all the same: 暂收待核, set aside under the factory's own hold.
    const offline = { id: newId(), shipment: second.id, lines, receivedAt: T(8) };
    const [outcome] = (await who['factory']!.post('/api/sync', { acts: [{ kind: 'receipt', body: offline }] })).body
      .results;
    expect(outcome).toMatchObject({ status: 201, answer: { provisional: true, verdict: '不可验收' } });
    expect(outcome.answer.lines).toMatchObject([{ verdict: 'quarantined', grams: 1_500 }]);
    expect((await who['factory']!.get(`/api/lots/${second.lines[0].lot}`)).body.holds).toHaveLength(1);
    made(await licence('quality2', trader.id, '药品经营许可证', '2036-08-31'));
    made(await receive('quality2', second.id, lines));
    expect((await who['factory']!.get(`/api/lots/${second.lines[0].lot}`)).body).toMatchObject({
      owner: factory.id,
      holds: [],
    });
    const partners = (await who['quality2']!.get('/api/partners')).body;
    expect(partners[0].licences.map(({ expired }: { expired: boolean }) => expired)).toEqual([false, true]);

    made(await licence('factory', hospital.id, '医疗机构执业许可证', '2025-01-01'));
    const bad = await ship('factory', hospital.id, [{ lot: second.lines[0].lot, grams: 500 }]);
    expect(bad.body).toMatchObject({ code: 'custody/destination-refused', ruleId: 'R-24' });
    made(await licence('factory', hospital.id, '医疗机构执业许可证', '2036-01-01'));
    // Anything on the goods opens the whole delivery: here a package, two hands further on.
    const last = (await ship('factory', hospital.id, [{ lot: second.lines[0].lot, grams: 500, serials: [4, 4] }])).body;
    expect(last.findings).toEqual([]);
    // A hold of the authority while it is under way: shown at the gate, and nothing is accepted under it.
    const hold = { id: newId(), reason: '抽检', scope: 'lot' };
    made(await who['regulator']!.post(`/api/lots/${batch}/holds`, hold));
    expect(codes(await looks('hospital', last.code))).toContain('hold');
    const want = [{ lot: last.lines[0].lot, verdict: 'accepted', grams: 500 }];
    expect((await receive('hospital', last.id, want)).body.code).toBe('custody/not-acceptable');
    const stopped = await ship('factory', hospital.id, [{ lot: second.lines[0].lot, grams: 500 }]);
    expect(stopped.body.code).toBe('lots/held');
    made(await who['regulator']!.post(`/api/holds/${hold.id}/lift`, { id: newId(), reason: '合格' }));
    made(await licence('hospital', factory.id, '药品生产许可证', '2036-01-01'));
    made(await receive('hospital', last.id, want));
    // Back through three companies: the hospital sees its own part of the history, the regulator all of it.
    const history = (await who['hospital']!.get(`/api/lots/${last.lines[0].lot}/custody`)).body.periods;
    expect(history.map(({ holder }: { holder: { name: string } }) => holder.name)).toEqual([
      factory.name,
      hospital.name,
    ]);
  });

  it('an ERP is told of a receipt, signed, under its own number', async () => {
    const told: { headers: Record<string, unknown>; body: string }[] = [];
    const erp: Server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        told.push({ headers: request.headers, body });
        response.end();
      });
    });
    await new Promise<void>((done) => erp.listen(0, '127.0.0.1', done));
    try {
      const url = `http://127.0.0.1:${(erp.address() as AddressInfo).port}/in`;
      const { secret } = (await who['hospital']!.post('/api/erp-hooks', { id: newId(), url })).body;
      const shipment = (await ship('trader', hospital.id, [{ lot: atTrader, grams: 200 }])).body;
      const got = await receive(
        'hospital',
        shipment.id,
        [{ lot: shipment.lines[0].lot, verdict: 'rejected', grams: 200, reason: '未订货' }],
        {
          externalNumber: 'HIS-7',
        },
      );
      const [owed] = await house.rows(`select id from outbox where topic = 'erp-results'`);
      const job = { data: { organisation: hospital.id, receipt: got.body.id, outboxId: String(owed!['id']) } };
      const worker = house.running.app.get(ErpResultsJob);
      await worker.process(job as never);
      await worker.process(job as never);
      expect(told).toHaveLength(1);
      const { headers, body } = told[0]!;
      expect(headers['webhook-id']).toBe(got.body.id);
      const key = Buffer.from(String(secret).slice('whsec_'.length), 'base64');
      const signed = `${got.body.id}.${String(headers['webhook-timestamp'])}.${body}`;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
      expect(JSON.parse(body)).toMatchObject({
        type: 'receipt.recorded',
        data: { externalNumber: 'HIS-7', lines: [{ verdict: 'rejected' }] },
      });
    } finally {
      erp.close();
    }
  });

  it('the receiver’s own stricter limit asks for a person', async () => {
    const limit = { id: newId(), herb: 'LIANQIAO', item: 'phillyrin', kind: 'min', value: '0.30', unit: '%' };
    made(await who['quality2']!.post('/api/internal-limits', { ...limit, effectiveFrom: '2025-01-01' }));
    const shipment = (await ship('clerk', factory.id, [{ lot: batch, grams: 500, serials: [10, 10] }])).body;
    const seen = await looks('factory', shipment.code);
    expect([seen.verdict, codes(seen)]).toEqual(['需人工确认', ['internal-limit']]);
  });

  it('the public page tells that the goods went on and were taken in, and names nobody', async () => {
    const system = house.running.app.get<DataSource>(getDataSourceToken('system'));
    const source = await inTx(system, 'system', (tx) => house.running.app.get(StorySources).gather(tx, batch));
    const story = storyOf(source)!;
    const told = story.chapters.filter(({ kind }) => kind === 'transport' || kind === 'receipt');
    expect(told.map(({ kind, companies, place }) => [kind, companies, place])).toEqual([
      ['transport', [], null],
      ['receipt', [], null],
    ]);
    expect(told.flatMap(({ facts }) => facts.map(({ text }) => text.zh))).toEqual(
      expect.arrayContaining(['随货同行单随货发出', '收货方部分验收', '收货方拒收', '到货后隔离待复核']),
    );
    for (const { id, name } of [trader, factory, hospital, carrier])
      for (const secret of [id, name, 'SX-0001', '晋L·A1234']) expect(JSON.stringify(story)).not.toContain(secret);
  });

  it('all of it is told by facts: the replay fits, and names each row that is changed', async () => {
    const named = async (tampering?: string): Promise<string | undefined> => {
      const runner = (await connectAsSuperuser(house.database.superUrl)).createQueryRunner();
      await runner.startTransaction();
      try {
        for (const table of TABLES) await runner.query(`alter table ${table} disable trigger user`);
        if (tampering !== undefined) await runner.query(tampering);
        const rows: { body: unknown }[] = await runner.query(`select body from fact order by recorded_at, id`);
        const facts = rows.map(({ body }) => ({ fact: body as never, leafIndex: undefined }));
        for (const replayer of [new ActRowsReplayer('custody', custodyTables), new CustodyReplayer()]) {
          const misfit = (await replayer.replay(runner.manager, facts)) ?? (await replayer.finish(runner.manager));
          if (misfit !== undefined) return misfit.what;
        }
        return undefined;
      } finally {
        await runner.rollbackTransaction();
        await runner.connection.destroy();
      }
    };
    expect(await named()).toBeUndefined();
    const changes = [
      [`update shipment set reason = 'sample' where document_number = 'SX-0001'`, 'shipment.reason'],
      [`update shipment set to_id = carrier_id where document_number = 'SX-0001'`, 'shipment.to_id'],
      [`update shipment_line set grams = grams + 1`, 'shipment_line.grams'],
      [`update journey_entry set celsius = '18.0' where celsius = '26.0'`, 'journey_entry.celsius'],
      [`update receipt set verdict = '可以验收' where verdict = '不可验收'`, 'receipt.verdict'],
      [`update receipt set external_number = 'X' where external_number is not null`, 'receipt.external_number'],
      [`update receipt_line set grams = grams + 1 where verdict = 'short'`, 'receipt_line.grams'],
      [`delete from receipt_line where verdict = 'quarantined'`, 'receipt_line'],
      [`update receipt_check set result = 'passed' where result = 'failed'`, 'receipt_check.result'],
      [`update partner_licence set expires_on = '2040-01-01'`, 'partner_licence.expires_on'],
      [`update erp_hook set url = 'https://elsewhere.example.cn/'`, 'erp_hook.url'],
      [`update lot_custody set holder_id = owner_id where step = 'quarantined'`, 'the custody of lot'],
    ] as const;
    for (const [tampering, what] of changes)
      expect([tampering, await named(tampering)]).toEqual([tampering, expect.stringContaining(what)]);
  });
});
