import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
import type { Caller } from '../../test/support/caller.js';
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

const run = (body: object) => processor.post('/api/runs', body);
const holdsOn = (lot: string) => house.rows(`select reason, authority from active_hold where lot_id = $1`, [lot]);
const remaining = async (lot: string) =>
  Number((await house.rows(`select remaining from lot where id = $1`, [lot]))[0]?.['remaining']);

/** Fresh lots from one planting, of these grams. */
async function freshLots(...grams: number[]): Promise<{ lot: string; grams: number }[]> {
  const { planting, plots } = await coop.ground();
  const lots = [];
  for (const weight of grams)
    lots.push({ lot: idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: weight }])), grams: weight });
  return lots;
}

describe('a run', () => {
  it('draws its inputs, bears its outputs and balances to the gram', async () => {
    const inputs = await freshLots(60_000, 30_000);
    const body = runBody(inputs);
    const answer = await run(body);
    expect(answer.body).toMatchObject({ lots: [body.outputs[0]!.id], ratio: '3.00', findings: [] });
    expect([await remaining(inputs[0]!.lot), await remaining(body.outputs[0]!.id)]).toEqual([0, 30_000]);
    const edges = await house.rows(`select parent, grams::int from lot_edge where child = $1 and kind = 'matter'`, [
      body.outputs[0]!.id,
    ]);
    expect(edges.map(({ grams }) => grams).sort()).toEqual([30_000, 60_000]);
    const [{ body: fact, text }] = (await house.rows(
      `select body, convert_from(bytes, 'UTF8') as text from fact where id = $1`,
      [answer.body.factId],
    )) as [{ body: { open: object; subjects: string[] }; text: string }];
    expect(fact.open).toMatchObject({
      method: '蒸后晒干',
      ratio: '3.00',
      steps: [{}, { kind: '蒸', celsius: '100' }, { kind: '晒干' }],
    });
    expect(fact.subjects).toEqual(expect.arrayContaining([...inputs.map(({ lot }) => lot), body.outputs[0]!.id]));
    expect(text).not.toContain('赵建国');
  });

  it('is shown whole to its own organisation and not at all to another', async () => {
    const body = runBody(await freshLots(9_000));
    const id = idOf(await run(body));
    const shown = (await processor.get(`/api/runs/${id}`)).body;
    expect(shown).toMatchObject({ startedAt: body.startedAt, inputs: body.inputs, ratio: '3.00' });
    expect(shown.steps[1]).toMatchObject({ kind: '蒸', celsius: '100', operator: '赵建国' });
    expect(shown.outputs).toEqual([
      {
        lot: body.outputs[0]!.id,
        herb: 'LIANQIAO',
        variant: '青翘',
        grams: 3_000,
        byProduct: false,
        use: 'product',
        dry: true,
      },
    ]);
    expect((await stranger.get(`/api/runs/${id}`)).status).toBe(404);
    expect((await stranger.get('/api/runs')).body).toEqual({ items: [], next: null });
    expect((await stranger.post('/api/runs', runBody([{ lot: body.outputs[0]!.id, grams: 3_000 }]))).status).toBe(404);
  });

  it('refuses what does not balance, with the difference', async () => {
    const body = runBody(await freshLots(9_000), { balance: [{ kind: 'loss', grams: 5_999, reason: '干燥失水' }] });
    const answer = await run(body);
    expect([answer.status, answer.body.differenceGrams]).toEqual([422, 1]);
    expect(await remaining(body.inputs[0]!.lot)).toBe(9_000);
  });

  it('refuses more than is left, with the figures', async () => {
    const [input] = await freshLots(9_000);
    const answer = await run(runBody([{ lot: input!.lot, grams: 9_001 }]));
    expect([answer.status, answer.body]).toEqual([
      409,
      expect.objectContaining({ lot: input!.lot, askedGrams: 9_001, leftGrams: 9_000 }),
    ]);
  });

  it('refuses a lot counted in pieces, naming it, and draws nothing', async () => {
    const [fresh] = await freshLots(9_000);
    const seed = idOf(await coop.seedLot());
    const answer = await run(runBody([fresh!, { lot: seed, grams: 300 }]));
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'inputs.1.lot', value: seed }] });
    expect([await remaining(seed), await remaining(fresh!.lot)]).toEqual([1_200, 9_000]);
    const alone = await run(runBody([{ lot: seed, grams: 300 }]));
    expect(alone.body).toMatchObject({ status: 422, errors: [{ path: 'inputs.0.lot' }] });
  });

  it('holds what came out heavier than anything explains (R-25), and takes water for a reason', async () => {
    const gained = (steps: string, grams: number) => ({
      steps: [{ kind: steps, startedAt: '2025-08-04T09:30:00+08:00', endedAt: '2025-08-04T10:00:00+08:00' }],
      outputs: [{ id: newId(), herb: 'LIANQIAO', grams: 9_000 + grams }],
      balance: [{ kind: 'gain', grams, reason: '吸水' }],
    });
    expect(findingsOf(await run(runBody(await freshLots(9_000), gained('筛选', 91))))).toBe('R-25 block');
    expect(findingsOf(await run(runBody(await freshLots(9_000), gained('浸润', 91))))).toBe('');
  });

  it('refuses times that contradict each other, and times to come', async () => {
    const inputs = await freshLots(9_000);
    const answer = await run(runBody(inputs, { endedAt: '2025-08-05T18:00:00+08:00' }));
    expect(answer.body).toMatchObject({ status: 422, errors: [{ path: 'steps.2.endedAt' }] });
    expect((await run(runBody(inputs, { endedAt: '2199-01-01T00:00:00+08:00' }))).body.errors[0].path).toBe('endedAt');
  });

  it('refuses a herb that nobody put in', async () => {
    const inputs = await freshLots(9_000);
    const answer = await run(runBody(inputs, { outputs: [{ id: newId(), herb: 'HUANGQIN', grams: 3_000 }] }));
    expect(answer.body).toMatchObject({
      status: 422,
      code: 'processing/herb-appeared',
      errors: [{ path: 'outputs.0.herb' }],
    });
  });

  it.each([
    [
      'a step without a word',
      { steps: [{ kind: '', startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-04T09:00:00+08:00' }] },
      'steps.0.kind',
    ],
    ['half a gram', { balance: [{ kind: 'loss', grams: 0.5, reason: '失水' }] }, 'balance.0.grams'],
    [
      'an absurd heat',
      {
        steps: [
          { kind: '蒸', startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-04T09:00:00+08:00', celsius: 9000 },
        ],
      },
      'steps.0.celsius',
    ],
    ['an output without an id', { outputs: [{ herb: 'LIANQIAO', grams: 3_000 }] }, 'outputs.0.id'],
    ['an object for a list', { inputs: { lot: newId(), grams: 1 } }, 'inputs'],
    ['no input', { inputs: [] }, 'inputs'],
  ])('refuses %s, naming the field', async (_, fault, path) => {
    const answer = await run(runBody([{ lot: newId(), grams: 9_000 }], fault));
    expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([
      400,
      expect.arrayContaining([path]),
    ]);
  });

  it('leaves nothing behind when it is refused', async () => {
    const body = runBody(await freshLots(9_000), { outputs: [{ id: newId(), herb: 'LIANQIAO', grams: 4_000 }] });
    await run(body);
    for (const sql of [
      'select 1 from run where id = $1',
      'select 1 from act where id = $1',
      'select 1 from fact_subject where subject_id = $1',
    ])
      expect(await house.rows(sql, [body.id])).toEqual([]);
  });
});

describe('what the rules say of a run', () => {
  /** A second run, when what came of the first was there. */
  const later = {
    ...{ startedAt: '2025-08-07T08:00:00+08:00', endedAt: '2025-08-09T18:00:00+08:00' },
    steps: [
      { kind: '蒸', startedAt: '2025-08-07T08:00:00+08:00', endedAt: '2025-08-07T09:00:00+08:00', celsius: 100 },
      { kind: '晒干', startedAt: '2025-08-07T10:00:00+08:00', endedAt: '2025-08-09T18:00:00+08:00' },
    ],
  };
  const dried = (inputs: { lot: string; grams: number }[], dry: number, more: object = {}) => {
    const fresh = inputs.reduce((sum, { grams }) => sum + grams, 0);
    const balance = [{ kind: 'loss', grams: fresh - dry, reason: '干燥失水' }];
    return runBody(inputs, {
      outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: dry }],
      balance,
      ...more,
    });
  };

  it('warns outside the band and holds what is more than can be (R-17)', async () => {
    const warned = dried(await freshLots(35_000), 14_001);
    expect(findingsOf(await run(warned))).toBe('R-17 warn');
    expect(await holdsOn(warned.outputs[0]!.id)).toEqual([]);
    const held = dried(await freshLots(35_000), 16_101);
    expect(findingsOf(await run(held))).toBe('R-17 block');
    expect(await holdsOn(held.outputs[0]!.id)).toEqual([expect.objectContaining({ authority: 'finding' })]);
  });

  it('does not take drying twice for a gain of dry herb', async () => {
    const first = dried(await freshLots(30_000), 10_000);
    await run(first);
    const again = await run(dried([{ lot: first.outputs[0]!.id, grams: 10_000 }], 9_900, later));
    expect([findingsOf(again), again.body.ratio]).toEqual(['', null]);
  });

  it('keeps the ratio for a lot that was steamed first and dried later', async () => {
    const [input] = await freshLots(30_000);
    const steamed = runBody([input!], {
      steps: [{ kind: '蒸', startedAt: '2025-08-04T09:30:00+08:00', endedAt: '2025-08-04T10:00:00+08:00' }],
      outputs: [{ id: newId(), herb: 'LIANQIAO', grams: 30_000 }],
      balance: [],
    });
    const first = await run(steamed);
    expect([findingsOf(first), first.body.ratio]).toEqual(['', null]);
    const second = await run(dried([{ lot: steamed.outputs[0]!.id, grams: 30_000 }], 10_000, later));
    expect([findingsOf(second), second.body.ratio]).toEqual(['', '3.00']);
  });

  it('takes a sulphur fumigation as written, and holds what came out (R-18)', async () => {
    const steps = (kind: string, agent?: string) => [
      {
        kind,
        startedAt: '2025-08-04T08:00:00+08:00',
        endedAt: '2025-08-04T09:00:00+08:00',
        ...(agent === undefined ? {} : { agent }),
      },
      { kind: '晒干', startedAt: '2025-08-04T09:00:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' },
    ];
    const fumed = dried(await freshLots(30_000), 10_000, { steps: steps('sulphur-fumigating') });
    // And 青翘 is to be steamed, which this was not.
    expect(findingsOf(await run(fumed))).toBe('R-18 block, R-18 warn');
    expect(await holdsOn(fumed.outputs[0]!.id)).toHaveLength(1);
    expect(findingsOf(await run(dried(await freshLots(30_000), 10_000, { steps: steps('浸润', '双氧水') })))).toBe(
      'R-18 block, R-18 warn',
    );
  });

  it('takes a draw from a held lot; what comes out is under the same hold, and free when it is lifted (R-16)', async () => {
    const [input] = await freshLots(30_000);
    const hold = await quality.post(`/api/lots/${input!.lot}/holds`, { id: newId(), reason: '虫蛀待查', scope: 'lot' });
    expect(hold.status).toBe(201);
    const body = runBody([input!]);
    expect(findingsOf(await run(body))).toBe('R-16 block');
    expect(await holdsOn(body.outputs[0]!.id)).toEqual([{ reason: '虫蛀待查', authority: 'company' }]);
    await quality.post(`/api/holds/${hold.body.id}/lift`, { id: newId(), reason: '复查合格' });
    expect(await holdsOn(body.outputs[0]!.id)).toEqual([]);
  });

  it('keeps by-products apart from the ratio', async () => {
    const [input] = await freshLots(30_000);
    const body = runBody([input!], {
      outputs: [
        { id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 9_000 },
        { id: newId(), herb: 'LIANQIAO', grams: 2_000, byProduct: true },
      ],
      balance: [{ kind: 'loss', grams: 19_000, reason: '干燥失水' }],
    });
    const answer = await run(body);
    expect([findingsOf(answer), answer.body.ratio, answer.body.lots.length]).toEqual(['', '3.33', 2]);
  });
});

it('never draws more than there is, however many draw at once', async () => {
  const [input] = await freshLots(100_000);
  const draws = Array.from({ length: 12 }, () => run(runBody([{ lot: input!.lot, grams: 15_000 }])));
  const statuses = (await Promise.all(draws)).map(({ status }) => status).sort();
  expect(statuses).toEqual([...Array<number>(6).fill(201), ...Array<number>(6).fill(409)]);
  expect(await remaining(input!.lot)).toBe(10_000);
});
