import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../platform/ids.js';
import type { Answer, Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, Growing } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;
let clerk: Caller;
let stranger: Caller;
let ground: { base: string; plots: string[]; planting: string };

beforeAll(async () => {
  house = await startDemoHouse();
  clerk = await house.demo('clerk');
  coop = new Growing(clerk);
  stranger = await factoryClerk(house);
  ground = await coop.ground();
}, 60_000);
afterAll(() => house.stop());

const sync = (acts: object[], who = clerk): Promise<Answer> => who.post('/api/sync', { acts });
const statuses = ({ body }: Answer) => body.results.map(({ status }: { status: number }) => status);
const work = (more: object = {}) => ({ kind: 'field-work', body: coop.workBody(ground.planting, more) });
const count = async (sql: string, ids: string[]) => Number((await house.rows(sql, [ids]))[0]!['count']);

describe('bulk sync', () => {
  it('records hundreds of acts, each with its row, its fact and its sealed operator', async () => {
    const acts = Array.from({ length: 620 }, () => work());
    const answer = await sync(acts);
    expect(answer.status).toBe(200);
    expect(answer.body.results.map(({ id }: { id: string }) => id)).toEqual(acts.map(({ body }) => body.id));
    expect(new Set(statuses(answer))).toEqual(new Set([201]));
    const ids = acts.map(({ body }) => body.id);
    expect(await count('select count(*) from field_work where id = any($1)', ids)).toBe(620);
    expect(await count('select count(*) from act where id = any($1)', ids)).toBe(620);
    const facts = answer.body.results.map((result: { answer: { factId: string } }) => result.answer.factId);
    expect(
      await count(`select count(*) from fact where id = any($1) and type = 'planting.field-work-done'`, facts),
    ).toBe(620);
    expect(await count(`select count(*) from sealed_value where fact_id = any($1) and name = 'operator'`, facts)).toBe(
      620,
    );
  });

  it('answers what was sent before from what was answered then, and keeps another body for review', async () => {
    const acts = [work(), work(), work()];
    const first = await sync(acts);
    acts[1] = { kind: 'field-work', body: { ...acts[1]!.body, kind: '灌溉' } };
    const again = await sync([...acts, work()]);
    expect(statuses(again)).toEqual([200, 409, 200, 201]);
    expect(again.body.results[0].answer).toEqual(first.body.results[0].answer);
    expect(await count('select count(*) from act_conflict where act_id = any($1)', [acts[1]!.body.id])).toBe(1);
  });

  it('answers the same as the route of the act itself', async () => {
    const alone = work();
    const answer = await clerk.post('/api/field-work', alone.body);
    expect((await sync([alone])).body.results).toEqual([
      { id: alone.body.id, kind: 'field-work', status: 200, answer: answer.body },
    ]);
    const inSet = work();
    const [result] = (await sync([inSet])).body.results;
    const again = await clerk.post('/api/field-work', inSet.body);
    expect([again.status, again.body]).toEqual([200, result.answer]);
  });

  it('fails each bad act alone and records all others', async () => {
    const acts = [
      work(),
      work({ at: '2026-02-30T08:00:00+08:00' }),
      work({ planting: newId() }),
      work({ at: '2199-01-01T08:00:00+08:00' }),
      work({ mood: '好' }),
      { kind: 'release', body: { id: newId() } },
      { kind: 'field-work', body: {} },
      work({ kind: '施药', input: { product: '克百威', amount: '1', unit: '公斤' } }),
    ];
    const answer = await sync(acts);
    expect(statuses(answer)).toEqual([201, 400, 404, 422, 400, 400, 400, 201]);
    expect(answer.body.results[1].problem.errors[0].path).toBe('at');
    expect(answer.body.results[6].id).toBeNull();
    expect(answer.body.results[7].answer.findings[0].ruleId).toBe('R-10');
  });

  it('takes an act given twice in one call once', async () => {
    const act = work();
    const answer = await sync([act, act, { kind: 'field-work', body: { ...act.body, kind: '修剪' } }]);
    expect(statuses(answer)).toEqual([201, 200, 409]);
  });

  it('performs acts in the order sent: a harvest and its weighing-in', async () => {
    const harvest = {
      ...{ id: newId(), planting: ground.planting, plots: [{ plot: ground.plots[0], grams: 40_000 }], variant: '青翘' },
      ...{ at: '2025-08-03T10:00:00+08:00', part: '果实', method: '人工采摘', operator: '王秀英' },
    };
    const purchase = {
      id: newId(),
      grower: '农户 1',
      harvest: harvest.id,
      gross: 41_000,
      tare: 1_000,
      grade: '一级',
      price: '12.5',
    };
    const answer = await sync([
      work(),
      { kind: 'harvest', body: harvest },
      { kind: 'purchase', body: purchase },
      work(),
    ]);
    expect(statuses(answer)).toEqual([201, 201, 201, 201]);
    expect(await count('select count(*) from lot where id = any($1)', [harvest.id])).toBe(1);
  });

  it('asks for the permission of each act, and never reaches another organisation', async () => {
    const grower = await house.demo('grower');
    const purchase = { id: newId(), grower: '农户 1', gross: 2, tare: 1, grade: '一级', price: '1' };
    expect(statuses(await sync([work(), { kind: 'purchase', body: purchase }], grower))).toEqual([201, 403]);
    const act = work();
    expect(statuses(await sync([act], stranger))).toEqual([404]);
    expect(statuses(await sync([act]))).toEqual([201]);
    const answer = await sync([act], stranger);
    expect([statuses(answer), answer.body.results[0].problem.code]).toEqual([[404], 'not-found']);
    const theirs = new Growing(stranger);
    const own = await theirs.ground();
    const taken = await sync(
      [{ kind: 'field-work', body: theirs.workBody(own.planting, { id: act.body.id }) }],
      stranger,
    );
    expect([statuses(taken), taken.body.results[0].problem.code]).toEqual([[409], 'acts/id-already-used']);
  });

  it('lets two devices send the same acts at once', async () => {
    const acts = Array.from({ length: 120 }, () => work());
    const [one, two] = await Promise.all([sync(acts), sync([...acts].reverse())]);
    const both = acts.map((_, n) => [statuses(one)[n], statuses(two).reverse()[n]].sort().join());
    expect(new Set(both)).toEqual(new Set(['200,201']));
    expect(
      await count(
        'select count(*) from field_work where id = any($1)',
        acts.map(({ body }) => body.id),
      ),
    ).toBe(120);
  });

  it.each([
    ['no acts', { acts: [] }],
    ['a thousand and one', { acts: Array.from({ length: 1001 }, () => ({ kind: 'field-work', body: {} })) }],
    ['an object for the list', { acts: {} }],
    ['a list for a body', { acts: [{ kind: 'field-work', body: [] }] }],
  ])('refuses %s', async (_, body) => expect((await clerk.post('/api/sync', body)).status).toBe(400));
});
