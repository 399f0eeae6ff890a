import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Caller, type Answer } from '../../../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../../../test/support/demo-house.js';
import { factoryClerk, findingsOf, idOf } from '../../../../test/support/growing.js';
import { QualityWorld } from '../../../../test/support/quality-world.js';
import { inTx } from '../../../platform/db/tx.js';
import { newId } from '../../../platform/ids.js';
import { StorageWatch } from '../storage-watch.service.js';
import { ClimateReplayer } from './replay-days.queries.js';

let house: DemoHouse;
let world: QualityWorld;
let clerk: Caller;
let stranger: Caller;
let facility: string;
let sensors = 0;

const post = (path: string, body: object, who = clerk): Promise<Answer> =>
  who.post(`/api/${path}`, { id: newId(), ...body });
/** Minutes after midnight of a day that is long over. */
const DAY = '2025-09-01';
const minute = (n: number): string => new Date(Date.parse(`${DAY}T00:00:00+08:00`) + n * 60_000).toISOString();
type Sent = { sensor: string; at: string; celsius?: unknown; humidity?: unknown };
const at = (sensor: string, n: number, celsius: unknown, humidity: unknown = 60): Sent => ({
  ...{ sensor, at: minute(n), celsius, humidity },
});
const send = (readings: unknown[], who = clerk, id = newId()) => who.post('/api/climate-readings', { id, readings });
async function csv(text: string | Buffer, id = newId(), who = clerk): Promise<Answer> {
  const response = await fetch(`${house.origin}/api/climate-readings/csv?id=${id}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', cookie: who.cookie! },
    body: typeof text === 'string' ? text : new Uint8Array(text),
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, text: body, body: JSON.parse(body) };
}
/** A cool zone (≤ 20 ℃) with a shelf and a sensor that stands there since midnight. */
async function coolZone() {
  const zone = idOf(await post('storage-zones', { facility, name: `阴凉 ${newId().slice(-6)}`, kind: '阴凉' }));
  const shelf = idOf(await post('storage-locations', { zone, code: 'A' }));
  const { sensor, serial } = await aSensor();
  idOf(await post(`sensors/${sensor}/placements`, { from: minute(0), zone }));
  return { zone, shelf, sensor, serial };
}
async function aSensor() {
  const serial = `T-${(sensors += 1)}`;
  return { serial, sensor: idOf(await post('sensors', { serial, model: 'TH-20' })) };
}
const excursions = async (query: string) => (await clerk.get(`/api/climate-excursions?${query}`)).body.items;
const findingsOn = (lot: string) =>
  house.rows(`select message_zh as zh from finding where rule_id = 'R-30' and $1 = any (lots) order by id`, [lot]);

beforeAll(async () => {
  house = await startDemoHouse();
  world = await QualityWorld.of(house);
  [clerk, stranger] = [world.clerk, await factoryClerk(house)];
  facility = idOf(await post('facilities', { name: '温控库', divisionCode: '141026101' }));
}, 60_000);
afterAll(() => house?.stop());

describe('readings', () => {
  it('come in bulk, each once, whoever sends them again', async () => {
    const { serial, sensor } = await coolZone();
    const readings = Array.from({ length: 120 }, (_, n) => at(serial, n, 18 + (n % 10) / 10));
    const id = newId();
    const first = await send(readings, clerk, id);
    expect([first.status, first.body]).toEqual([
      201,
      { id, taken: 120, duplicates: 0, contradicting: 0, refused: 0, refusals: [], excursions: [] },
    ]);
    expect([(await send(readings, clerk, id)).status, (await send(readings.slice(1), clerk, id)).status]).toEqual([
      200, 409,
    ]);
    const again = [...readings.slice(0, 3), at(sensor, 120, 19), at(serial, 0, 5)];
    expect((await send(again)).body).toMatchObject({ taken: 1, duplicates: 3, contradicting: 1 });
    const hours = (await clerk.get(`/api/climate-hours?sensor=${sensor}&from=${minute(0)}&to=${minute(180)}`)).body;
    expect(hours).toEqual([
      {
        hour: minute(0),
        readings: 60,
        celsius: { min: 18, max: 18.9, mean: 18.45 },
        humidity: { min: 60, max: 60, mean: 60 },
      },
      { hour: minute(60), readings: 60, celsius: { min: 18, max: 18.9, mean: 18.45 }, humidity: expect.anything() },
      expect.objectContaining({ hour: minute(120), readings: 1 }),
    ]);
  });

  it('that cannot be are told line by line, and the others are taken', async () => {
    const { serial } = await coolZone();
    const answer = await send([
      at(serial, 0, 18),
      at(serial, 1, 'NaN'),
      at(serial, 2, 1e9),
      { ...at(serial, 3, 18), at: new Date(Date.now() + 3_600_000).toISOString() },
      at('T-nobody', 4, 18),
      null,
      at(serial, 5, 18, 101),
    ]);
    expect(answer.body).toMatchObject({ taken: 1, refused: 6 });
    const lines = answer.body.refusals.map(({ line, message }: { line: number; message: { en: string } }) => [
      line,
      message.en,
    ]);
    expect(lines.map(([line]: [number]) => line).sort()).toEqual([2, 3, 4, 5, 6, 7]);
    expect(Object.fromEntries(lines)).toMatchObject({ 4: 'is later than now', 5: expect.stringContaining('T-nobody') });
  });

  it('come as a file, with a mark, half a line and a sensor of nobody', async () => {
    const { serial } = await coolZone();
    const rows = [`${serial},2025-09-01 00:00,18.5,60`, `${serial},2025/9/1 0:30,18.7,61`, 'X,2025-09-01 00:00,1,1'];
    const answer = await csv(`\ufeff探头,时间,温度,湿度\r\n${rows.join('\r\n')}\r\n${serial},2025-09-0`);
    expect(answer.body).toMatchObject({ taken: 2, refused: 2 });
    expect((await csv('')).status).toBe(400);
    expect((await csv('a,b\n1,2\n')).body.errors[0].path).toBe('file');
    expect((await csv(Buffer.from([0, 1, 2, 255]))).status).toBe(400);
    expect((await csv(`sensor,at,celsius\n${serial},2025-09-01 01:00,18\n`, 'no-uuid')).status).toBe(400);
  });

  it('are sent by a gateway with a key that may do nothing else', async () => {
    const { serial } = await coolZone();
    const coop = await house.demo('coop');
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = await post('api-keys', { name: '网关', scopes: ['climate:write'], expiresAt }, coop);
    const gateway = new Caller(house.origin, { authorization: `Bearer ${made.body.key}` });
    expect((await send([at(serial, 0, 18)], gateway)).status).toBe(201);
    expect((await gateway.get('/api/sensors')).status).toBe(403);
  });

  it('of others cannot be added to nor read', async () => {
    const { serial, sensor, zone } = await coolZone();
    await send([at(serial, 0, 18)]);
    expect((await send([at(sensor, 1, 99), at(serial, 1, 99)], stranger)).body).toMatchObject({ taken: 0, refused: 2 });
    expect((await stranger.get(`/api/climate-hours?sensor=${sensor}&from=${minute(0)}&to=${minute(9)}`)).status).toBe(
      404,
    );
    expect((await stranger.get(`/api/climate-excursions?zone=${zone}`)).body.items).toEqual([]);
    expect((await stranger.get('/api/sensors')).body).toEqual([]);
  });
});

describe('an excursion', () => {
  it('opens, grows and closes with its worst value, on the lots that were there (R-30)', async () => {
    const { zone, shelf, serial } = await coolZone();
    const [before, during, after, gone] = await Promise.all([1, 2, 3, 4].map(() => world.batch()));
    const move = (lot: string, n: number, way: object) =>
      post('stock-moves', { at: minute(n), lines: [{ lot, grams: 1_000, ...way }] });
    idOf(await move(before!, 10, { to: shelf }));
    idOf(await move(gone!, 10, { to: shelf }));
    idOf(await move(gone!, 50, { from: shelf }));
    const opened = await send([at(serial, 55, 20), at(serial, 60, 20.01), at(serial, 65, 24.5)]);
    expect(opened.body.excursions).toEqual([
      { ...{ excursion: expect.any(String), n: 1, quantity: 'celsius', side: 'above', worst: 24.5 }, from: minute(60) },
    ]);
    // What comes into a zone while it is out of its band hears of it at once.
    expect(findingsOf(await move(during!, 70, { to: shelf }))).toContain('R-30 warn');
    const closed = await send([at(serial, 75, 26.25), at(serial, 155, 19.5)]);
    expect(closed.body.excursions).toMatchObject([{ n: 2, worst: 26.25, to: minute(155) }]);
    idOf(await move(after!, 200, { to: shelf }));
    const [told] = await excursions(`zone=${zone}`);
    expect(told).toMatchObject({ bound: 20, worst: 26.25, minutes: 95, lots: [before, during].sort() });
    expect(await excursions(`lot=${gone}`)).toEqual([]);
    expect(await excursions(`zone=${zone}&open=true`)).toEqual([]);
    expect(await findingsOn(before!)).toEqual([{ zh: expect.stringContaining('高于 20 ℃，极值 24.5 ℃，仍在持续') }]);
    expect((await findingsOn(during!)).at(-1)).toEqual({ zh: expect.stringContaining('极值 26.25 ℃，历时 95 分钟') });
    const climateOf = async (lot: string) => (await findingsOn(lot)).filter(({ zh }) => String(zh).includes('℃'));
    expect([await climateOf(gone!), await climateOf(after!)]).toEqual([[], []]);
  });

  it('that is entered late is told to goods that were put away into it', async () => {
    const { shelf, serial } = await coolZone();
    await send([at(serial, 0, 25), at(serial, 90, 18)]);
    const lot = await world.batch();
    const put = await post('stock-moves', { at: minute(30), lines: [{ lot, grams: 1, to: shelf }] });
    expect(findingsOf(put)).toContain('R-30 warn');
  });

  it('is the same in whatever order readings come', async () => {
    const one = await coolZone();
    const other = await coolZone();
    const curve = [18, 21, 22, 19, 23, 19, 18, 18, 18, 18, 25, 26, 18, 18, 8, 18];
    const readings = (serial: string) => curve.map((celsius, n) => at(serial, n * 10, celsius, n === 14 ? 90 : 60));
    await send(readings(one.serial));
    const late = readings(other.serial);
    for (const part of [late.slice(10, 12), late.slice(0, 3), late.slice(12), late.slice(4, 10), late.slice(3, 4)])
      await send(part);
    const shapes = async (zone: string) =>
      ((await excursions(`zone=${zone}`)) as Record<string, unknown>[])
        .map(({ quantity, from, to, worst }) => [quantity, from, to, worst].join(' '))
        .sort();
    expect(await shapes(other.zone)).toEqual(await shapes(one.zone));
    expect(await shapes(one.zone)).toHaveLength(3);
  });

  it('on a journey is told of its lots, and the end of the journey tells everybody what they lived through', async () => {
    const { sensor, serial } = await aSensor();
    const lot = await world.batch();
    const journey = newId();
    const placed = { from: minute(0), journey, kind: '冷藏', lots: [lot] };
    expect((await post(`sensors/${sensor}/placements`, { ...placed, kind: '热藏' })).body.errors[0].path).toBe('kind');
    expect((await post(`sensors/${sensor}/placements`, { from: minute(0) })).status).toBe(422);
    const placement = idOf(await post(`sensors/${sensor}/placements`, placed));
    await send([at(serial, 0, 5), at(serial, 5, 10.5), at(serial, 10, 6), at(serial, 60, 1.5)]);
    const ended = await post(`sensor-placements/${placement}/end`, { at: minute(70) });
    expect(ended.body).toMatchObject({
      ...{ excursions: 2, climate: { readings: 4, celsius: { min: 1.5, max: 10.5, mean: 5.75 } } },
    });
    expect((await post(`sensor-placements/${placement}/end`, { at: minute(71) })).status).toBe(409);
    const told = await excursions(`lot=${lot}`);
    expect(told.map(({ side, to }: { side: string; to: string }) => [side, to]).sort()).toEqual([
      ['above', minute(10)],
      ['below', minute(70)],
    ]);
    expect((await findingsOn(lot)).map(({ zh }) => String(zh).slice(0, 4))).toContain('运输温度');
    const [fact] = await house.rows(`select visibility, body->'open' as open from fact where id = $1`, [
      ended.body.factId,
    ]);
    expect(fact).toMatchObject({ visibility: 'public', open: { journey, lots: [lot] } });
  });

  it('of a zone is none of the sensor’s once it stands elsewhere', async () => {
    const [one, other] = [await coolZone(), await coolZone()];
    await send([at(one.serial, 10, 25)]);
    const moved = { from: minute(20), zone: other.zone };
    expect((await post(`sensors/${one.sensor}/placements`, { ...moved, from: minute(0) })).status).toBe(422);
    idOf(await post(`sensors/${one.sensor}/placements`, moved));
    expect(await excursions(`zone=${one.zone}`)).toMatchObject([{ to: minute(20), minutes: 10 }]);
    await send([at(one.serial, 30, 25)]);
    expect(await excursions(`zone=${other.zone}&open=true`)).toHaveLength(1);
  });
});

describe('the watch', () => {
  const round = () => house.running.app.get(StorageWatch, { strict: false }).round();
  const verdict = async () => {
    const system = house.running.app.get<DataSource>(getDataSourceToken('system'));
    return (await inTx(system, 'system', (tx) => new ClimateReplayer().finish(tx)))?.what ?? 'fits';
  };

  it('seals the days that are over, and a changed, added or missing reading is named', async () => {
    const { sensor, serial } = await coolZone();
    await send([at(serial, 0, 18), at(serial, 1, 18.5), at(serial, 61, 19)]);
    await round();
    const days = () =>
      house.rows(
        `select readings, celsius_max, s.day::text from climate_day d join climate_sealing s on s.id = d.sealing_id
                   where sensor_id = $1 order by s.recorded_at`,
        [sensor],
      );
    expect(await days()).toEqual([{ readings: 3, celsius_max: 1900, day: DAY }]);
    expect(await verdict()).toBe('fits');
    const where = `where sensor_id = '${sensor}' and at = '${minute(1)}'`;
    for (const [change, undo, named] of [
      [
        `update climate_reading set celsius = 1700 ${where}`,
        `update climate_reading set celsius = 1850 ${where}`,
        'readings',
      ],
      [
        `insert into climate_reading select organisation_id, sensor_id, at + interval '30 s', celsius, humidity from climate_reading ${where}`,
        `delete from climate_reading where sensor_id = '${sensor}' and at = '${minute(1.5)}'`,
        'readings',
      ],
      [
        `create table gone as select * from climate_reading ${where}; delete from climate_reading ${where}`,
        `insert into climate_reading select * from gone; drop table gone`,
        'readings',
      ],
      [
        `update climate_hour set celsius_max = 2500 where sensor_id = '${sensor}' and hour = '${minute(0)}'`,
        `update climate_hour set celsius_max = 1850 where sensor_id = '${sensor}' and hour = '${minute(0)}'`,
        'hours',
      ],
    ] as const) {
      await house.rows(change);
      expect(await verdict()).toBe(`the ${named} of sensor ${sensor} on ${DAY} are not what was sealed`);
      await house.rows(undo);
      expect(await verdict()).toBe('fits');
    }
    // A reading that comes late has its day sealed again, and the first sealing stays.
    await send([at(serial, 2, 19.5)]);
    expect(await verdict()).toBe('fits');
    await round();
    expect((await days()).map(({ readings }) => readings)).toEqual([3, 4]);
    expect(await verdict()).toBe('fits');
  });

  it('tells of silent sensors and of calibrations that are due, once', async () => {
    const { sensor, zone, shelf } = await coolZone();
    const lot = await world.batch();
    idOf(await post('stock-moves', { at: minute(1), lines: [{ lot, grams: 1, to: shelf }] }));
    const due = { calibratedOn: '2024-09-01', dueOn: '2025-09-01', certificate: 'JZ-2024-77' };
    idOf(await post(`sensors/${sensor}/calibrations`, due));
    expect((await post(`sensors/${sensor}/calibrations`, { ...due, dueOn: '2024-09-01' })).status).toBe(422);
    await round();
    const told = await house.rows(`select n.kind from storage_notice n where n.subject = $1 order by 1`, [sensor]);
    expect(told).toEqual([{ kind: 'calibration' }, { kind: 'silence' }]);
    const listed = ((await clerk.get('/api/sensors')).body as Record<string, unknown>[]).find(
      ({ id }) => id === sensor,
    );
    expect(listed).toMatchObject({ silent: true, calibrationDueOn: '2025-09-01', placement: { zone } });
    expect((await findingsOn(lot)).some(({ zh }) => String(zh).includes('没有读数'))).toBe(true);
    const kinds = ((await clerk.get('/api/storage-tasks')).body as { kind: string; subject: string }[])
      .filter(({ subject }) => subject === sensor)
      .map(({ kind }) => kind);
    expect(kinds).toEqual(['calibration', 'silence']);
    await round();
    expect(await house.rows(`select from storage_notice where subject = $1`, [sensor])).toHaveLength(2);
  });

  it('makes partitions ahead, and drops those whose time is over while their hours stay', async () => {
    const partitions = async () =>
      (
        await house.rows(
          `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'climate_reading'::regclass order by 1`,
        )
      ).map(({ name }) => String(name));
    await round();
    const next = new Date();
    next.setUTCDate(1);
    next.setUTCMonth(next.getUTCMonth() + 1);
    expect(await partitions()).toContain(`climate_reading_${next.toISOString().slice(0, 7).replace('-', '_')}`);
    await house.rows(`select climate_month('2005-03-01')`);
    expect(await partitions()).toContain('climate_reading_2005_03');
    await round();
    expect(await partitions()).not.toContain('climate_reading_2005_03');
    expect((await partitions()).length).toBeGreaterThan(2);
  });

  it('lets a check tell the climate since the one before', async () => {
    const { zone, serial } = await coolZone();
    await send([at(serial, 0, 12.5), at(serial, 5, 19.75)]);
    const check = await post('storage-checks', { zone, at: minute(10), method: '目测', inspector: '钱养护', lots: [] });
    const [fact] = await house.rows(`select body->'open'->'climate' as climate from fact where id = $1`, [
      check.body.factId,
    ]);
    expect(fact!['climate']).toMatchObject({ readings: 2, celsius: { min: 12.5, max: 19.75 } });
  });
});
