import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import type { Answer, Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, findingsOf, Growing, idOf, runBody } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;
let clerk: Caller;
let quality: Caller;
let stranger: Caller;
let numbers = 0;

beforeAll(async () => {
  house = await startDemoHouse();
  clerk = await house.demo('clerk');
  coop = new Growing(clerk);
  [quality, stranger] = [await house.demo('quality'), await factoryClerk(house)];
}, 60_000);
afterAll(() => house.stop());

type Input = { lot: string; grams: number };
const holdsOn = (lot: string) => house.rows(`select reason, authority from active_hold where lot_id = $1`, [lot]);
const number = () => `LQ-2025-${++numbers}`;

/** A dried lot of one planting, 3 kg fresh to 1 kg dry. */
async function driedLot(grams = 30_000, harvested: object = {}, run: Record<string, unknown> = {}): Promise<Input> {
  const { planting, plots } = await coop.ground();
  const fresh = {
    lot: idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: grams * 3 }], harvested)),
    grams: grams * 3,
  };
  const body = runBody([fresh], run);
  idOf(await clerk.post('/api/runs', body));
  return { lot: body.outputs[0]!.id, grams };
}
const batch = (inputs: Input[], more: object = {}, who = clerk): Promise<Answer> =>
  who.post('/api/batches', { id: newId(), number: number(), herb: 'LIANQIAO', variant: '青翘', inputs, ...more });
const pack = (id: string, more: object = {}, who = clerk): Promise<Answer> =>
  who.post(`/api/batches/${id}/packages`, {
    ...{
      id: newId(),
      count: 10,
      gramsEach: 1_000,
      material: '双层食品级聚乙烯袋',
      packedAt: '2025-08-10T15:00:00+08:00',
    },
    ...more,
  });

describe('a batch', () => {
  it('blends its inputs into one lot with a number and a code of its own', async () => {
    const input = await driedLot();
    const answer = await batch([input], { number: 'AZ-LQ-250810', madeAt: '2025-08-10T09:00:00+08:00' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ lot: answer.body.id, number: 'AZ-LQ-250810', grams: 30_000, findings: [] });
    expect(answer.body.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{28}$/);
    expect(answer.body.url).toContain(answer.body.code);
    const lots = await house.rows(`select kind, number, remaining::int, region, quality from lot where id = $1`, [
      answer.body.lot,
    ]);
    expect(lots).toEqual([
      { kind: 'batch', number: 'AZ-LQ-250810', remaining: 30_000, region: '141026', quality: 'pending' },
    ]);
    const [fact] = (await house.rows(`select body from fact where id = $1`, [answer.body.factId])) as [
      { body: object },
    ];
    expect(fact.body).toMatchObject({
      type: 'batches.batch-made',
      occurredAt: '2025-08-10T09:00:00+08:00',
      open: { lot: answer.body.id, number: 'AZ-LQ-250810', inputs: [input], balance: [], divisionCode: '141026' },
    });
  });

  it('weighs what went in less what its balance took out', async () => {
    const input = await driedLot();
    const answer = await batch([input], { balance: [{ kind: '取样', grams: 500, reason: '混批留样' }] });
    expect(answer.body.grams).toBe(29_500);
  });

  it('refuses a number used before, naming it, and draws nothing', async () => {
    const [one, two] = [await driedLot(), await driedLot()];
    await batch([one], { number: 'TWICE' });
    const answer = await batch([two], { number: 'TWICE' });
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'batches/number-taken',
      errors: [{ path: 'number', value: 'TWICE' }],
    });
    expect((await house.rows(`select remaining::int from lot where id = $1`, [two.lot]))[0]).toEqual({
      remaining: 30_000,
    });
    expect((await batch([two], { number: 'ONCE' })).status).toBe(201);
  });

  it('lets two organisations use one number', async () => {
    const theirs = new Growing(stranger);
    const { planting, plots } = await theirs.ground();
    const harvest = idOf(await theirs.harvest(planting, [{ plot: plots[0]!, grams: 3_000 }]));
    await batch([await driedLot()], { number: 'SHARED' });
    expect((await batch([{ lot: harvest, grams: 3_000 }], { number: 'SHARED' }, stranger)).status).toBe(201);
  });

  it.each([
    ['another herb', { herb: 'HUANGQIN' }, 422, 'inputs.0.lot'],
    ['an unknown herb', { herb: 'TOMATO' }, 404, undefined],
    ['a day to come', { madeAt: '2199-01-01T00:00:00+08:00' }, 422, 'madeAt'],
    ['no number', { number: '' }, 400, 'number'],
    ['more taken out than went in', { balance: [{ kind: 'loss', grams: 30_000, reason: '虫蛀' }] }, 422, undefined],
  ])('refuses %s', async (_, fault, status, path) => {
    const answer = await batch([await driedLot()], fault);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
  });

  it('refuses more than is left, and lots of others', async () => {
    const { lot } = await driedLot();
    expect((await batch([{ lot, grams: 30_001 }])).body).toMatchObject({
      status: 409,
      askedGrams: 30_001,
      leftGrams: 30_000,
    });
    expect((await batch([{ lot, grams: 1 }], {}, stranger)).status).toBe(404);
  });

  it('refuses a lot counted in pieces, naming it', async () => {
    const seed = idOf(await coop.seedLot());
    const answer = await batch([await driedLot(), { lot: seed, grams: 300 }]);
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'inputs.1.lot', value: seed }] });
    expect((await batch([{ lot: seed, grams: 300 }])).status).toBe(422);
  });

  it('takes what two scales differ by, and holds a batch that grew beyond it (R-25)', async () => {
    const gain = (grams: number) => ({ balance: [{ kind: '增重', grams, reason: '复秤' }] });
    const scales = await batch([await driedLot()], gain(300));
    expect([scales.body.grams, findingsOf(scales)]).toEqual([30_300, '']);
    const grown = await batch([await driedLot()], gain(301));
    expect([grown.body.grams, findingsOf(grown)]).toEqual([30_301, 'R-25 block']);
    expect(await holdsOn(grown.body.lot)).toEqual([expect.objectContaining({ authority: 'finding' })]);
  });

  it('answers a replay with the same code', async () => {
    const input = await driedLot();
    const body = { id: newId(), number: number(), herb: 'LIANQIAO', inputs: [input] };
    const [first, again] = [await clerk.post('/api/batches', body), await clerk.post('/api/batches', body)];
    expect([again.status, again.body]).toEqual([200, first.body]);
  });
});

describe('what makes one batch (R-01)', () => {
  it('takes what differs as it is, and holds the batch', async () => {
    const inputs = [await driedLot(), await driedLot(30_000, { at: '2024-08-03T10:00:00+08:00' })];
    const answer = await batch(inputs);
    expect(findingsOf(answer)).toBe('R-01 block');
    expect(answer.body.findings[0].message).toContain('采收年份不一');
    expect(await holdsOn(answer.body.lot)).toEqual([expect.objectContaining({ authority: 'finding' })]);
  });

  it('does not take other years of the same stand, or other runs of the same harvest, for its own', async () => {
    const base = idOf(await coop.base());
    const plot = idOf(await coop.plot(base));
    const planting = idOf(await coop.planting([plot], { seedLot: idOf(await coop.seedLot()) }));
    const picked = async (at: string, grams: number): Promise<Input> => ({
      lot: idOf(await coop.harvest(planting, [{ plot, grams }], { at })),
      grams,
    });
    const dried = async (input: Input, steps: string): Promise<Input> => {
      const times = { startedAt: '2025-08-04T09:30:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' };
      const body = runBody([input], {
        steps: [
          { kind: steps, ...times },
          { kind: '晒干', ...times },
        ],
      });
      idOf(await clerk.post('/api/runs', body));
      return { lot: body.outputs[0]!.id, grams: body.outputs[0]!.grams };
    };
    const earlier = await batch([await dried(await picked('2024-08-03T10:00:00+08:00', 30_000), '煮')]);
    expect(findingsOf(earlier)).toBe('');
    const later = await picked('2025-08-03T10:00:00+08:00', 60_000);
    const [steamed] = [await dried({ ...later, grams: 30_000 }, '蒸'), await dried({ ...later, grams: 30_000 }, '煮')];
    expect(findingsOf(await batch([steamed]))).toBe('');
    // Both years together are two batches in one, seed lot or not.
    const second = await picked('2024-08-04T10:00:00+08:00', 30_000);
    const both = await batch([
      await dried(second, '蒸'),
      await dried(await picked('2025-08-03T10:00:00+08:00', 30_000), '蒸'),
    ]);
    expect(both.body.findings.map(({ message }: { message: string }) => message).join()).toContain('采收年份不一');
  });

  it('takes one lot steamed and dried by one run, and one by two, for processed alike', async () => {
    const { planting, plots } = await coop.ground();
    const fresh = { lot: idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 30_000 }])), grams: 30_000 };
    const steaming = { kind: '蒸', startedAt: '2025-08-04T09:30:00+08:00', endedAt: '2025-08-04T10:00:00+08:00' };
    const steamed = runBody([fresh], {
      steps: [steaming],
      outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 30_000 }],
      balance: [],
    });
    idOf(await clerk.post('/api/runs', steamed));
    const drying = { kind: '晒干', startedAt: '2025-08-04T11:00:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' };
    const dry = runBody([{ lot: steamed.outputs[0]!.id, grams: 30_000 }], { steps: [drying] });
    idOf(await clerk.post('/api/runs', dry));
    expect(findingsOf(await batch([await driedLot(), { lot: dry.outputs[0]!.id, grams: 10_000 }]))).toBe('');
  });

  it('sees two bases through the runs, and two ways of processing', async () => {
    const base = idOf(await coop.base({ name: '府城连翘基地' }));
    const plot = idOf(await coop.plot(base));
    const planting = idOf(await coop.planting([plot]));
    const fresh = { lot: idOf(await coop.harvest(planting, [{ plot, grams: 90_000 }])), grams: 90_000 };
    const boiled = [
      { kind: '煮', startedAt: '2025-08-04T09:30:00+08:00', endedAt: '2025-08-04T10:00:00+08:00' },
      { kind: '烘干', startedAt: '2025-08-04T10:00:00+08:00', endedAt: '2025-08-06T10:00:00+08:00' },
    ];
    const body = runBody([fresh], { steps: boiled });
    idOf(await clerk.post('/api/runs', body));
    const answer = await batch([await driedLot(), { lot: body.outputs[0]!.id, grams: 30_000 }]);
    expect(findingsOf(answer)).toBe('R-01 block, R-01 block');
    expect(answer.body.findings.map(({ message }: { message: string }) => message).join()).toMatch(
      /府城连翘基地.*蒸→晒干/,
    );
  });

  it('takes a held input; the batch is under the same hold and under no other', async () => {
    const input = await driedLot();
    await quality.post(`/api/lots/${input.lot}/holds`, { id: newId(), reason: '虫蛀待查', scope: 'lot' });
    const answer = await batch([input]);
    expect(findingsOf(answer)).toBe('R-16 block');
    expect(await holdsOn(answer.body.lot)).toEqual([{ reason: '虫蛀待查', authority: 'company' }]);
  });
});

describe('packing', () => {
  it('gives packages their serials, packing after packing, and shows them with the batch', async () => {
    const made = (await batch([await driedLot()])).body;
    const [first, second] = [await pack(made.id), await pack(made.id, { count: 5, gramsEach: 2_000 })];
    expect([first.body.firstSerial, first.body.lastSerial, second.body.firstSerial, second.body.lastSerial]).toEqual([
      1, 10, 11, 15,
    ]);
    const shown = (await clerk.get(`/api/batches/${made.id}`)).body;
    expect(shown).toMatchObject({ code: made.code, remaining: 30_000, quality: 'pending', holds: [], packages: 15 });
    expect(shown.packings).toMatchObject([
      { firstSerial: 1, packedAt: '2025-08-10T15:00:00+08:00' },
      { firstSerial: 11 },
    ]);
    const [fact] = (await house.rows(`select body->'open' as open from fact where id = $1`, [second.body.factId])) as [
      { open: object },
    ];
    expect(fact.open).toMatchObject({
      lot: made.id,
      packing: second.body.id,
      count: 5,
      gramsEach: 2_000,
      firstSerial: 11,
      lastSerial: 15,
    });
  });

  it('refuses more than the batch weighs, all packings together, with the figures', async () => {
    const { id } = (await batch([await driedLot()])).body;
    await pack(id, { count: 25 });
    const answer = await pack(id, { count: 6 });
    expect(answer.body).toMatchObject({ status: 409, asked: 6_000, left: 5_000 });
    expect((await pack(id, { count: 5 })).status).toBe(201);
  });

  it('keeps what is packed from being drawn or sampled, and gives what is not, with the figures', async () => {
    const { id } = (await batch([await driedLot()])).body;
    await pack(id, { count: 25 });
    const sample = (grams: number) =>
      clerk.post('/api/samples', {
        ...{ id: newId(), lot: id, grams, takenAt: '2025-08-11T09:00:00+08:00', takenBy: '李质量' },
        laboratory: DEMO_ORGANISATIONS.laboratory.id,
      });
    const refused = { status: 409, code: 'lots/grams-are-packed', lot: id, askedGrams: 5_001, leftGrams: 5_000 };
    expect((await sample(5_001)).body).toMatchObject(refused);
    expect((await batch([{ lot: id, grams: 5_001 }])).body).toMatchObject(refused);
    expect((await sample(2_000)).status).toBe(201);
    expect((await batch([{ lot: id, grams: 3_001 }])).body.detail).toContain('3.000');
    expect((await batch([{ lot: id, grams: 3_000 }])).status).toBe(201);
    expect((await clerk.get(`/api/batches/${id}`)).body.remaining).toBe(25_000);
  });

  it('packs or draws, never both, when both come at once', async () => {
    const { id } = (await batch([await driedLot()])).body;
    const answers = await Promise.all([
      pack(id, { count: 20 }),
      batch([{ lot: id, grams: 20_000 }]),
      pack(id, { count: 20 }),
      batch([{ lot: id, grams: 20_000 }]),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
  });

  it('takes the packing of a rejected batch as it happened, with a finding (R-21)', async () => {
    const { id } = (await batch([await driedLot()])).body;
    const reject = { id: newId(), password: DEMO_PASSWORD, reason: '虫蛀' };
    expect((await quality.post(`/api/batches/${id}/reject`, reject)).status).toBe(201);
    const answer = await pack(id);
    expect([answer.status, findingsOf(answer)]).toEqual([201, 'R-21 block']);
    expect(findingsOf(await pack((await batch([await driedLot()])).body.id))).toBe('');
  });

  it('takes a fertiliser bag as written, and holds the batch for it (R-19)', async () => {
    const { id } = (await batch([await driedLot()])).body;
    expect(findingsOf(await pack(id, { material: '旧化肥袋' }))).toBe('R-19 block');
    expect(await holdsOn(id)).toEqual([expect.objectContaining({ authority: 'finding' })]);
  });

  it('answers a replay once, and never packs the same twice', async () => {
    const { id } = (await batch([await driedLot()])).body;
    const packing = { id: newId() };
    const answers = await Promise.all([pack(id, packing), pack(id, packing), pack(id, packing)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect((await clerk.get(`/api/batches/${id}`)).body.packages).toBe(10);
  });

  it.each([
    ['no packages', { count: 0 }, 400],
    ['packages of nothing', { gramsEach: 0 }, 400],
    ['a day to come', { packedAt: '2199-01-01T00:00:00+08:00' }, 422],
  ])('refuses %s', async (_, fault, status) => {
    const { id } = (await batch([await driedLot()])).body;
    expect((await pack(id, fault)).status).toBe(status);
  });
});

it('shows and changes nothing of another organisation', async () => {
  const { id } = (await batch([await driedLot()])).body;
  expect((await stranger.get(`/api/batches/${id}`)).status).toBe(404);
  expect((await pack(id, {}, stranger)).status).toBe(404);
  const { items } = (await stranger.get('/api/batches')).body;
  expect(items.map((item: { id: string }) => item.id)).not.toContain(id);
});

it('traces 37 growers into one batch, 100 % together', async () => {
  const { planting, plots } = await coop.ground(37);
  const grams = plots.map((_, n) => 20_000 + n * 137);
  const inputs: Input[] = [];
  for (const [n, plot] of plots.entries())
    inputs.push({ lot: idOf(await coop.harvest(planting, [{ plot, grams: grams[n]! }])), grams: grams[n]! });
  const run = runBody(inputs);
  idOf(await clerk.post('/api/runs', run));
  const made = await batch([{ lot: run.outputs[0]!.id, grams: run.outputs[0]!.grams }]);
  expect(findingsOf(made)).toBe('');
  const { shares } = (await clerk.get(`/api/lots/${made.body.lot}/ancestors`)).body as {
    shares: { lot: string; percent: string }[];
  };
  const ofGrowers = shares.filter(({ lot }) => inputs.some((input) => input.lot === lot));
  expect(ofGrowers).toHaveLength(37);
  expect(ofGrowers.reduce((sum, { percent }) => sum + Number(percent), 0)).toBeCloseTo(100, 1);
}, 30_000);
