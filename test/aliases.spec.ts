import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodesService } from '../src/codes/codes.service.js';
import { AliasesReplayer } from '../src/codes/aliases/replay-aliases.queries.js';
import type { Fact } from '../src/ledger/fact.js';
import type { Actor } from '../src/platform/http/actor.js';
import { inTx } from '../src/platform/db/tx.js';
import { newId } from '../src/platform/ids.js';
import type { Answer, Caller } from './support/caller.js';
import { CodeWorld } from './support/code-world.js';

let world: CodeWorld;
let maker: { actor: Actor; caller: Caller };
let stranger: { actor: Actor; caller: Caller };
let lot: string;

beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web' });
  maker = await world.demo('processor');
  stranger = await world.demo('factory');
  lot = (await world.aBatch(maker.actor, 0)).lot;
}, 60_000);
afterAll(() => world?.close());

const add = (body: object, to = lot, caller = maker.caller): Promise<Answer> =>
  caller.post(`/api/lots/${to}/aliases`, { id: newId(), ...body });
const lotsOf = async (text: string) => (await world.get(CodesService).lotsOfAlias(text)).map((found) => found.lot);

describe('a number of another system', () => {
  it.each([
    [{ scheme: 'drug-trace-code', value: '8385793 0000879766660' }, '83857930000879766660'],
    [{ scheme: 'gtin-lot', value: '9521141012345/AZ2025-09' }, '(01)09521141012345(10)AZ2025-09'],
    [{ scheme: 'handle', value: '88.118.8/LQ-2025-09' }, '88.118.8/LQ-2025-09'],
    [{ scheme: 'platform', platform: '长治追溯', value: 'CZ-0915-7' }, 'CZ-0915-7'],
  ])('%j names the lot, in every way it may be typed', async (body, value) => {
    const { status, body: answer } = await add(body);
    expect([status, answer]).toEqual([201, expect.objectContaining({ lot, value, findings: [] })]);
    for (const typed of [value, ` ${body.value} `]) expect(await lotsOf(typed)).toEqual([lot]);
    const [fact] = await world.root.query(`select body from fact where id = $1`, [answer.factId]);
    expect(fact.body).toMatchObject({ type: 'codes.alias-added', open: { lot, value, scheme: body.scheme } });
  });

  it('is given once, and the same request again gets the first answer', async () => {
    const body = { id: newId(), scheme: 'handle', value: '88.1.1/once' };
    const first = await maker.caller.post(`/api/lots/${lot}/aliases`, body);
    const again = await maker.caller.post(`/api/lots/${lot}/aliases`, body);
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    const own = await world.aBatch(maker.actor, 0);
    expect(await add({ scheme: 'handle', value: '88.1.1/once' }, own.lot)).toMatchObject({
      ...{ status: 409, body: { code: 'codes/alias-taken', errors: [{ path: 'value' }] } },
    });
    const other = await world.aBatch(stranger.actor, 0);
    const theirs = await add({ scheme: 'handle', value: '88.1.1/once' }, other.lot, stranger.caller);
    expect(theirs.status).toBe(409);
    // A refused number leaves nothing behind.
    expect((await maker.caller.get(`/api/lots/${own.lot}/aliases`)).body.items).toEqual([]);
  });

  it('of two platforms may name two lots', async () => {
    const other = await world.aBatch(stranger.actor, 0);
    await add({ scheme: 'platform', platform: '甲平台', value: '0001' });
    await add({ scheme: 'platform', platform: '乙平台', value: '0001' }, other.lot, stranger.caller);
    expect((await lotsOf('0001')).sort()).toEqual([lot, other.lot].sort());
  });

  it('is added many times at once and taken once', async () => {
    const value = '88.1.1/race';
    const all = await Promise.all(Array.from({ length: 8 }, () => add({ scheme: 'handle', value })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
  });

  it('is taken back with a reason, and may then name the right lot', async () => {
    const value = '88.1.1/moved';
    const { body: first } = await add({ scheme: 'handle', value });
    const withdraw = (reason: string, caller = maker.caller) =>
      caller.post(`/api/aliases/${first.id}/withdraw`, { id: newId(), reason });
    expect((await withdraw('wrong-lot', stranger.caller)).status).toBe(404);
    expect((await withdraw('because')).status).toBe(400);
    expect((await withdraw('wrong-lot')).status).toBe(201);
    expect(await withdraw('wrong-lot')).toMatchObject({ status: 409, body: { code: 'codes/alias-withdrawn' } });
    expect(await lotsOf(value)).toEqual([]);
    const right = await world.aBatch(maker.actor, 0);
    expect((await add({ scheme: 'handle', value }, right.lot)).status).toBe(201);
    expect(await lotsOf(value)).toEqual([right.lot]);
    const { body } = await maker.caller.get(`/api/lots/${lot}/aliases`);
    const history = body.items.find(({ id }: { id: string }) => id === first.id);
    expect(history).toMatchObject({ value, withdrawn: { reason: 'wrong-lot', at: expect.any(String) } });
  });

  it('is refused with the field at fault when it cannot be one', async () => {
    for (const [body, path] of [
      [{ scheme: 'drug-trace-code', value: '123' }, 'value'],
      [{ scheme: 'gtin-lot', value: '09521141012346/L1' }, 'value'],
      [{ scheme: 'platform', value: 'x' }, 'platform'],
      [{ scheme: 'handle', platform: '甲', value: '88.1/1' }, 'platform'],
    ] as const) {
      const answer = await add(body);
      expect([body, answer.status, answer.body.errors]).toEqual([body, 422, [expect.objectContaining({ path })]]);
    }
    expect((await add({ scheme: 'ean', value: '1' })).status).toBe(400);
  });

  it('is given and read by those who have the lot, and by nobody else', async () => {
    expect((await add({ scheme: 'handle', value: '88.1.1/x' }, lot, stranger.caller)).status).toBe(404);
    expect((await stranger.caller.get(`/api/lots/${lot}/aliases`)).status).toBe(404);
    expect((await maker.caller.get(`/api/lots/${newId()}/aliases`)).status).toBe(404);
  });

  it('is held against its fact: a changed value, and a standing number without history', async () => {
    const look = async (): Promise<string | undefined> => {
      const rows: { body: Fact }[] = await world.root.query(`select body from fact where type like 'codes.alias%'`);
      const facts = rows.map(({ body }) => ({ fact: body, leafIndex: undefined }));
      return inTx(world.root, 'system', async (tx) => {
        const replayer = new AliasesReplayer();
        return ((await replayer.replay(tx, facts)) ?? (await replayer.finish(tx)))?.what;
      });
    };
    const whileChanged = async (sql: string): Promise<string | undefined> => {
      await world.root.query(`alter table lot_alias disable trigger all`);
      await world.root.query(sql);
      return look();
    };
    expect(await look()).toBeUndefined();
    expect(await whileChanged(`update lot_alias set value = '88.1.1/forged' where value = '88.1.1/once'`)).toMatch(
      /lot_alias\.value of .* is "88.1.1\/forged", the fact says "88.1.1\/once"/,
    );
    expect(
      await whileChanged(`update lot_alias set value = '88.1.1/once' where value = '88.1.1/forged'`),
    ).toBeUndefined();
    expect(await whileChanged(`delete from lot_alias_in_use where value = '88.1.1/once'`)).toMatch(
      /not what its history says/,
    );
  });
});
