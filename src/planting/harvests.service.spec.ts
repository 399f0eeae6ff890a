import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { addDays, chineseDay } from '../platform/occurred-at.js';
import { verifyProduct } from '../verify-ledger.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, field, findingsOf, Growing, idOf } from '../../test/support/growing.js';
import type { Caller } from '../../test/support/caller.js';

let house: DemoHouse;
let coop: Growing;
let factory: Caller;
const today = chineseDay(new Date());

beforeAll(async () => {
  house = await startDemoHouse();
  coop = new Growing(await house.demo('clerk'));
  factory = await factoryClerk(house);
}, 60_000);
afterAll(() => house.stop());

const holdsOn = async (lot: string) =>
  (await house.rows(`select reason from active_hold where lot_id = $1`, [lot])).map(({ reason }) => reason as string);
const openOf = async (factId: string) =>
  (await house.rows(`select body, bytes from fact where id = $1`, [factId])).map(({ body, bytes }) => ({
    open: (body as { open: Record<string, unknown> }).open,
    text: (bytes as Buffer).toString(),
  }))[0]!;
const change = (plot: string, more: object, who: Caller = coop.caller) =>
  who.post(`/api/plots/${plot}/changes`, { id: newId(), at: '2025-07-01', reason: '洪涝', ...more });

describe('a planned harvest', () => {
  const plan = (planting: string, plot: string, more: object = {}) =>
    coop.caller.post('/api/harvest-plans', {
      ...{ id: newId(), planting, plots: [{ plot, grams: 40_000 }], part: '果实', plannedOn: today },
      ...more,
    });
  const spray = (planting: string) =>
    coop.work(planting, {
      ...{ kind: '施药', at: `${today}T00:10:00+08:00` },
      input: {
        ...{ product: '吡虫啉', amount: '1', unit: '克', registrationNumber: 'PD20070001', safetyIntervalDays: 14 },
      },
    });

  it('is refused by R-12 until the interval is over, and taken from that day on', async () => {
    const { planting, plots } = await coop.ground();
    expect((await plan(planting, plots[0]!)).status).toBe(201);
    idOf(await spray(planting));
    const early = await plan(planting, plots[0]!, { plannedOn: addDays(today, 13) });
    expect(early.body).toMatchObject({ status: 409, code: 'planting/harvest-not-yet', ruleId: 'R-12' });
    expect([early.body.citation, early.text]).toEqual([
      expect.stringContaining('农药管理条例'),
      expect.stringContaining('14'),
    ]);
    const good = await plan(planting, plots[0]!, { plannedOn: addDays(today, 14) });
    expect(good.status).toBe(201);
    const harvest = await coop.harvest(planting, [{ plot: plots[0]!, grams: 1_000 }], { plan: good.body.id });
    expect(harvest.status).toBe(201);
    expect((await openOf(harvest.body.factId)).open).toMatchObject({ plan: good.body.id });
  });

  it('is refused on a plot under quarantine (R-16), for a wrong species (R-04), beyond any yield (R-17), and for yesterday', async () => {
    const { planting, plots } = await coop.ground();
    const wrong = idOf(await coop.planting(plots, { species: 'Forsythia viridissima Lindl.' }));
    expect((await plan(wrong, plots[0]!)).body).toMatchObject({ status: 409, ruleId: 'R-03' });
    expect((await plan(planting, plots[0]!, { plots: [{ plot: plots[0], grams: 90_000_000 }] })).body.ruleId).toBe(
      'R-17',
    );
    idOf(await change(plots[0]!, { kind: '隔离' }));
    expect((await plan(planting, plots[0]!)).body).toMatchObject({ status: 409, ruleId: 'R-16' });
    expect((await plan(planting, plots[0]!, { plannedOn: addDays(today, -1) })).status).toBe(422);
    expect(
      (await coop.caller.get('/api/harvest-plans')).body.items.every(
        ({ planting: p }: { planting: string }) => p !== wrong,
      ),
    ).toBe(true);
  });

  it('belongs to its planting', async () => {
    const [one, two] = [await coop.ground(), await coop.ground()];
    const id = idOf(await plan(one.planting, one.plots[0]!));
    const share = [{ plot: two.plots[0]!, grams: 1_000 }];
    expect((await coop.harvest(two.planting, share, { plan: id })).body.errors[0].path).toBe('plan');
    expect((await coop.harvest(two.planting, share, { plan: newId() })).status).toBe(404);
  });
});

describe('plots change', () => {
  it('what a quarantined plot gave is held (R-16), also when the quarantine is entered afterwards', async () => {
    const { planting, plots } = await coop.ground(2);
    const before = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 10_000 }]));
    expect(await holdsOn(before)).toEqual([]);
    idOf(await change(plots[0]!, { kind: '隔离' }));
    expect(await holdsOn(before)).toEqual([expect.stringMatching(/R-16/)]);
    const share = [{ plot: plots[0]!, grams: 10_000 }];
    expect(findingsOf(await coop.harvest(planting, share))).toBe('R-16 block');
    expect(findingsOf(await coop.harvest(planting, [{ plot: plots[1]!, grams: 10_000 }]))).toBe('');
    idOf(await change(plots[0]!, { kind: 'freed', at: '2025-08-01' }));
    expect(findingsOf(await coop.harvest(planting, share))).toBe('');
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-07-31T10:00:00+08:00' }))).toBe('R-16 block');
  });

  it('a new boundary changes the area from its day on, a new grower the origin of the harvest', async () => {
    const { planting, plots } = await coop.ground();
    const half = JSON.parse(JSON.stringify(field()).replaceAll('36.141', '36.1405'));
    const answer = await change(plots[0]!, { kind: '调整边界', boundary: half });
    expect(Number(answer.body.areaMu)).toBeGreaterThan(7);
    expect(Number(answer.body.areaMu)).toBeLessThan(7.6);
    const share = [{ plot: plots[0]!, grams: 5_000_000 }];
    expect(findingsOf(await coop.harvest(planting, share))).toBe('R-17 warn');
    expect(findingsOf(await coop.harvest(planting, share, { at: '2024-08-20T10:00:00+08:00' }))).toBe('');
    idOf(await change(plots[0]!, { kind: '更换农户', grower: '新户' }));
    const { body } = await coop.harvest(planting, [{ plot: plots[0]!, grams: 10 }]);
    const [origin] = await house.rows(
      `select g.name from lot_origin o join grower g on g.id = o.subject where o.lot = $1 and o.kind = 'grower'`,
      [body.lot],
    );
    expect(origin).toEqual({ name: '新户' });
    const shown = (await coop.caller.get(`/api/plots/${plots[0]}/changes`)).body.items;
    expect(shown.map(({ kind }: { kind: string }) => kind)).toEqual(['regrown', 'resized']);
  });

  it.each([
    [{ kind: '隔离', grower: '某人' }, 422, 'grower'],
    [{ kind: '更换农户' }, 422, 'grower'],
    [{ kind: '调整边界' }, 422, 'boundary'],
    [{ kind: '卖掉' }, 400, 'kind'],
    [{ kind: '隔离', at: '2199-01-01' }, 422, 'at'],
  ])('refuses %j', async (fault, status, path) => {
    const { plots } = await coop.ground();
    const answer = await change(plots[0]!, fault);
    expect([answer.status, answer.body.errors[0].path]).toEqual([status, path]);
    expect((await change(plots[0]!, { kind: '隔离' }, factory)).status).toBe(404);
  });
});

describe('a harvest in full', () => {
  it('tells weather, baskets, stage and how it was entered, the device as a distance only', async () => {
    const { planting, plots } = await coop.ground();
    const { body } = await coop.harvest(planting, [{ plot: plots[0]!, grams: 40_000 }], {
      ...{
        weather: '晴',
        baskets: 12,
        stage: '果皮青绿',
        condition: '正常',
        position: { longitude: 112.2523, latitude: 36.1405 },
      },
      entry: { copied: ['operator', 'method'], untouched: ['weather'] },
    });
    const { open, text } = await openOf(body.factId);
    expect(open).toMatchObject({ weather: '晴', baskets: 12, stage: '果皮青绿', condition: '正常' });
    expect(open['entry']).toMatchObject({ copied: ['operator', 'method'], untouched: ['weather'], deviceMetres: 120 });
    expect((open['entry'] as { lateHours: number }).lateHours).toBeGreaterThan(24);
    expect(text).not.toMatch(/112\.25|36\.14/);
    const kept = await house.rows(`select to_jsonb(h)::text as row from harvest h where id = $1`, [body.id]);
    expect(String(kept[0]!['row'])).not.toMatch(/112\.25|36\.14/);
    const [shown] = (await coop.caller.get('/api/harvests?limit=1')).body.items;
    expect(shown).toMatchObject({ baskets: 12, entry: { deviceMetres: 120 } });
  });

  it.each([
    ['picked in the rain', { weather: '中雨' }, 'R-15 warn', 0],
    ['another part of the plant', { part: '叶' }, 'R-15 warn', 0],
    ['diseased goods, picked apart', { condition: '病虫' }, 'R-16 block', 1],
  ])('%s', async (_, more, expected, holds) => {
    const { planting, plots } = await coop.ground();
    const answer = await coop.harvest(planting, [{ plot: plots[0]!, grams: 10_000 }], more);
    expect([findingsOf(answer), (await holdsOn(answer.body.lot)).length]).toEqual([expected, holds]);
  });

  it('is caught by a hold on a delivery that was used on its plot', async () => {
    const { planting, plots } = await coop.ground();
    const lot = idOf(
      await coop.caller.post('/api/input-lots', {
        ...{ id: newId(), kind: '肥料', product: '商品有机肥', amount: '100', unit: '千克', supplier: '农资站' },
        receivedAt: '2025-03-01T08:00:00+08:00',
      }),
    );
    idOf(await coop.work(planting, { kind: '施肥', input: { product: '有机肥', amount: '10', unit: 'kg', lot } }));
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 10_000 }]));
    const origins = await house.rows(`select subject from lot_origin where lot = $1 and kind = 'input'`, [harvest]);
    expect(origins).toEqual([{ subject: lot }]);
  });

  it('is judged by the local first day and the forbidden stages that the administrator loads', async () => {
    const admin = await house.demo('admin');
    const { content } = (await admin.get('/api/reference/harvest-rules')).body;
    const starts = [
      { herb: 'LIANQIAO', variant: '青翘', division: '141026', from: '07-25', basis: '县通告', certainty: 'K-high' },
    ];
    const put = await admin.send('PUT', '/api/reference/harvest-rules', {
      reason: '县通告',
      content: { ...content, starts },
    });
    expect(put.status).toBe(200);
    const { planting, plots } = await coop.ground();
    const share = [{ plot: plots[0]!, grams: 10_000 }];
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-07-24T23:00:00+08:00' }))).toBe('R-15 block');
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-07-25T00:00:00+08:00' }))).toBe('');
  });
});

describe('field work in full', () => {
  it('keeps typed parameters, weather, photos, and how it was entered', async () => {
    const { planting } = await coop.ground();
    const photos = ['a'.repeat(64)];
    const more = {
      kind: '灌溉',
      details: { method: '滴灌', cubicMetres: '12.5' },
      weather: '多云',
      photos,
      entry: { copied: ['details'] },
    };
    const { body } = await coop.work(planting, more);
    expect((await openOf(body.factId)).open).toMatchObject({
      ...more,
      entry: { copied: ['details'], lateHours: expect.any(Number) },
    });
    const [shown] = (await coop.caller.get('/api/field-work?limit=1')).body.items;
    expect(shown).toMatchObject({ details: more.details, weather: '多云', photos });
  });
  it.each([
    [{ kind: '灌溉', details: { method: '泼' } }, 422, 'details.method'],
    [{ kind: '除草', details: { stage: '开花' } }, 422, 'details.stage'],
    [{ kind: '除草', photos: ['x'] }, 400, 'photos'],
    [{ kind: '除草', entry: { copied: ['a b'] } }, 400, 'entry.copied'],
  ])('refuses %j', async (fault, status, path) => {
    const { planting } = await coop.ground();
    const answer = await coop.work(planting, fault);
    expect([answer.status, answer.body.errors[0].path]).toEqual([status, path]);
  });
});

describe('the slip of a weighing-in', () => {
  const PNG = `iVBORw0KGgo${'A'.repeat(40)}=`;
  const weighIn = (more: object) =>
    coop.caller.post('/api/purchases', {
      ...{ id: newId(), grower: '农户 1', gross: 41_000, tare: 1_000, grade: '一级', price: '12.50' },
      ...more,
    });

  it('prints sacks, price and signature for the desk, and for nobody else', async () => {
    const { planting, plots } = await coop.ground();
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 40_000 }]));
    const sacks = [
      { gross: 21_000, tare: 500 },
      { gross: 20_000, tare: 500 },
    ];
    const answer = await weighIn({ harvest, sacks, signature: { by: '<b>农户 1</b>', image: PNG } });
    const { open, text } = await openOf(answer.body.factId);
    expect(open).toMatchObject({
      signed: true,
      sacks: [{ number: 1, grossGrams: 21_000, tareGrams: 500 }, { number: 2 }],
    });
    expect(text).not.toMatch(/农户 1|iVBOR/);
    const slip = await coop.caller.get(`/api/purchases/${answer.body.id}/slip`);
    expect(slip.status).toBe(200);
    expect(slip.text).toMatch(/20\.500.*合计 2 袋.*41\.000.*40\.000.*¥ 500\.00/su);
    expect(slip.text).toContain('连翘（青翘）');
    expect(slip.text).toContain('&lt;b>农户 1');
    expect(slip.text).toContain(`data:image/png;base64,${PNG}`);
    expect((await factory.get(`/api/purchases/${answer.body.id}/slip`)).status).toBe(404);
    expect((await (await house.demo('grower')).get(`/api/purchases/${answer.body.id}/slip`)).status).toBe(403);
  });

  it.each([
    [{ sacks: [{ gross: 41_000, tare: 900 }] }, 422, 'tare'],
    [{ sacks: [] }, 400, 'sacks'],
    [{ signature: { by: '农户 1', image: 'PHN2Zz4=' } }, 400, 'signature.image'],
  ])('refuses %j', async (fault, status, path) => {
    const answer = await weighIn(fault);
    expect([answer.status, answer.body.errors[0].path]).toEqual([status, path]);
  });
});

describe('photos of records', () => {
  const HERE = { GPSLatitudeRef: 'N', GPSLongitude: '112/1 15/1 18/1', GPSLongitudeRef: 'E' };
  const taken = (latitude: string, colour = '#3a7') =>
    sharp({ create: { width: 2400, height: 1200, channels: 3, background: colour } })
      .withExif({
        IFD0: { Make: 'PHONE-OF-WANG' },
        IFD2: { DateTimeOriginal: '2025:08:03 10:05:00' },
        IFD3: { GPSLatitude: latitude, ...HERE },
      })
      .jpeg()
      .toBuffer();
  const add = async (path: string, bytes: Uint8Array, id = newId(), type = 'image/jpeg', who = coop.caller) => {
    const response = await fetch(`${house.origin}/api/${path}/photos?id=${id}`, {
      ...{ method: 'POST', headers: { cookie: who.cookie!, 'content-type': type }, body: new Uint8Array(bytes) },
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return { status: response.status, body: (await response.json()) as any };
  };

  it('are kept without what the camera says, but for the day and the distance to the plot', async () => {
    const { planting, plots } = await coop.ground();
    const work = idOf(await coop.work(planting));
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 1_000 }]));
    const onPlot = await taken('36/1 8/1 24/1');
    const id = newId();
    const first = await add(`field-work/${work}`, onPlot, id);
    expect(first).toMatchObject({
      status: 201,
      body: { record: work, takenOn: '2025-08-03', width: 1600, height: 800 },
    });
    expect(first.body.deviceMetres).toBeLessThanOrEqual(500);
    expect((await add(`field-work/${work}`, onPlot, id)).status).toBe(200);
    const far = await add(`harvests/${harvest}`, await taken('36/1 20/1 0/1'));
    expect(far.body.deviceMetres).toBeGreaterThan(20_000);
    const weighed = { id: newId(), grower: '农户 1', harvest, gross: 900, tare: 10, grade: '一级', price: '1' };
    idOf(await coop.caller.post('/api/purchases', weighed));
    const scale = await add(`purchases/${weighed.id}`, await taken('36/1 8/1 24/1', '#a37'));
    expect([scale.status, scale.body.deviceMetres]).toEqual([201, undefined]);

    const { items } = (await coop.caller.get(`/api/photos?record=${work}`)).body;
    expect(items).toMatchObject([{ id, photo: first.body.photo, kind: 'field-work', takenOn: '2025-08-03' }]);
    const shown = await fetch(`${house.origin}/api/photos/${first.body.photo}`, {
      headers: { cookie: coop.caller.cookie! },
    });
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect([shown.status, shown.headers.get('content-type'), bytes.length < 300 * 1024]).toEqual([
      200,
      'image/webp',
      true,
    ]);
    expect([(await sharp(bytes).metadata()).exif, bytes.includes('PHONE-OF-WANG')]).toEqual([undefined, false]);
    const fact = await house.rows(`select body::text from fact where id = $1`, [first.body.factId]);
    expect(String(fact[0]!['body'])).not.toMatch(/112|PHONE/);
  });

  it('are shown to nobody else, and refused for what is no picture or no record', async () => {
    const { planting } = await coop.ground();
    const work = idOf(await coop.work(planting));
    const { body } = await add(`field-work/${work}`, await taken('36/1 8/1 24/1', '#37a'));
    expect((await factory.get(`/api/photos/${body.photo}`)).status).toBe(404);
    expect((await factory.get(`/api/photos?record=${work}`)).body.items).toEqual([]);
    expect((await fetch(`${house.origin}/photos/${body.photo}`)).status).toBe(404);
    const whole = await taken('36/1 8/1 24/1');
    expect((await add(`field-work/${work}`, whole, newId(), 'image/jpeg', factory)).status).toBe(404);
    expect((await add(`field-work/${newId()}`, whole)).status).toBe(404);
    expect((await add(`harvests/${work}`, whole)).status).toBe(404);
    for (const bytes of [Buffer.from('no picture'), whole.subarray(0, whole.length / 2), Buffer.alloc(0)])
      expect((await add(`field-work/${work}`, bytes)).status).toBe(422);
    expect((await add(`field-work/${work}`, whole, newId(), 'image/svg+xml')).status).toBe(415);
  });
});

it('the rules list what fired', async () => {
  const fired = (await coop.caller.get('/api/rules')).body as { id: string; fired: number }[];
  const silent = ['R-12', 'R-15', 'R-16', 'R-17'].filter((id) => !((fired.find((r) => r.id === id)?.fired ?? 0) > 0));
  expect(silent).toEqual([]);
});

it('all of it fits the ledger', async () => {
  await house.running.app.get(Sealer).sealNow();
  expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
});
