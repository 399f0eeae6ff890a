import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { verifyProduct } from '../verify-ledger.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { field, findingsOf, Growing, idOf } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;

beforeAll(async () => {
  house = await startDemoHouse();
  coop = new Growing(await house.demo('clerk'));
}, 60_000);
afterAll(() => house.stop());

const holdsOn = async (lot: string) =>
  (await house.rows(`select reason from active_hold where lot_id = $1`, [lot])).map(({ reason }) => reason as string);
const leftOf = async (lot: string) =>
  Number((await house.rows(`select remaining::int as left from lot where id = $1`, [lot]))[0]!['left']);
const soil = (base: string, more: Record<string, unknown> = {}, metals: Record<string, string> = {}) =>
  coop.caller.post('/api/environment-tests', {
    ...{
      id: newId(),
      base,
      medium: '土壤',
      sampledOn: '2014-10-01',
      validUntil: '2026-10-01',
      reportNumber: 'TR-2014-7',
    },
    ...{ laboratory: '山西省地质实验室', ph: '7.8' },
    results: Object.entries({ Cd: '0.2', Hg: '0.1', As: '10', Pb: '20', Cr: '60', ...metals }).map(([item, value]) => ({
      ...{ item, value, unit: 'mg/kg' },
    })),
    ...more,
  });

describe('bases and plots', () => {
  it('keep 道地 evidence, and stay on trial until two seasons are proven (R-07)', async () => {
    const base = idOf(await coop.base({ daodi: false, daodiEvidence: '2023 年适宜性区划报告' }));
    const [shown] = (await coop.caller.get('/api/bases?limit=1')).body.items;
    expect(shown).toMatchObject({ id: base, daodi: false, daodiEvidence: '2023 年适宜性区划报告' });
    const qualify = (seasons: object[]) =>
      coop.caller.post(`/api/bases/${base}/qualifications`, { id: newId(), seasons });
    const one = await qualify([{ year: 2024, reportNumber: 'A-1' }]);
    expect([findingsOf(one), one.body.status]).toEqual(['R-07 warn', 'trial']);
    const two = await qualify([
      { year: 2024, reportNumber: 'A-1' },
      { year: 2025, reportNumber: 'A-2' },
    ]);
    expect([findingsOf(two), two.body.status]).toEqual(['', 'qualified']);
    expect((await coop.caller.get('/api/rules')).body.find(({ id }: { id: string }) => id === 'R-07').fired).toBe(1);
  });

  it('tell that a plot lies on another (R-02)', async () => {
    const base = idOf(await coop.base());
    expect(findingsOf(await coop.plot(base))).toBe('');
    const again = await coop.plot(base, { name: '又一块' });
    expect(findingsOf(again)).toBe('R-02 warn');
    expect(again.body.findings[0].message).toContain('100%');
    expect(findingsOf(await coop.plot(base, { boundary: field(1) }))).toBe('');
  });

  it('may be worked by several growers, and each is an origin of the harvest', async () => {
    const base = idOf(await coop.base());
    const plot = idOf(await coop.plot(base, { grower: '甲户', sharedWith: ['乙户', '丙户'] }));
    const planting = idOf(await coop.planting([plot]));
    const { body } = await coop.harvest(planting, [{ plot, grams: 30_000 }]);
    const origins = await house.rows(
      `select g.name from lot_origin o join grower g on g.id = o.subject where o.lot = $1 and o.kind = 'grower' order by 1`,
      [body.lot],
    );
    expect(origins.map(({ name }) => name).sort()).toEqual(['丙户', '乙户', '甲户']);
    const weighed = {
      id: newId(),
      grower: '乙户',
      harvest: body.lot,
      gross: 10_000,
      tare: 100,
      grade: '一级',
      price: '1',
    };
    expect(findingsOf(await coop.caller.post('/api/purchases', weighed))).toBe('');
  });
});

describe('the ground', () => {
  it.each([
    ['clean soil', {}, {}, '优先保护类', ''],
    ['soil above screening', {}, { Cd: '0.7' }, '安全利用类', 'R-06 warn'],
    ['soil above control', {}, { Cd: '4.1' }, '严格管控类', 'R-06 block'],
    ['soil without pH', { ph: undefined }, {}, '未判定', 'R-06 block'],
  ])('%s: planting and harvest say so', async (_, more, metals, verdict, expected) => {
    const base = idOf(await coop.base());
    const plot = idOf(await coop.plot(base));
    const answer = await soil(base, more, metals);
    expect([answer.body.verdict, findingsOf(answer)]).toEqual([verdict, expected]);
    const planting = await coop.planting([plot]);
    expect(findingsOf(planting)).toBe(expected);
    const harvest = await coop.harvest(planting.body.id, [{ plot, grams: 1_000 }]);
    expect(findingsOf(harvest)).toBe(expected);
    expect((await holdsOn(harvest.body.lot)).length > 0).toBe(expected === 'R-06 block');
  });

  it('holds what was harvested before the test came in', async () => {
    const { base, planting, plots } = await coop.ground();
    const lot = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 1_000 }]));
    expect(await holdsOn(lot)).toEqual([]);
    idOf(await soil(base, { plot: plots[0] }, { As: '101' }));
    expect(await holdsOn(lot)).toEqual(['R-06 土壤为严格管控类']);
  });

  it('counts the plot’s own test before the base’s, and warns when it is out of date', async () => {
    const { base, planting, plots } = await coop.ground();
    idOf(await soil(base, {}, { Cd: '0.7' }));
    idOf(await soil(base, { plot: plots[0], validUntil: '2025-08-02' }));
    const share = [{ plot: plots[0]!, grams: 1_000 }];
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-08-02T10:00:00+08:00' }))).toBe('');
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-08-03T10:00:00+08:00' }))).toBe('R-06 warn');
  });

  it.each([
    ['a unit of another table', { results: [{ item: 'Cd', value: '200', unit: 'µg/kg' }] }, 422, 'results.0.unit'],
    ['a term before the sampling', { validUntil: '2014-09-30' }, 422, 'validUntil'],
    ['a sampling to come', { sampledOn: '2199-01-01', validUntil: undefined }, 422, 'sampledOn'],
    ['a base of nobody', { base: newId() }, 404, undefined],
  ])('refuses %s', async (_, more, status, path) => {
    const answer = await soil(idOf(await coop.base()), more);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
  });

  it('judges water and air', async () => {
    const base = idOf(await coop.base());
    const test = (medium: string, results: object[]) => soil(base, { medium, ph: undefined, results });
    expect((await test('灌溉水', [{ item: 'Cd', value: '0.02', unit: 'mg/L' }])).body).toMatchObject({
      verdict: '不合格',
      exceeded: ['Cd'],
    });
    expect((await test('空气', [{ item: 'SO2', value: '50', unit: 'µg/m³', period: 'annual' }])).body.verdict).toBe(
      '合格',
    );
    expect((await coop.caller.get('/api/environment-tests?limit=2')).body.items).toHaveLength(2);
  });
});

describe('seed', () => {
  it('is drawn by a planting, no more than there is (R-25)', async () => {
    const { plots } = await coop.ground();
    const seedLot = idOf(await coop.seedLot());
    expect(findingsOf(await coop.planting(plots, { seedLot, seedQuantity: 1000 }))).toBe('');
    expect(await leftOf(seedLot)).toBe(200);
    expect(findingsOf(await coop.planting(plots, { seedLot, seedQuantity: 201 }))).toBe('R-25 block');
    expect(await leftOf(seedLot)).toBe(0);
    expect((await coop.planting(plots, { seedQuantity: 1 })).body.errors[0].path).toBe('seedQuantity');
  });

  it('raised in a nursery is a lot of its own, with its mother’s papers and descent', async () => {
    const { plots } = await coop.ground();
    const mother = idOf(await coop.seedLot({ pieces: undefined, grams: 5_000 }));
    const papers = [{ kind: '种苗质量检验报告', number: 'MM-1' }];
    const raised = await coop.seedLot({
      pieces: 900,
      documents: papers,
      raisedFrom: { seedLot: mother, quantity: 2_000 },
    });
    expect(findingsOf(raised)).toBe('');
    expect(await leftOf(mother)).toBe(3_000);
    expect(findingsOf(await coop.planting(plots, { seedLot: raised.body.id, seedQuantity: 900 }))).toBe('');
    const up = (await coop.caller.get(`/api/lots/${raised.body.id}/ancestors`)).body;
    expect(up.edges).toEqual([expect.objectContaining({ from: mother, to: raised.body.id, kind: 'origin' })]);
  });

  it.each([
    ['转基因', 'R-04 block', 1],
    ['选育品种', '', 0],
  ])('of %s germplasm: %s', async (germplasm, expected, holds) => {
    const answer = await coop.seedLot({ germplasm, variety: '某号' });
    expect([findingsOf(answer), (await holdsOn(answer.body.id)).length]).toEqual([expected, holds]);
    const { plots } = await coop.ground();
    const planting = await coop.planting(plots, { seedLot: answer.body.id, seedQuantity: 10 });
    expect(findingsOf(planting)).toBe(holds === 0 ? '' : 'R-04 block, R-16 block');
    const harvest = await coop.harvest(planting.body.id, [{ plot: plots[0]!, grams: 1_000 }]);
    expect(findingsOf(harvest)).toBe(expected);
  });

  it('without its papers is found at the sowing (R-05)', async () => {
    const { plots } = await coop.ground();
    const seedLot = idOf(await coop.seedLot({ documents: ['种子质量检验报告'] }));
    expect(findingsOf(await coop.planting(plots, { seedLot }))).toBe('R-05 block');
  });
});

it('all of it fits the ledger', async () => {
  await house.running.app.get(Sealer).sealNow();
  expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
});
