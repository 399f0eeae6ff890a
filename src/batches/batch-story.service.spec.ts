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
