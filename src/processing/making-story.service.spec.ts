import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
import type { Answer, Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, findingsOf, Growing, idOf, runBody } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;
let processor: Caller;
let quality: Caller;
let stranger: Caller;

beforeAll(async () => {
  house = await startDemoHouse();
  coop = new Growing(await house.demo('clerk'));
  [processor, quality, stranger] = [
    await house.demo('processor'),
    await house.demo('quality'),
    await factoryClerk(house),
  ];
}, 60_000);
afterAll(() => house.stop());

type Weighed = { lot: string; grams: number };
const run = (body: object): Promise<Answer> => processor.post('/api/runs', body);
const holdsOn = (lot: string) => house.rows(`select authority from active_hold where lot_id = $1`, [lot]);
const remaining = async (lot: string) =>
  Number((await house.rows(`select remaining from lot where id = $1`, [lot]))[0]?.['remaining']);

async function fresh(grams: number, herb: object = {}): Promise<Weighed> {
  const base = idOf(await coop.base());
  const plot = idOf(await coop.plot(base));
  const planting = idOf(await coop.planting([plot], herb));
  return { lot: idOf(await coop.harvest(planting, [{ plot, grams }], { variant: undefined })), grams };
}
async function dried(grams = 10_000): Promise<Weighed> {
  const body = runBody([await fresh(grams * 3)]);
  idOf(await run(body));
  return { lot: body.outputs[0]!.id, grams };
}
const receive = (adjuvant: string, grams: number, more: object = {}, who = processor): Promise<Answer> =>
  who.post('/api/adjuvants', {
    ...{ id: newId(), adjuvant, grams, supplier: '山西老陈酒业', batchNumber: 'L-25' },
    ...{ receivedAt: '2025-07-01T09:00:00+08:00', expiresOn: '2026-06-30' },
    ...more,
  });
const at = { startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-04T12:00:00+08:00' };
/** After the lots of `dried` were there. */
const afterwards = { startedAt: '2025-08-07T08:00:00+08:00', endedAt: '2025-08-07T12:00:00+08:00' };
/** One step over dry lots, of the grams given. */
const worked = (kind: string, inputs: Weighed[], out: number, more: object = {}) => {
  const all = inputs.reduce((sum, { grams }) => sum + grams, 0);
  const difference = all - out;
  return runBody(inputs, {
    ...afterwards,
    method: kind,
    steps: [{ kind, ...afterwards }],
    outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: out }],
    balance: difference === 0 ? [] : [{ kind: 'loss', grams: difference, reason: '挥散' }],
    ...more,
  });
};

describe('the steps of a run', () => {
  it('are what the reference data has, with parameters, a curve and evidence, and the fact says by which version', async () => {
    const inputs = [await fresh(9_000)];
    const body = runBody(inputs, {
      steps: [
        { kind: '蒸', ...at, celsius: '100', parameters: [{ code: 'kilopascals', value: '20' }] },
        {
          kind: '热风烘干',
          startedAt: '2025-08-04T12:30:00+08:00',
          endedAt: '2025-08-05T12:00:00+08:00',
          curve: [
            { at: '2025-08-04T13:00:00+08:00', celsius: '45', humidityPercent: '60.5' },
            { at: '2025-08-05T08:00:00+08:00', celsius: '60.5' },
          ],
          evidence: [{ kind: '温度曲线', sha256: 'a'.repeat(64) }],
        },
      ],
    });
    const answer = await run(body);
    expect([answer.status, findingsOf(answer)]).toEqual([201, '']);
    const [fact] = (await house.rows(`select body from fact where id = $1`, [answer.body.factId])) as [
      { body: { open: { steps: object[]; reference: string } } },
    ];
    expect(fact.body.open.steps).toEqual([
      { kind: '蒸', ...at, celsius: '100', parameters: { kilopascals: '20' } },
      expect.objectContaining({ kind: '烘干', curve: [expect.objectContaining({ celsius: '45' }), expect.anything()] }),
    ]);
    const [file] = await house.rows(
      `select sha256 from reference_version where name = 'processing' order by loaded_at desc limit 1`,
    );
    expect(fact.body.open.reference).toBe(file!['sha256']);
    const shown = (await processor.get(`/api/runs/${body.id}`)).body;
    expect(shown).toMatchObject({ reference: file!['sha256'], steps: [{ kind: '蒸' }, { evidence: [{}] }] });
  });

  it('of 1499 ℃ steam is refused as impossible, with its place; at 92 ℃ in the oven it is taken and warned of', async () => {
    const inputs = [await fresh(9_000)];
    const steps = (celsius: string, oven = '60') => [
      { kind: '蒸', ...at, celsius },
      { kind: '烘干', startedAt: at.endedAt, endedAt: '2025-08-05T12:00:00+08:00', celsius: oven },
    ];
    const absurd = await run(runBody(inputs, { steps: steps('1499') }));
    expect(absurd.body).toMatchObject({
      ...{ status: 422, code: 'processing/impossible-reading' },
      errors: [{ path: 'steps.0.celsius', value: '1499' }],
    });
    expect(await remaining(inputs[0]!.lot)).toBe(9_000);
    expect(findingsOf(await run(runBody(inputs, { steps: steps('100', '92') })))).toBe('R-18 warn, R-18 warn');
  });

  it('that nobody knows are refused by name', async () => {
    const answer = await run(runBody([await fresh(9_000)], { steps: [{ kind: '微波', ...at }] }));
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'steps.0.kind', value: '微波' }] });
  });

  it('are shown to everybody as they are in force', async () => {
    const { body } = await stranger.get('/api/reference/processing');
    expect(body.content.steps.find(({ kind }: { kind: string }) => kind === '蒸')).toMatchObject({ wets: true });
  });
});

it('a run entered late, with what was copied and never touched, says so beside the fact', async () => {
  const body = runBody([await fresh(9_000)], {
    entry: { copied: ['facility'], untouched: ['method', 'steps.0.kind'] },
  });
  const answer = await run(body);
  const [fact] = (await house.rows(`select body from fact where id = $1`, [answer.body.factId])) as [
    { body: { open: { entry: { lateHours: number } } } },
  ];
  expect(fact.body.open.entry).toEqual({
    ...{ copied: ['facility'], untouched: ['method', 'steps.0.kind'] },
    lateHours: expect.any(Number),
  });
  // Ended in August 2025, recorded now.
  const hours = (Date.now() - Date.parse(body.endedAt)) / 3_600_000;
  expect(Math.abs(fact.body.open.entry.lateHours - hours)).toBeLessThan(2);
  expect((await processor.get(`/api/runs/${body.id}`)).body.entry).toMatchObject({ copied: ['facility'] });
});

describe('what the monograph asks (R-18)', () => {
  it('青翘 dried raw is taken, and the sentence cites the pharmacopoeia', async () => {
    const oven = { kind: '烘干', ...at, celsius: '60' };
    const answer = await run(runBody([await fresh(9_000)], { steps: [oven] }));
    expect(findingsOf(answer)).toBe('R-18 warn');
    expect(answer.body.findings[0].message).toContain('缺少蒸或煮');
  });
});

describe('adjuvants', () => {
  it('are lots: received, drawn with a balance, ancestors of the slice; too little is found (R-17)', async () => {
    const honey = idOf(await receive('蜂蜜', 4_000));
    expect(await house.rows(`select kind, herb from lot where id = $1`, [honey])).toEqual([
      { kind: 'adjuvant', herb: 'LIANMI' },
    ]);
    const right = worked('蜜炙', [await dried(), { lot: honey, grams: 2_500 }], 12_000);
    expect(findingsOf(await run(right))).toBe('');
    expect(await remaining(honey)).toBe(1_500);
    const family = (await processor.get(`/api/lots/${right.outputs[0]!.id}/ancestors`)).body;
    expect(family.edges).toContainEqual(expect.objectContaining({ from: honey, kind: 'matter', grams: 2_500 }));
    const little = worked('蜜炙', [await dried(), { lot: honey, grams: 1_000 }], 10_900);
    expect(findingsOf(await run(little))).toBe('R-17 warn');
    const none = await run(worked('蜜炙', [await dried()], 10_000));
    expect([findingsOf(none), none.body.findings[0].message]).toEqual([
      'R-17 warn',
      expect.stringContaining('未登记所用炼蜜的批次'),
    ]);
    const more = await run(worked('蜜炙', [await dried(), { lot: honey, grams: 501 }], 10_000));
    expect([more.status, more.body.leftGrams]).toEqual([409, 500]);
  });

  it('past their day hold what was made with them (R-18)', async () => {
    const old = idOf(await receive('黄酒', 2_000, { expiresOn: '2025-08-03' }));
    const body = worked('酒炙', [await dried(), { lot: old, grams: 1_500 }], 10_000);
    expect(findingsOf(await run(body))).toBe('R-18 block');
    expect(await holdsOn(body.outputs[0]!.id)).toEqual([{ authority: 'finding' }]);
  });

  it('are nobody else’s, and only those the data knows', async () => {
    const mine = idOf(await receive('米醋', 2_000));
    expect((await stranger.get('/api/adjuvants')).body.items).toEqual([]);
    expect((await processor.get('/api/adjuvants')).body.items[0]).toMatchObject({ id: mine, adjuvant: 'MICU' });
    expect((await receive('可乐', 2_000)).body).toMatchObject({ status: 422, errors: [{ path: 'adjuvant' }] });
    expect((await receive('米醋', 2_000, { receivedAt: '2199-01-01T00:00:00+08:00' })).status).toBe(422);
    const drawn = worked('醋炙', [{ lot: mine, grams: 100 }], 100);
    expect((await stranger.post('/api/runs', drawn)).status).toBe(404);
  });
});

describe('paozhi', () => {
  it('that gives more than its steps can is held (R-17)', async () => {
    const body = worked('炒炭', [await dried()], 9_776);
    expect(findingsOf(await run(body))).toBe('R-17 block');
    expect(await holdsOn(body.outputs[0]!.id)).toHaveLength(1);
    expect(findingsOf(await run(worked('炒炭', [await dried()], 8_000)))).toBe('');
  });
});

describe('what comes out besides the product', () => {
  it('is a lot with its use, and waste stays visible', async () => {
    const outputs = [
      { id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 9_000 },
      { id: newId(), herb: 'LIANQIAO', grams: 700, use: 'waste' },
      { id: newId(), herb: 'LIANQIAO', grams: 300, use: 'rework' },
    ];
    const body = worked('筛选', [await dried()], 10_000, { outputs });
    expect(findingsOf(await run(body))).toBe('');
    const shown = (await processor.get(`/api/runs/${body.id}`)).body.outputs;
    expect(Object.fromEntries(shown.map(({ lot, use }: { lot: string; use: string }) => [lot, use]))).toEqual({
      [outputs[0]!.id]: 'product',
      [outputs[1]!.id]: 'waste',
      [outputs[2]!.id]: 'rework',
    });
    const contradicted = worked('筛选', [await dried()], 10_000, {
      outputs: [{ id: newId(), herb: 'LIANQIAO', grams: 10_000, use: 'waste', byProduct: false }],
    });
    expect((await run(contradicted)).body).toMatchObject({ status: 422, errors: [{ path: 'outputs.0.use' }] });
  });

  it('of rejected goods, worked again for a stated reason, is a new lot to be tested anew', async () => {
    const input = await dried();
    const batch = idOf(
      await processor.post('/api/batches', {
        ...{ id: newId(), number: `RW-${input.lot.slice(-6)}`, herb: 'LIANQIAO', variant: '青翘', inputs: [input] },
      }),
    );
    await quality.post(`/api/batches/${batch}/reject`, { id: newId(), reason: '杂质超限', password: 'bencao-demo' });
    const rejected = { lot: batch, grams: 5_000 };
    expect(findingsOf(await run(worked('筛选', [rejected], 4_900)))).toBe('R-21 block');
    const again = worked('筛选', [rejected], 4_900, { rework: '重新筛选去除杂质' });
    const answer = await run(again);
    expect([findingsOf(answer), answer.body.findings[0].message]).toEqual([
      'R-21 warn',
      expect.stringContaining('返工：重新筛选去除杂质'),
    ]);
    expect(await house.rows(`select quality from lot where id = $1`, [again.outputs[0]!.id])).toEqual([
      { quality: 'pending' },
    ]);
  });
});
