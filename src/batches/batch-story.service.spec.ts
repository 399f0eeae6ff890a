import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
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
type Field = { key: string; value: string | null };

/** A dried lot of one planting, 3 kg fresh to 1 kg dry. */
async function driedLot(grams = 30_000, harvested: object = {}, planting: object = {}): Promise<Input> {
  const base = idOf(await coop.base());
  const plot = idOf(await coop.plot(base));
  const stand = idOf(await coop.planting([plot], planting));
  const fresh = { lot: idOf(await coop.harvest(stand, [{ plot, grams: grams * 3 }], harvested)), grams: grams * 3 };
  const body = runBody([fresh]);
  idOf(await clerk.post('/api/runs', body));
  return { lot: body.outputs[0]!.id, grams };
}
const batch = (inputs: Input[], more: object = {}, who = clerk): Promise<Answer> =>
  who.post('/api/batches', {
    ...{ id: newId(), number: `BS-${++numbers}`, herb: 'LIANQIAO', variant: '青翘', inputs },
    ...more,
  });
const pack = (id: string, more: object = {}, who = clerk): Promise<Answer> =>
  who.post(`/api/batches/${id}/packages`, {
    ...{ id: newId(), count: 10, gramsEach: 1_000, material: '双层食品级聚乙烯袋' },
    ...{ packedAt: '2025-08-10T15:00:00+08:00' },
    ...more,
  });

describe('R-20: what a label says', () => {
  const fieldsOf = (answer: Answer, packing = 0): Record<string, string | null> =>
    Object.fromEntries(answer.body.packings[packing].fields.map(({ key, value }: Field) => [key, value]));

  it('stands in the record from the seedling on: eleven fields, none typed twice', async () => {
    const made = await batch([await driedLot()], { number: 'LABEL-1' });
    idOf(await pack(made.body.id));
    const label = await clerk.get(`/api/batches/${made.body.id}/label`);
    expect(label.body).toMatchObject({ complete: true, frozen: false, shelfLifeByReference: true });
    expect(fieldsOf(label)).toEqual({
      ...{ name: '连翘', species: 'Forsythia suspensa (Thunb.) Vahl', batchNumber: 'LABEL-1' },
      ...{ specification: '青翘 1 kg/件', origin: '山西省临汾市安泽县（和川连翘基地）', quantity: '1 kg' },
      ...{ harvestedOn: '2025-08-03', packedOn: '2025-08-10', shelfLife: '24 个月，至 2027-08-09' },
      ...{ traceMark: made.body.code, organisation: expect.stringContaining('合作社') },
    });
    expect((await stranger.get(`/api/batches/${made.body.id}/label`)).status).toBe(404);
  });

  it('warns when packages are filled that no label can describe, and the answer names what is missing', async () => {
    const seedless = await new Growing(stranger).ground();
    const fresh = idOf(
      await new Growing(stranger).harvest(seedless.planting, [{ plot: seedless.plots[0]!, grams: 9_000 }]),
    );
    const made = await batch([{ lot: fresh, grams: 9_000 }], {}, stranger);
    // A batch made before labels were kept: its columns are empty, as the migration leaves them.
    await house.rows(
      `alter table batch disable trigger all; update batch set species = null, shelf_life_months = null,
         shelf_life_basis = null where id = '${idOf(made)}'; alter table batch enable trigger all`,
    );
    const packed = await pack(idOf(made), { count: 2 }, stranger);
    expect([packed.status, findingsOf(packed)]).toEqual([201, 'R-20 warn']);
    expect(packed.body.findings[0].message).toContain('基原、保质期');
    const label = await stranger.get(`/api/batches/${made.body.id}/label`);
    expect([label.body.complete, label.body.packings[0].missing]).toEqual([false, ['species', 'shelfLife']]);
  });

  it('takes decisions until the batch is decided on, the newest of each, and then no more', async () => {
    const id = idOf(await batch([await driedLot()], { shelfLifeMonths: 36, storage: '置阴凉干燥处' }));
    idOf(await pack(id));
    const set = (more: object, who = clerk) => who.post(`/api/batches/${id}/label`, { id: newId(), ...more });
    idOf(await set({ specification: '选货' }));
    idOf(await set({ shelfLifeMonths: 18 }));
    const label = await clerk.get(`/api/batches/${id}/label`);
    expect(label.body).toMatchObject({ storage: '置阴凉干燥处', shelfLifeByReference: false });
    expect(fieldsOf(label)).toMatchObject({ specification: '选货 1 kg/件', shelfLife: '18 个月，至 2027-02-09' });
    expect((await set({})).status).toBe(422);
    expect((await set({ shelfLifeMonths: 0 })).status).toBe(400);
    expect((await set({ specification: '统货' }, stranger)).status).toBe(404);
    const decided = await quality.post(`/api/batches/${id}/reject`, {
      ...{ id: newId(), reason: '虫蛀', password: 'bencao-demo' },
    });
    expect(decided.status).toBe(201);
    expect((await set({ specification: '统货' })).body).toMatchObject({
      ...{ status: 409, code: 'batches/label-frozen', ruleId: 'R-20' },
    });
    expect((await clerk.get(`/api/batches/${id}/label`)).body.frozen).toBe(true);
  });
});

describe('R-01: one batch', () => {
  const holdsOn = (lot: string) => house.rows(`select authority from active_hold where lot_id = $1`, [lot]);

  it('of plantings of two years is born held', async () => {
    const one = await driedLot();
    const { base, plots, planting } = await coop.ground();
    const other = idOf(await coop.planting(plots, { establishedOn: '2016-03-20' }));
    expect(base && planting).toBeTruthy();
    const fresh = idOf(await coop.harvest(other, [{ plot: plots[0]!, grams: 30_000 }]));
    const run = runBody([{ lot: fresh, grams: 30_000 }]);
    idOf(await clerk.post('/api/runs', run));
    const made = await batch([one, { lot: run.outputs[0]!.id, grams: 10_000 }]);
    expect(findingsOf(made)).toBe('R-01 block');
    expect(made.body.findings[0].message).toContain('种植年份不一');
    expect(await holdsOn(made.body.id)).toEqual([{ authority: 'finding' }]);
  });

  it('of one nursery’s seedlings, delivered twice, is one; of two nurseries it is held', async () => {
    const seed = async (supplier: string) => idOf(await coop.seedLot({ supplier }));
    const [mine, again, theirs] = [await seed('林场苗圃'), await seed('林场苗圃'), await seed('个体苗圃')];
    const [a, b, c] = [
      await driedLot(9_000, {}, { seedLot: mine }),
      await driedLot(9_000, {}, { seedLot: again }),
      await driedLot(9_000, {}, { seedLot: theirs }),
    ];
    expect(findingsOf(await batch([{ ...a, grams: 4_000 }, b]))).toBe('');
    expect(findingsOf(await batch([{ ...a, grams: 4_000 }, c]))).toBe('R-01 block');
  });
});

it('a batch and its packing say how they were entered', async () => {
  const made = await batch([await driedLot()], { entry: { copied: ['variant'] } });
  const packed = await pack(idOf(made), { entry: { untouched: ['material'] } });
  const entryOf = async (answer: Answer) =>
    (await house.rows(`select body -> 'open' -> 'entry' as entry from fact where id = $1`, [answer.body.factId]))[0];
  expect(await entryOf(made)).toEqual({ entry: { copied: ['variant'] } });
  expect(await entryOf(packed)).toEqual({ entry: { untouched: ['material'], lateHours: expect.any(Number) } });
});

describe('R-25: a split', () => {
  const split = (id: string, body: object, who = clerk) =>
    who.post(`/api/batches/${id}/split`, { id: newId(), splitAt: '2025-08-12T09:00:00+08:00', ...body });
  const left = async (lot: string) =>
    Number((await house.rows(`select remaining from lot where id = $1`, [lot]))[0]?.['remaining']);

  it('makes batches with numbers and codes of their own, to the gram; what is packed stays', async () => {
    const whole = idOf(await batch([await driedLot()]));
    idOf(await pack(whole));
    const parts = [
      { id: newId(), number: 'SP-1', grams: 8_000 },
      { id: newId(), number: 'SP-2', grams: 11_900, specification: '选货' },
    ];
    const answer = await split(whole, { parts, loss: { grams: 100, reason: '分装落地' } });
    expect([answer.status, findingsOf(answer), answer.body.parts.length]).toEqual([201, '', 2]);
    expect(answer.body.parts[1]).toMatchObject({
      number: 'SP-2',
      grams: 11_900,
      code: expect.stringMatching(/^\w{28}$/),
    });
    expect([await left(whole), await left(parts[0]!.id), await left(parts[1]!.id)]).toEqual([10_000, 8_000, 11_900]);
    const family = (await clerk.get(`/api/lots/${parts[1]!.id}/ancestors`)).body;
    expect(family.lots.map(({ kind }: { kind: string }) => kind)).toEqual(expect.arrayContaining(['harvest', 'batch']));
    expect((await split(whole, { parts: [{ id: newId(), number: 'SP-3', grams: 1 }] })).status).toBe(409);
    expect((await split(whole, { parts: [{ id: newId(), number: 'SP-4', grams: 1 }] }, stranger)).status).toBe(404);
  });

  it('that loses more than the scales can miss is held', async () => {
    const whole = idOf(await batch([await driedLot()]));
    const id = newId();
    const parts = [{ id, number: 'SP-LOST', grams: 9_899 }];
    expect(findingsOf(await split(whole, { parts, loss: { grams: 101, reason: '不明' } }))).toBe('R-25 block');
    expect(await house.rows(`select authority from active_hold where lot_id = $1`, [id])).toHaveLength(1);
  });

  it('as a blend, keeps waste and by-products out of the product (R-01)', async () => {
    const input = await driedLot();
    const outputs = [
      { id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 25_000 },
      { id: newId(), herb: 'LIANQIAO', grams: 2_000, use: 'by-product' },
      { id: newId(), herb: 'LIANQIAO', grams: 3_000, use: 'waste' },
    ];
    const sieved = runBody([input], {
      steps: [{ kind: '筛选', startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-04T09:00:00+08:00' }],
      ...{ outputs, balance: [] },
    });
    idOf(await clerk.post('/api/runs', sieved));
    const take = (at: number, grams: number) => ({ lot: outputs[at]!.id, grams });
    expect(findingsOf(await batch([take(0, 1_000)]))).toBe('');
    expect(findingsOf(await batch([take(1, 1_000)], { variant: undefined }))).toBe('');
    expect(findingsOf(await batch([take(0, 1_000), take(1, 1_000)]))).toBe('R-01 block');
    expect(findingsOf(await batch([take(2, 1_000)], { variant: undefined }))).toBe('R-01 block');
  });
});

describe('numbers by the organisation’s own scheme', () => {
  it('run on, are never used twice, and every gap is explained or seen', async () => {
    const scheme = (pattern: string) => stranger.post('/api/batch-number-schemes', { id: newId(), pattern });
    expect((await scheme('LQ-{NONSENSE}')).body).toMatchObject({ status: 422, errors: [{ path: 'pattern' }] });
    const theirs = new Growing(stranger);
    const { planting, plots } = await theirs.ground();
    const fresh = idOf(await theirs.harvest(planting, [{ plot: plots[0]!, grams: 90_000 }]));
    const make = (more: object = {}) =>
      batch(
        [{ lot: fresh, grams: 1_000 }],
        { number: undefined, madeAt: '2025-08-10T09:00:00+08:00', ...more },
        stranger,
      );
    expect((await make()).body).toMatchObject({ status: 422, errors: [{ path: 'number' }] });
    idOf(await scheme('LQ-{HARVEST}-{SEQ:2}'));
    const numbers = [(await make()).body.number, (await make()).body.number];
    expect(numbers).toEqual(['LQ-20250803-01', 'LQ-20250803-02']);
    const five = await make({ number: 'LQ-20250803-05' });
    expect(findingsOf(five)).toBe('');
    const voided = { id: newId(), number: 'LQ-20250803-03', reason: '标签印坏' };
    idOf(await stranger.post('/api/batch-numbers/void', voided));
    expect((await make({ number: 'LQ-20250803-03' })).body).toMatchObject({
      status: 409,
      code: 'batches/number-taken',
    });
    expect((await make()).body.number).toBe('LQ-20250803-06');
    const other = await make({ number: '自编-1' });
    expect([other.status, findingsOf(other)]).toEqual([201, 'R-20 warn']);
    const { gaps } = (await stranger.get('/api/batch-numbers')).body;
    expect(gaps).toEqual([
      { scope: 'LQ-20250803-#', sequence: 3, number: 'LQ-20250803-03', voidReason: '标签印坏' },
      { scope: 'LQ-20250803-#', sequence: 4, number: null, voidReason: null },
    ]);
    const many = await Promise.all(Array.from({ length: 6 }, () => make()));
    expect(many.map(({ body }) => body.number).sort()).toEqual(
      [7, 8, 9, 10, 11, 12].map((n) => `LQ-20250803-${String(n).padStart(2, '0')}`),
    );
    expect((await clerk.get('/api/batch-numbers')).body.gaps).toEqual([]);
  });
});

describe('R-23: retained samples', () => {
  const retain = (id: string, more: object = {}, who = clerk) =>
    who.post(`/api/batches/${id}/retained-samples`, {
      ...{ id: newId(), grams: 300, location: '留样室 A-3', takenAt: '2025-08-11T09:00:00+08:00', takenBy: '李质量' },
      ...more,
    });
  const step = (sample: string, end = '', who = clerk) =>
    who.post(`/api/retained-samples/${sample}/destruction${end}`, { id: newId(), reason: '保存期届满' });

  it('are taken out of the batch and kept until three years after its shelf life', async () => {
    const id = idOf(await batch([await driedLot()]));
    idOf(await pack(id));
    const kept = await retain(id);
    expect(kept.body).toMatchObject({ grams: 300, dueOn: '2030-08-10', findings: [] });
    expect((await house.rows(`select remaining::int from lot where id = $1`, [id]))[0]).toEqual({ remaining: 29_700 });
    expect((await step(kept.body.id)).body).toMatchObject({ status: 409, ruleId: 'R-23', code: 'batches/kept-still' });
    // A shelf life that grows takes the sample with it; one that shrinks does not.
    const months = (shelfLifeMonths: number) =>
      clerk.post(`/api/batches/${id}/label`, { id: newId(), shelfLifeMonths });
    const due = async () =>
      (await clerk.get('/api/retained-samples')).body.items.find((row: { id: string }) => row.id === kept.body.id)
        .dueOn;
    idOf(await months(36));
    expect(await due()).toBe('2031-08-10');
    idOf(await months(12));
    expect(await due()).toBe('2030-08-10');
    expect((await retain(id, {}, stranger)).status).toBe(404);
    expect((await retain(id, { grams: 30_000 })).status).toBe(409);
    const [fact] = await house.rows(`select convert_from(bytes, 'UTF8') as text from fact where id = $1`, [
      kept.body.factId,
    ]);
    expect(fact!['text']).not.toContain('李质量');
  });

  it('are destroyed by two people, the second a quality head, and only when their time is over', async () => {
    const old = { at: '2019-08-03T10:00:00+08:00' };
    const id = idOf(await batch([await driedLot(9_000, old)], { madeAt: '2019-08-10T09:00:00+08:00' }));
    idOf(await pack(id, { count: 2, packedAt: '2019-08-10T15:00:00+08:00' }));
    const sample = idOf(await retain(id, { takenAt: '2019-08-11T09:00:00+08:00' }));
    expect((await step(sample, '/confirm')).status).toBe(403);
    expect((await step(sample, '/confirm', quality)).body.code).toBe('batches/two-people-needed');
    idOf(await step(sample, '', quality));
    expect((await step(sample)).body.code).toBe('batches/two-people-needed');
    expect((await step(sample, '/confirm', quality)).body).toMatchObject({
      ...{ status: 409, code: 'batches/two-people-needed', ruleId: 'R-23' },
    });
    const other = idOf(await retain(id, { takenAt: '2019-08-11T09:00:00+08:00' }));
    idOf(await step(other));
    idOf(await step(other, '/confirm', quality));
    expect((await step(other, '/confirm', quality)).status).toBe(409);
    const listed = (await clerk.get('/api/retained-samples')).body.items as { id: string; state: string }[];
    expect(listed.find((row) => row.id === other)!.state).toBe('destroyed');
    expect(listed.find((row) => row.id === sample)!.state).toBe('destruction-asked');
    expect((await stranger.get('/api/retained-samples')).body.items).toEqual([]);
  });
});
