import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Caller } from '../../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../../test/support/demo-house.js';
import { factoryClerk, findingsOf, idOf } from '../../../test/support/growing.js';
import { QualityWorld } from '../../../test/support/quality-world.js';
import { newId } from '../../platform/ids.js';
import { StorageWatch } from './storage-watch.service.js';

let house: DemoHouse;
let world: QualityWorld;
let clerk: Caller;
let stranger: Caller;
let facility: string;
let zone: string;
let shelf: string;
let other: string;
const AT = '2025-09-01T09:00:00+08:00';

const post = async (path: string, body: object, who = clerk): Promise<Answer> =>
  who.post(`/api/${path}`, { id: newId(), ...body });
const location = async (code: string, of = zone) => idOf(await post('storage-locations', { zone: of, code }));
const putAway = (lot: string, grams: number, to = shelf, more: object = {}) =>
  post('stock-moves', { at: AT, lines: [{ lot, grams, to }], ...more });
const stockAt = async (place: string) => (await clerk.get(`/api/storage-locations/${place}/stock`)).body;
const placesOf = async (lot: string) => (await clerk.get(`/api/lots/${lot}/places`)).body;
const count = async (lines: object[], more: object = {}, place = shelf) =>
  post('stock-takes', {
    ...{ location: place, version: (await stockAt(place)).version, countedAt: AT, countedBy: '赵盘点', lines },
    ...more,
  });
/** A location of its own for each test, so that counts see one lot. */
const freshShelf = async () => (shelf = await location(`A-${newId().slice(-6)}`));

beforeAll(async () => {
  house = await startDemoHouse();
  world = await QualityWorld.of(house);
  [clerk, stranger] = [world.clerk, await factoryClerk(house)];
  facility = idOf(await post('facilities', { name: '和川库', divisionCode: '141026101' }));
  zone = idOf(await post('storage-zones', { facility, name: '阴凉一区', kind: '阴凉' }));
  shelf = await location('A-01');
  other = await location('A-02');
}, 60_000);
afterAll(() => house?.stop());

describe('places', () => {
  it('have the band of their kind, or a stricter one', async () => {
    const strict = await post('storage-zones', { facility, name: '严区', kind: '冷藏', celsius: { max: '8' } });
    expect(strict.status).toBe(201);
    const [{ zones }] = (await clerk.get('/api/facilities')).body;
    const bands = zones.map((z: Record<string, unknown>) => [
      z['name'],
      z['celsiusMin'],
      z['celsiusMax'],
      z['humidityMax'],
    ]);
    expect(bands).toEqual(
      expect.arrayContaining([
        ['严区', 2, 8, 75],
        ['阴凉一区', null, 20, 75],
      ]),
    );
  });

  it.each([
    ['wider than its kind', { kind: '阴凉', celsius: { max: '20.01' } }, 422, 'celsius.max'],
    ['upside down', { kind: '常温', celsius: { min: '25', max: '20' } }, 422, 'celsius'],
    ['of a kind nobody knows', { kind: '恒温' }, 422, 'kind'],
    ['with NaN for a bound', { kind: '常温', celsius: { max: 'NaN' } }, 400, 'celsius.max'],
    ['in a facility of others', { kind: '常温', facility: newId() }, 404, undefined],
  ])('are refused %s', async (_, more, status, path) => {
    const answer = await post('storage-zones', { facility, name: `区${newId()}`, ...more });
    expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([status, path]);
  });

  it('have a name once', async () => {
    expect((await post('storage-locations', { zone, code: 'A-01' })).status).toBe(409);
    expect((await post('facilities', { name: '和川库', divisionCode: '141026101' })).status).toBe(409);
    expect((await post('facilities', { name: '另一库', divisionCode: '1' })).status).toBe(422);
  });
});

describe('goods', () => {
  it('are put away, moved and taken out, and the books follow to the gram', async () => {
    const lot = await world.batch();
    expect((await putAway(lot, 60_000)).status).toBe(201);
    const move = { lines: [{ lot, grams: 25_000, from: shelf, to: other }], at: AT };
    expect((await post('stock-moves', move)).status).toBe(201);
    expect((await post('stock-moves', { lines: [{ lot, grams: 5_000, from: other }], at: AT })).status).toBe(201);
    expect(await placesOf(lot)).toMatchObject({
      ...{ remaining: 100_000, unplaced: 45_000 },
      places: [
        { location: shelf, grams: 35_000 },
        { location: other, grams: 20_000 },
      ],
    });
  });

  it('cannot lie at places beyond what is left, nor leave a place that has less', async () => {
    const lot = await world.batch();
    await putAway(lot, 100_000);
    const more = await putAway(lot, 1);
    expect([more.status, more.body]).toEqual([409, expect.objectContaining({ asked: 1, free: 0 })]);
    const out = await post('stock-moves', { at: AT, lines: [{ lot, grams: 100_001, from: shelf }] });
    expect([out.status, out.body]).toEqual([409, expect.objectContaining({ there: 100_000 })]);
    // All lines or none.
    const lines = [
      { lot, grams: 1, from: shelf },
      { lot, grams: 1, from: other },
    ];
    expect((await post('stock-moves', { at: AT, lines })).status).toBe(409);
    expect((await placesOf(lot)).unplaced).toBe(0);
  });

  it('that an act draws leave the place where they lay longest', async () => {
    const lot = await world.batch();
    await putAway(lot, 1_000, other, { at: '2025-08-20T09:00:00+08:00' });
    await putAway(lot, 99_000);
    await world.sample(lot, { grams: 2_000 });
    expect((await placesOf(lot)).places).toEqual([expect.objectContaining({ location: shelf, grams: 98_000 })]);
  });

  it.each([
    ['from nowhere to nowhere', () => ({ lines: [{ lot: newId(), grams: 1 }] }), 422],
    ['half a gram', () => ({ lines: [{ lot: newId(), grams: 0.5, to: shelf }] }), 400],
    ['a lot of nobody', () => ({ lines: [{ lot: newId(), grams: 1, to: shelf }] }), 404],
    ['tomorrow', () => ({ at: '2999-01-01T00:00:00Z', lines: [{ lot: newId(), grams: 1, to: shelf }] }), 422],
  ])('are not moved %s', async (_, body, status) => {
    expect((await post('stock-moves', { at: AT, ...body() })).status).toBe(status);
  });

  it('of others are nobody’s business', async () => {
    const lot = await world.batch();
    const move = { at: AT, lines: [{ lot, grams: 1, to: shelf }] };
    expect((await post('stock-moves', move, stranger)).status).toBe(404);
    expect((await stranger.get(`/api/storage-locations/${shelf}/stock`)).status).toBe(404);
    expect((await stranger.get(`/api/lots/${lot}/places`)).status).toBe(404);
    expect((await stranger.get('/api/facilities')).body).toEqual([]);
  });
});

describe('a stock-take', () => {
  it('brings lot and place to what was counted, each difference with its reason', async () => {
    const [less, more] = [await world.batch(), await world.batch()];
    await freshShelf();
    await putAway(less, 50_000);
    await putAway(more, 100_000);
    await world.sample(more, { grams: 1_000 });
    expect(
      (
        await count([
          { lot: less, grams: 49_400 },
          { lot: more, grams: 99_000 },
        ])
      ).body.errors,
    ).toEqual([expect.objectContaining({ path: 'lines.0.reason' })]);
    expect((await count([{ lot: less, grams: 50_000 }])).body.errors[0].message).toContain(more);
    const answer = await count([
      { lot: less, grams: 49_400, reason: '水分散失' },
      { lot: more, grams: 99_700, reason: '称重误差，取样余料归位' },
    ]);
    expect(answer.body.lines).toEqual([
      expect.objectContaining({ lot: less, booked: 50_000, counted: 49_400, outcome: 'lost' }),
      expect.objectContaining({ lot: more, booked: 99_000, counted: 99_700, outcome: 'gained' }),
    ]);
    expect(await placesOf(less)).toMatchObject({ remaining: 99_400, unplaced: 50_000 });
    expect(await placesOf(more)).toMatchObject({ remaining: 99_700, unplaced: 0 });
    const beyond = await count([
      { lot: less, grams: 49_400 },
      { lot: more, grams: 100_001, reason: '多出' },
    ]);
    expect([beyond.status, beyond.body.code]).toEqual([409, 'storage/more-than-it-was']);
    const [newest] = (await clerk.get('/api/stock-takes')).body.items;
    expect(newest).toMatchObject({ countedBy: '赵盘点', countedAt: AT, lines: [{}, {}] });
  });

  it('may say that the goods lie elsewhere, which costs the lot nothing', async () => {
    const lot = await world.batch();
    await freshShelf();
    await putAway(lot, 10_000);
    await count([{ lot, grams: 4_000, reason: '移至加工间', outcome: 'elsewhere' }]);
    expect(await placesOf(lot)).toMatchObject({ remaining: 100_000, unplaced: 96_000 });
  });

  it('of eight at once on one state exactly one wins', async () => {
    const lot = await world.batch();
    await freshShelf();
    await putAway(lot, 10_000);
    const { version } = await stockAt(shelf);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => count([{ lot, grams: 9_990 + n, reason: `第 ${n} 人` }], { version })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const winner = answers.find(({ status }) => status === 201)!;
    expect((await stockAt(shelf)).lots).toEqual([expect.objectContaining({ grams: winner.body.lines[0].counted })]);
  });

  it('loses against goods that moved meanwhile', async () => {
    const lot = await world.batch();
    await freshShelf();
    await putAway(lot, 10_000);
    const { version } = await stockAt(shelf);
    await post('stock-moves', { at: AT, lines: [{ lot, grams: 1_000, from: shelf }] });
    const late = await count([{ lot, grams: 10_000 }], { version });
    expect([late.status, late.body.code]).toEqual([409, 'storage/counted-older-state']);
  });

  it('sent again answers as the first time', async () => {
    const lot = await world.batch();
    await freshShelf();
    await putAway(lot, 10_000);
    const { version } = await stockAt(shelf);
    const body = {
      id: newId(),
      location: shelf,
      version,
      countedAt: AT,
      countedBy: '赵盘点',
      lines: [{ lot, grams: 10_000 }],
    };
    const [first, again] = [await clerk.post('/api/stock-takes', body), await clerk.post('/api/stock-takes', body)];
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
  });
});

describe('upkeep', () => {
  const zoneWith = async (kind = '常温'): Promise<{ zone: string; lot: string; place: string }> => {
    const id = idOf(await post('storage-zones', { facility, name: `区 ${newId().slice(-6)}`, kind }));
    const [place, lot] = [await location('B-01', id), await world.batch()];
    return { zone: id, lot, place };
  };

  it('tells signs of spoiling on their lots (R-30) and when the next check is due', async () => {
    const { zone: id, lot, place } = await zoneWith();
    await putAway(lot, 100, place);
    const answer = await post('storage-checks', {
      ...{ zone: id, at: AT, method: '目测、抽样开包', inspector: '钱养护' },
      lots: [{ lot, signs: ['虫蛀', '霉变'], action: '移出翻晒' }],
    });
    expect([answer.status, findingsOf(answer), answer.body.nextDueOn]).toEqual([201, 'R-30 warn', '2025-11-30']);
    const wrong = { zone: id, at: AT, method: '目测', inspector: '钱养护', lots: [{ lot, signs: ['发光'] }] };
    expect((await post('storage-checks', wrong)).body.errors[0].path).toBe('lots.0.signs.0');
  });

  it('that was left undone speaks as goods come in (R-30), and not after it was done', async () => {
    const { zone: id, lot, place } = await zoneWith();
    expect(findingsOf(await putAway(lot, 100, place))).toBe('');
    // AT lies months back, so the goods that came then were to be looked after.
    expect(findingsOf(await putAway(lot, 100, place))).toBe('R-30 warn');
    const now = new Date().toISOString();
    idOf(await post('storage-checks', { zone: id, at: now, method: '目测', inspector: '钱养护', lots: [] }));
    expect(findingsOf(await putAway(lot, 100, place))).toBe('');
  });

  it('tells what is overdue to those who do not look, once (R-30)', async () => {
    const { zone: id, lot, place } = await zoneWith();
    await putAway(lot, 100, place);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    idOf(await post('lot-datings', { lot, expiresOn: today, retestOn: '2999-01-01', basis: '标签' }));
    const watch = house.running.app.get(StorageWatch, { strict: false });
    expect(await watch.round()).toBeGreaterThanOrEqual(2);
    expect(await watch.round()).toBe(0);
    const told = await house.rows(
      `select g.rule_id, g.level, f.body->'open'->>'kind' as kind, g.opened_by::text from finding g join fact f on f.id = g.fact_id
        where $1 = any (g.lots) and f.type = 'storage.action-due' order by 3`,
      [lot],
    );
    const nobody = '00000000-0000-0000-0000-000000000000';
    expect(told).toEqual([
      { rule_id: 'R-30', level: 'warn', kind: 'check', opened_by: nobody },
      { rule_id: 'R-30', level: 'warn', kind: 'expiry', opened_by: nobody },
    ]);
    const tasks = (await clerk.get('/api/storage-tasks')).body as { kind: string; subject: string; overdue: boolean }[];
    expect(tasks).toContainEqual(expect.objectContaining({ kind: 'check', subject: id, overdue: true }));
    expect(tasks).toContainEqual(expect.objectContaining({ kind: 'expiry', subject: lot, overdue: false }));
    expect((await stranger.get('/api/storage-tasks')).body).toEqual([]);
  });

  it('with a fumigant of the list leaves the goods free, with another holds them (R-18)', async () => {
    const { zone: id, lot, place } = await zoneWith();
    await putAway(lot, 100, place);
    const fumigate = (agent: string, more: object = {}) =>
      post('fumigations', {
        ...{ zone: id, agent, dose: '6 g/m³', reason: '发现虫蛀', startedAt: AT, endedAt: '2025-09-04T09:00:00+08:00' },
        ...{ operator: '孙熏蒸', ...more },
      });
    const holds = () => house.rows(`select reason from active_hold where lot_id = $1`, [lot]);
    expect(findingsOf(await fumigate('磷化铝片剂'))).toBe('');
    expect(await holds()).toEqual([]);
    const sulphur = await fumigate('硫磺');
    expect([sulphur.status, findingsOf(sulphur), sulphur.body.lots]).toEqual([201, 'R-18 block', [lot]]);
    expect(await holds()).toEqual([{ reason: expect.stringContaining('硫磺') }]);
    expect((await fumigate('磷化铝', { endedAt: '2025-08-01T00:00:00Z' })).status).toBe(422);
  });
});
