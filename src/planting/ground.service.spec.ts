import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { verifyProduct } from '../verify-ledger.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, field, findingsOf, Growing, idOf } from '../../test/support/growing.js';

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

  it('tell that a plot lies on another (R-02), in another base too, and of another organisation no more than that', async () => {
    const base = idOf(await coop.base());
    const first = await coop.plot(base, { boundary: field(40) });
    expect(findingsOf(first)).toBe('');
    const again = await coop.plot(base, { name: '又一块', boundary: field(40) });
    expect(findingsOf(again)).toBe('R-02 warn');
    expect(again.body.findings[0].message).toBe('约 100% 的面积与地块“西坡一号”重叠');
    expect(findingsOf(await coop.plot(base, { boundary: field(41) }))).toBe('');
    const other = idOf(await coop.base({ name: '马壁基地' }));
    expect((await coop.plot(other, { boundary: field(41) })).body.findings[0].message).toContain('基地“和川连翘基地”');
    const stranger = new Growing(await factoryClerk(house));
    const foreign = await stranger.plot(idOf(await stranger.base()), { boundary: field(41) });
    expect(foreign.body.findings.map(({ message }: { message: string }) => message)).toEqual([
      '部分面积已由另一机构登记为地块，请核对边界和承包合同',
    ]);
    const retire = { kind: '停用', at: '2025-01-01', reason: '退耕' };
    for (const plot of (await coop.caller.get('/api/plots?limit=3')).body.items)
      idOf(await coop.caller.post(`/api/plots/${plot.id}/changes`, { id: newId(), ...retire }));
    expect(findingsOf(await stranger.plot(idOf(await stranger.base()), { boundary: field(42) }))).toBe('');
  });

  it('tell that a plot is not in the county of its base, and what area was stated (R-02)', async () => {
    const base = idOf(await coop.base({ divisionCode: '141002101' }));
    const away = await coop.plot(base, { boundary: field(50), statedMu: '15.1' });
    expect([findingsOf(away), away.body.findings[0].message]).toEqual([
      'R-02 warn',
      '地块不在基地所属的山西省临汾市尧都区境内',
    ]);
    const nowhere = idOf(await coop.base({ divisionCode: '149926101' }));
    expect(findingsOf(await coop.plot(nowhere, { boundary: field(51), statedMu: '12' }))).toBe('R-02 warn');
    const [shown] = (await coop.caller.get('/api/plots?limit=1')).body.items;
    expect([shown.areaMu, shown.statedMu]).toEqual(['14.98', '12.00']);
    const moved = { id: newId(), kind: '调整边界', at: '2025-05-01', reason: '重测', boundary: field(50) };
    expect(findingsOf(await coop.caller.post(`/api/plots/${shown.id}/changes`, moved))).toBe('R-02 warn');
  });

  it('are listed with what has become of them', async () => {
    const base = idOf(await coop.base());
    const shown = async () => (await coop.caller.get('/api/bases?limit=1')).body.items[0];
    expect(await shown()).toMatchObject({ id: base, status: 'trial', plots: 0, areaMu: '0.00', soil: null });
    const plots = [60, 61, 62].map((n) => ({ name: `${n}`, boundary: field(n) }));
    const ids: string[] = [];
    for (const plot of plots) ids.push(idOf(await coop.plot(base, plot)));
    const change = (plot: string, more: object) =>
      coop.caller.post(`/api/plots/${plot}/changes`, { id: newId(), at: '2025-05-01', reason: '改', ...more });
    idOf(await change(ids[0]!, { kind: '停用' }));
    idOf(await change(ids[1]!, { kind: '调整边界', boundary: field(63) }));
    idOf(await soil(base, { plot: ids[2], sampledOn: '2015-01-01', validUntil: '2019-01-01' }));
    const area = ({ areaMu }: { areaMu: string }) => Number(areaMu);
    expect(area(await shown())).toBeCloseTo(2 * 14.97, 1);
    expect(await shown()).toMatchObject({ plots: 2, soil: { validUntil: '2019-01-01', valid: false } });
    idOf(await soil(base, { sampledOn: '2020-01-01', validUntil: '2199-01-01' }));
    expect((await shown()).soil).toMatchObject({ verdict: '优先保护类', validUntil: '2199-01-01', valid: true });
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

describe('plots by the file', () => {
  const ring = (n: number): string => {
    const x = 112.25 + (n % 40) * 0.002;
    const y = 36.2 + Math.floor(n / 40) * 0.002;
    return `${x} ${y}; ${x + 0.001} ${y}; ${x + 0.001} ${y + 0.001}; ${x} ${y + 0.001}`;
  };
  const send = async (body: string | Buffer, query: string, type = 'text/csv; charset=gb18030') => {
    const response = await fetch(`${house.origin}/api/plots/import?${query}`, {
      ...{ method: 'POST', body: new Uint8Array(Buffer.from(body)) },
      headers: { cookie: coop.caller.cookie!, 'content-type': type, 'accept-language': 'en' },
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return { status: response.status, body: (await response.json()) as any };
  };
  const count = async (table: string) => Number((await house.rows(`select count(*)::int as n from ${table}`))[0]!['n']);

  it('are previewed, imported once, and each is a plot with its fact, its grower and its findings', async () => {
    const base = idOf(await coop.base());
    idOf(await coop.plot(base, { grower: '老王', boundary: field(70) }));
    const lines = Array.from(
      { length: 120 },
      (_, n) => `坡地${n},${n % 3 === 0 ? '老王' : `户${n % 30}`},${ring(n)},14.9,`,
    );
    const table = [
      '地块名称,农户,边界,面积,共同农户',
      ...lines,
      `重叠,老王,${ring(0)},14.9,`,
      `外县,新户,110 30; 110.001 30; 110.001 30.001,1000,户1、老王`,
    ].join('\n');
    const id = newId();
    const before = await count('plot');
    const preview = await send(table, `id=${id}&base=${base}&preview=true`);
    expect([preview.status, await count('plot')]).toEqual([200, before]);
    expect(preview.body).toMatchObject({ preview: true, rows: 122, plots: 122, faults: [] });
    expect(preview.body.newGrowers).toHaveLength(21);
    const found = (answer: { body: { findings: { row: number; ruleId: string }[] } }) =>
      answer.body.findings.map(({ row, ruleId }) => `${row} ${ruleId}`);
    expect(found(preview)).toEqual(['122 R-02', '123 R-02', '123 R-02']);

    const made = await send(table, `id=${id}&base=${base}`);
    expect([made.status, await count('plot'), made.body.newGrowers]).toEqual([201, before + 122, 21]);
    expect(found(made)).toEqual(found(preview));
    expect(made.body.plots[121]).toMatchObject({ row: 123, name: '外县' });
    const again = await send(table, `id=${id}&base=${base}`);
    expect([again.status, again.body, await count('plot')]).toEqual([200, made.body, before + 122]);
    expect((await send(table.replace('外县', '他县'), `id=${id}&base=${base}`)).status).toBe(409);
    const last = made.body.plots[121].id as string;
    const shared = await house.rows(
      `select g.name from plot_share s join grower g on g.id = s.grower_id where s.plot_id = $1 order by 1`,
      [last],
    );
    expect(shared.map(({ name }) => name)).toEqual(['户1', '老王']);
    const kept = await house.rows(`select rule_id, message_zh from finding where subject = $1 order by 2`, [
      `plot:${last}`,
    ]);
    expect(kept).toHaveLength(2);
    const twice = await send(table, `id=${newId()}&base=${base}`);
    expect([twice.status, twice.body.errors[0]]).toMatchObject([422, { path: '2.地块名称' }]);
  });

  it('register nothing when anything is wrong, and say where', async () => {
    const base = idOf(await coop.base());
    const table = `地块名称,农户,边界\n好的,新来的,${ring(300)}\n坏的,新来的,112 36; 112 37`;
    const before = [await count('plot'), await count('grower'), await count('fact')];
    const preview = await send(table, `id=${newId()}&base=${base}&preview=true`);
    expect([preview.status, preview.body.plots, preview.body.faults]).toMatchObject([
      200,
      1,
      [{ row: 3, column: '边界' }],
    ]);
    const refused = await send(table, `id=${newId()}&base=${base}`);
    expect([refused.status, refused.body.code, refused.body.errors[0].path]).toEqual([
      422,
      'planting/plot-file-refused',
      '3.边界',
    ]);
    expect([await count('plot'), await count('grower'), await count('fact')]).toEqual(before);
  });

  it('may come as a map, and nothing else', async () => {
    const base = idOf(await coop.base());
    const features = [{ type: 'Feature', properties: { name: '图上', grower: '老王' }, geometry: field(80) }];
    const map = JSON.stringify({ type: 'FeatureCollection', features });
    expect((await send(map, `id=${newId()}&base=${base}`, 'application/geo+json')).status).toBe(201);
    expect((await send(map, `id=${newId()}&base=${newId()}`, 'application/geo+json')).status).toBe(404);
    expect((await send(map, `id=${newId()}&base=${base}`, 'application/json')).status).toBe(415);
    expect((await send('', `id=${newId()}&base=${base}`)).body.errors[0].message).toBe('has no plots');
    expect((await send(map, `id=7&base=x`, 'application/geo+json')).status).toBe(400);
  });
});

describe('the ground', () => {
  const only = (item: string, value: string) => ({ results: [{ item, value, unit: 'mg/kg' }] });
  it.each([
    ['clean soil', {}, {}, '优先保护类', ''],
    ['soil above screening', {}, { Cd: '0.7' }, '安全利用类', 'R-06 warn'],
    ['soil above control', {}, { Cd: '4.1' }, '严格管控类', 'R-06 block'],
    ['soil without pH', { ph: undefined }, {}, '未判定', 'R-06 block'],
    [
      'one metal above control, nothing else measured',
      { ph: '7.0', ...only('Cd', '9') },
      {},
      '严格管控类',
      'R-06 block',
    ],
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
    ['clean', '0.1', {}, ''],
    ['above screening', '0.7', {}, 'R-06 warn'],
    ['above screening, no longer valid', '0.7', { validUntil: '2015-01-02' }, ''],
    ['above control', '9', {}, 'R-06 block'],
  ])('a later test of one item, %s, does not mask the whole one before', async (_, value, more, expected) => {
    const { base, planting, plots } = await coop.ground();
    idOf(await soil(base));
    idOf(await soil(base, { ...only('Cd', value), sampledOn: '2015-01-01', ...more }));
    expect(findingsOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 1_000 }]))).toBe(expected);
  });

  it.each([
    ['a unit of another table', { results: [{ item: 'Cd', value: '200', unit: 'µg/kg' }] }, 422, 'results.0.unit'],
    ['an item of no table', only('镉离子', '1'), 400, 'results.0.item'],
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
    expect((await test('灌溉水', [{ item: '总镉', value: '0.02', unit: 'mg/L' }])).body.exceeded).toEqual(['Cd']);
    expect((await test('土壤', only('镉', '9').results)).body).toMatchObject({
      verdict: '严格管控类',
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

it('the rules list what fired', async () => {
  const fired = (await coop.caller.get('/api/rules')).body as { id: string; fired: number; citation: string }[];
  const silent = ['R-02', 'R-04', 'R-05', 'R-06', 'R-07'].filter(
    (id) => !((fired.find((r) => r.id === id)?.fired ?? 0) > 0),
  );
  expect(silent).toEqual([]);
});

it('all of it fits the ledger', async () => {
  await house.running.app.get(Sealer).sealNow();
  expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
});
