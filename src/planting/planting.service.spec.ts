import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, field, findingsOf, FORSYTHIA, Growing, idOf } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;
let factory: Growing;

beforeAll(async () => {
  house = await startDemoHouse();
  coop = new Growing(await house.demo('clerk'));
  factory = new Growing(await factoryClerk(house));
}, 60_000);
afterAll(() => house.stop());

const factOf = async (factId: string) =>
  (await house.rows(`select body, bytes from fact where id = $1`, [factId]))[0] as { body: FactBody; bytes: Buffer };
interface FactBody {
  type: string;
  open: Record<string, unknown>;
  sealed: Record<string, string>;
  subjects: string[];
  occurredAt: string;
}
const holdsOn = async (lot: string) =>
  (await house.rows(`select reason from active_hold where lot_id = $1`, [lot])).map(({ reason }) => reason as string);

describe('bases and plots', () => {
  it('computes the area of a plot and registers its grower once', async () => {
    const base = idOf(await coop.base());
    const first = await coop.plot(base, { grower: '李桂兰' });
    expect(first.body).toMatchObject({ areaMu: expect.stringMatching(/^1[45]\.\d\d$/), findings: [] });
    const second = await coop.plot(base, { grower: '李桂兰', boundary: field(1) });
    const third = await coop.plot(base, { grower: first.body.grower, boundary: field(2) });
    expect([second.body.grower, third.body.grower]).toEqual([first.body.grower, first.body.grower]);
  });

  it('seals the name, the grower and the boundary of a plot', async () => {
    const plot = await coop.plot(idOf(await coop.base()), { name: '老槐树地', grower: '赵铁柱', boundary: field(90) });
    const { body, bytes } = await factOf(plot.body.factId);
    expect(body.open).toEqual({ plot: plot.body.id, base: expect.any(String), areaMu: plot.body.areaMu, findings: [] });
    expect(Object.keys(body.sealed).sort()).toEqual(['actor', 'boundary', 'grower', 'name']);
    expect(bytes.toString()).not.toMatch(/老槐树地|赵铁柱|112\.25/);
  });

  it.each([
    ['a county code', { divisionCode: '141026' }, 'divisionCode'],
    ['no province', { divisionCode: '991026101' }, 'divisionCode'],
    ['an unknown mode', { cultivationMode: '温室' }, 'cultivationMode'],
    ['a foreign key', { owner: '张三' }, 'owner'],
    ['an id of the wrong version', { id: '7b3c2f0e-3f62-4c5d-9a57-1f2f3d4c5b6a' }, 'id'],
  ])('refuses a base with %s, naming the field', async (_, fault, path) => {
    const answer = await coop.base(fault);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].path).toBe(path);
  });

  it('refuses an open boundary by R-02 and stores nothing', async () => {
    const id = newId();
    const open = {
      type: 'Polygon',
      coordinates: [
        [
          [112.25, 36.14],
          [112.26, 36.14],
          [112.26, 36.15],
          [112.25, 36.15],
        ],
      ],
    };
    const answer = await coop.plot(idOf(await coop.base()), { id, boundary: open });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ ruleId: 'R-02', errors: [{ path: 'boundary.coordinates.0' }] });
    expect(await house.rows(`select 1 from plot where id = $1`, [id])).toEqual([]);
  });

  it('does not know a base of another organisation', async () => {
    const base = idOf(await coop.base());
    const answer = await factory.plot(base);
    expect(answer.status).toBe(404);
    expect((await factory.caller.get('/api/bases')).body.items).toEqual([]);
  });

  it('lists newest first, page by page', async () => {
    const [a, b, c] = [idOf(await coop.base()), idOf(await coop.base()), idOf(await coop.base())];
    const first = (await coop.caller.get('/api/bases?limit=2')).body;
    expect(first.items.map(({ id }: { id: string }) => id)).toEqual([c, b]);
    const second = (await coop.caller.get(`/api/bases?limit=1&after=${first.next}`)).body;
    expect(second.items[0].id).toBe(a);
    expect((await coop.caller.get('/api/bases?limit=0')).status).toBe(400);
  });
});

describe('seed lots and plantings', () => {
  it('makes a lot of seedlings, counted in pieces', async () => {
    const id = idOf(await coop.seedLot());
    const lots = await house.rows(`select kind, unit, remaining::int, region from lot where id = $1`, [id]);
    expect(lots).toEqual([{ kind: 'seed', unit: 'piece', remaining: 1200, region: '141026' }]);
  });

  it.each([
    ['both weights', { grams: 5 }],
    ['no weight', { pieces: undefined }],
  ])('refuses %s', async (_, fault) => expect((await coop.seedLot(fault)).status).toBe(422));

  it('takes seed from another county without certificate, and holds it (R-05)', async () => {
    await coop.base();
    const answer = await coop.seedLot({ originDivisionCode: '410329', documents: ['种子质量检验报告'] });
    expect(findingsOf(answer)).toBe('R-05 block');
    expect(answer.body.findings[0].citation).toContain('植物检疫条例');
    expect((await holdsOn(answer.body.id))[0]).toMatch(/^R-05 /);
    expect(findingsOf(await coop.seedLot({ originDivisionCode: '410329', documents: ['植物检疫证书'] }))).toBe('');
  });

  it('plants on plots of one base and tells the fact with all it concerns', async () => {
    const base = idOf(await coop.base());
    const plots = [idOf(await coop.plot(base)), idOf(await coop.plot(base, { boundary: field(1) }))];
    const seed = idOf(await coop.seedLot());
    const answer = await coop.planting(plots, { seedLot: seed, sop: 'LQ-SOP-03 第2版' });
    expect(findingsOf(answer)).toBe('');
    const { body } = await factOf(answer.body.factId);
    expect(body.subjects).toEqual([answer.body.id, base, seed, ...plots].sort());
    expect(body.open).toMatchObject({ planting: answer.body.id, plots, seedLot: seed, establishedOn: '2015-03-20' });
  });

  it('refuses plots of two bases, a day that does not exist, a day to come, an unknown herb', async () => {
    const [one, two] = [idOf(await coop.base()), idOf(await coop.base())];
    const plots = [idOf(await coop.plot(one)), idOf(await coop.plot(two))];
    expect((await coop.planting(plots)).body).toMatchObject({ status: 422, errors: [{ path: 'plots' }] });
    const faults = [{ establishedOn: '2024-02-30' }, { establishedOn: '2199-01-01' }, { herb: 'TOMATO' }];
    const statuses = [];
    for (const fault of faults) statuses.push((await coop.planting([plots[0]!], fault)).status);
    expect(statuses).toEqual([400, 422, 404]);
  });

  it('takes a second species in one base (R-03) and one outside the monograph (R-04), and remembers', async () => {
    const { plots, planting } = await coop.ground();
    const answer = await coop.planting(plots, { species: 'Forsythia viridissima Lindl.' });
    expect(findingsOf(answer)).toBe('R-03 block, R-04 block');
    const harvest = await coop.harvest(answer.body.id, [{ plot: plots[0]!, grams: 50_000 }]);
    expect(findingsOf(harvest)).toBe('R-03 block, R-04 block');
    expect(await holdsOn(harvest.body.lot)).toHaveLength(1);
    expect(await holdsOn(idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 50_000 }])))).toEqual([]);
  });
});

describe('field work', () => {
  it('takes Chinese kinds and English codes and shows times in the zone they were written in', async () => {
    const { planting } = await coop.ground();
    const input = { product: '商品有机肥', amount: '350.50', unit: '公斤' };
    const answer = await coop.work(planting, { kind: 'fertilising', input, note: '沟施' });
    expect(answer.body).toMatchObject({ kind: '施肥', findings: [] });
    const [shown] = (await coop.caller.get('/api/field-work?limit=1')).body.items;
    expect(shown).toMatchObject({
      kind: '施肥',
      at: '2025-05-02T08:30:00+08:00',
      input,
      note: '沟施',
      operator: '王秀英',
    });
    const { body, bytes } = await factOf(answer.body.factId);
    expect(body.open).toMatchObject({ planting, kind: '施肥', input });
    expect(Object.keys(body.sealed).sort()).toEqual(['actor', 'note', 'operator']);
    expect(bytes.toString()).not.toMatch(/王秀英|沟施/);
  });

  it('refuses work to come, a spraying of nothing, and a planting of somebody else', async () => {
    const { planting } = await coop.ground();
    const soon = new Date(Date.now() + 11 * 60_000).toISOString();
    expect((await coop.work(planting, { at: soon })).body).toMatchObject({ status: 422, errors: [{ path: 'at' }] });
    expect((await coop.work(planting, { kind: '施药' })).body).toMatchObject({
      status: 422,
      errors: [{ path: 'input' }],
    });
    expect((await factory.work(planting)).status).toBe(404);
    expect((await coop.work(planting, { at: new Date(Date.now() + 9 * 60_000).toISOString() })).status).toBe(201);
  });

  it('refuses work on plants that were not planted yet, and takes what made their ground ready', async () => {
    const { planting } = await coop.ground();
    const before = { at: '2015-03-19T23:59:00+08:00' };
    expect((await coop.work(planting, before)).body).toMatchObject({ status: 422, errors: [{ path: 'at' }] });
    expect((await coop.work(planting, { at: '2015-03-20T00:00:00+08:00' })).status).toBe(201);
    expect((await coop.work(planting, { ...before, kind: '整地' })).status).toBe(201);
  });

  it('records what comes at the same moment together, each act for itself', async () => {
    const { planting } = await coop.ground();
    const again = coop.workBody(planting);
    expect((await coop.caller.post('/api/field-work', again)).status).toBe(201);
    const bodies = Array.from({ length: 40 }, (_, n) =>
      coop.workBody(planting, n % 10 === 3 ? { planting: newId() } : {}),
    );
    const all = [...bodies, again, { ...again, kind: '灌溉' }];
    const answers = await Promise.all(all.map((body) => coop.caller.post('/api/field-work', body)));
    expect(answers.map(({ status }) => status)).toEqual([
      ...bodies.map((_, n) => (n % 10 === 3 ? 404 : 201)),
      ...[200, 409],
    ]);
    const ids = all.map(({ id }) => id);
    expect(await house.rows('select count(*)::int as n from field_work where id = any($1)', [ids])).toEqual([
      { n: 37 },
    ]);
    const facts = new Set(answers.map(({ body }) => body.factId).filter(Boolean));
    expect(facts.size).toBe(37);
  });

  it('takes a banned pesticide (R-10); what is harvested after it is born held, what was harvested before is not', async () => {
    const { planting, plots } = await coop.ground();
    const share = [{ plot: plots[0]!, grams: 40_000 }];
    const before = idOf(await coop.harvest(planting, share, { at: '2025-07-20T10:00:00+08:00' }));
    const input = { product: '3%克百威颗粒剂', amount: '2', unit: '公斤' };
    const spraying = await coop.work(planting, { kind: '施药', at: '2025-07-25T08:00:00+08:00', input });
    expect(findingsOf(spraying)).toBe('R-10 block, R-11 warn, R-12 warn');
    const after = await coop.harvest(planting, share);
    expect(findingsOf(after)).toBe('R-10 block, R-12 warn');
    expect([(await holdsOn(before)).length, (await holdsOn(after.body.lot)).length]).toEqual([0, 1]);
  });

  it('holds a harvest afterwards when the spraying is entered late (R-10, R-12)', async () => {
    const { planting, plots } = await coop.ground();
    const share = [{ plot: plots[0]!, grams: 40_000 }];
    const harvest = idOf(await coop.harvest(planting, share));
    const input = { product: '10%吡虫啉可湿性粉剂', amount: '0.2', unit: '公斤', safetyIntervalDays: 14 };
    await coop.work(planting, { kind: '施药', at: '2025-07-20T08:00:00+08:00', input });
    expect(await holdsOn(harvest)).toEqual([]);
    await coop.work(planting, { kind: '施药', at: '2025-07-21T08:00:00+08:00', input });
    expect(await holdsOn(harvest)).toEqual([expect.stringMatching(/^采收后补记：R-12 /)]);
  });
});

describe('harvests', () => {
  it('opens a lot with its plots, planting and growers as origins', async () => {
    const { planting, plots } = await coop.ground(3);
    const answer = await coop.harvest(
      planting,
      plots.map((plot, n) => ({ plot, grams: 20_000 + n })),
    );
    expect(answer.body).toMatchObject({ lot: answer.body.id, grams: 60_003, findings: [] });
    const origins = await house.rows(
      `select kind, count(*)::int as n from lot_origin where lot = $1 group by 1 order by 1`,
      [answer.body.lot],
    );
    expect(origins).toEqual([
      { kind: 'grower', n: 3 },
      { kind: 'planting', n: 1 },
      { kind: 'plot', n: 3 },
    ]);
    const { body, bytes } = await factOf(answer.body.factId);
    expect(body.open).toMatchObject({
      baseName: '和川连翘基地',
      divisionCode: '141026101',
      grams: 60_003,
      variant: '青翘',
    });
    expect(body.subjects).toEqual(expect.arrayContaining([answer.body.lot, planting, ...plots]));
    expect(bytes.toString()).not.toMatch(/王秀英|农户/);
  });

  it('warns out of season and of age (R-15), and blocks a yield no plot can give (R-17)', async () => {
    const { plots } = await coop.ground();
    const young = idOf(await coop.planting(plots, { establishedOn: '2024-10-01' }));
    const early = await coop.harvest(young, [{ plot: plots[0]!, grams: 1_000 }], { at: '2025-06-20T10:00:00+08:00' });
    expect(findingsOf(early)).toBe('R-15 warn, R-15 warn');
    expect(await holdsOn(early.body.lot)).toEqual([]);
    const much = await coop.harvest(young, [{ plot: plots[0]!, grams: 20_000_000 }], {
      at: '2025-08-20T10:00:00+08:00',
    });
    expect(findingsOf(much)).toBe('R-15 warn, R-17 block');
    expect(await holdsOn(much.body.lot)).toHaveLength(1);
  });

  it('refuses a form the monograph does not know; takes a day before the planting, and holds it (R-15)', async () => {
    const { planting, plots } = await coop.ground();
    const share = [{ plot: plots[0]!, grams: 1_000 }];
    const purple = await coop.harvest(planting, share, { variant: '紫翘' });
    expect(purple.body).toMatchObject({ status: 422, errors: [{ path: 'variant', value: '紫翘' }] });
    expect(purple.text).toContain('青翘, 老翘');
    const early = await coop.harvest(planting, share, { at: '2015-03-19T23:00:00+08:00' });
    expect(early.status).toBe(201);
    expect(findingsOf(early)).toMatch(/^R-15 block/);
    expect(await holdsOn(early.body.lot)).toHaveLength(1);
    expect((await coop.harvest(planting, share, { at: '2015-03-20T00:00:00+08:00' })).status).toBe(201);
  });

  it('adds up a year of a plot for R-17', async () => {
    const { planting, plots } = await coop.ground();
    const share = [{ plot: plots[0]!, grams: 5_000_000 }];
    const levels = [];
    for (const at of ['2024-08-20', '2025-08-03', '2025-08-20', '2025-09-03'])
      levels.push(findingsOf(await coop.harvest(planting, share, { at: `${at}T10:00:00+08:00` })));
    expect(levels).toEqual(['', '', 'R-17 warn', 'R-17 block']);
  });

  it('refuses a plot that is not of the planting, and one named twice', async () => {
    const { planting, plots, base } = await coop.ground();
    const stray = idOf(await coop.plot(base, { boundary: field(7) }));
    const answer = await coop.harvest(planting, [
      { plot: plots[0]!, grams: 1 },
      { plot: stray, grams: 1 },
    ]);
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'plots.1.plot' }] });
    const twice = await coop.harvest(planting, [
      { plot: plots[0]!, grams: 1 },
      { plot: plots[0]!, grams: 1 },
    ]);
    expect(twice.status).toBe(400);
  });

  it('answers a replay with the first answer and keeps another body for review', async () => {
    const { planting, plots } = await coop.ground();
    const id = newId();
    const send = (grams: number) => coop.harvest(planting, [{ plot: plots[0]!, grams }], { id });
    const [first, again, other] = [await send(40_000), await send(40_000), await send(50_000)];
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body).toEqual(first.body);
    expect(await house.rows(`select remaining::int from lot where id = $1`, [id])).toEqual([{ remaining: 40_000 }]);
    expect(await house.rows(`select count(*)::int as n from fact_subject where subject_id = $1`, [id])).toEqual([
      { n: 1 },
    ]);
  });
});

describe('weighing-in', () => {
  const weighIn = (more: object) =>
    coop.caller.post('/api/purchases', {
      ...{ id: newId(), grower: '王秀英', gross: 41_000, tare: 1_000, grade: '一级', price: '12.50' },
      ...more,
    });

  it('takes net = gross − tare, and seals grower and price', async () => {
    const { planting, plots } = await coop.ground();
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 40_000 }]));
    const answer = await weighIn({ harvest, grower: '农户 1' });
    expect(answer.body).toMatchObject({ net: 40_000, findings: [] });
    const { body, bytes } = await factOf(answer.body.factId);
    expect(body.open).toEqual({
      ...{
        purchase: answer.body.id,
        harvest,
        lot: harvest,
        grossGrams: 41_000,
        tareGrams: 1_000,
        netGrams: 40_000,
        grade: '一级',
        findings: [],
      },
    });
    expect(bytes.toString()).not.toMatch(/农户 1|12\.50/);
    const [shown] = (await coop.caller.get('/api/purchases?limit=1')).body.items;
    expect(shown).toMatchObject({ net: 40_000, price: '12.50', harvest });
    expect(findingsOf(await weighIn({ harvest, grower: '农户 1', gross: 1_300, tare: 1_000 }))).toBe('R-25 warn');
    expect(findingsOf(await weighIn({ harvest, grower: '农户 1', gross: 2_000, tare: 1_000 }))).toBe('R-25 block');
  });

  it('warns when somebody brings what grew on the plots of others (R-25)', async () => {
    const { planting, plots } = await coop.ground(2);
    const harvest = idOf(
      await coop.harvest(
        planting,
        plots.map((plot) => ({ plot, grams: 20_000 })),
      ),
    );
    expect(findingsOf(await weighIn({ harvest, grower: '农户 2', gross: 11_000 }))).toBe('');
    expect(findingsOf(await weighIn({ harvest, grower: '外村人', gross: 11_000 }))).toBe('R-25 warn');
    expect(findingsOf(await weighIn({ grower: '外村人' }))).toBe('');
  });

  it.each([
    [{ tare: 41_000 }, 422, 'tare'],
    [{ gross: 0 }, 400, 'gross'],
    [{ price: 12.5 }, 400, 'price'],
    [{ price: '-1' }, 400, 'price'],
    [{ harvest: newId() }, 404, undefined],
  ])('refuses %j', async (fault, status, path) => {
    const answer = await weighIn(fault);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
  });
});

it('shows nothing of another organisation in any list', async () => {
  await coop.ground();
  for (const list of ['bases', 'plots', 'growers', 'seed-lots', 'plantings', 'field-work', 'harvests', 'purchases'])
    expect({ list, ...(await factory.caller.get(`/api/${list}`)).body }).toEqual({ list, items: [], next: null });
});

it('keeps the species it was told', async () => {
  const { planting } = await coop.ground();
  const { items } = (await coop.caller.get('/api/plantings?limit=1')).body;
  expect(items[0]).toMatchObject({ id: planting, herb: 'LIANQIAO', species: FORSYTHIA, establishedOn: '2015-03-20' });
});
