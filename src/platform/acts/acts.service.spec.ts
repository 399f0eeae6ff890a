import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.js';
import { loadConfig } from '../config/config.js';
import { dataSourceOptions } from '../db/database.module.js';
import type { Tx } from '../db/tx.js';
import type { Actor } from '../http/actor.js';
import { newId } from '../ids.js';
import { Acts } from './acts.service.js';
import { IdAlreadyUsed } from './acts.errors.js';

const actorOf = (organisation: string): Actor => ({
  personId: newId(),
  login: 'clerk',
  name: '张秀兰',
  role: 'clerk',
  organisation: { id: organisation, name: '合作社', kind: 'cooperative' },
});

let database: TestDatabase;
let db: DataSource;
let owner: DataSource;
let root: DataSource;
let acts: Acts;
let actor: Actor;

beforeAll(async () => {
  database = await cloneDatabase();
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url });
  db = await new DataSource(dataSourceOptions(config, 'bencao_app', [])).initialize();
  owner = await new DataSource(dataSourceOptions(config, 'bencao_owner', [])).initialize();
  await owner.query(
    `create table written (act uuid not null, grams integer not null); grant all on written to bencao_app`,
  );
  root = await new DataSource({ type: 'postgres', url: database.superUrl }).initialize();
  acts = new Acts(db);
});
afterAll(async () => {
  await db?.destroy();
  await owner?.destroy();
  await root?.destroy();
  await database?.drop();
});
beforeEach(() => {
  actor = actorOf(newId());
});

/** An act that writes one row and answers with it. */
const weigh = (id: string, grams: number) => (tx: Tx) =>
  tx.query('insert into written values ($1, $2)', [id, grams]).then(() => ({ id, grams, at: Math.random() }));
const rowsOf = async (id: string): Promise<number> =>
  Number((await owner.query('select count(*) as n from written where act = $1', [id]))[0].n);
const perform = (who: Actor, id: string, grams: number, body: object = { id, grams }) =>
  acts.perform(who, { id, kind: 'test.weigh', body }, weigh(id, grams));

describe('an act', () => {
  it('is recorded once; the same again gives the first answer and writes nothing', async () => {
    const id = newId();
    const first = await perform(actor, id, 1250);
    const again = await perform(actor, id, 1250);
    expect(first.replayed).toBe(false);
    expect(again.replayed).toBe(true);
    expect(again.answer).toEqual(first.answer);
    expect(await rowsOf(id)).toBe(1);
  });

  it('is the same whatever the order of the keys it was sent with', async () => {
    const id = newId();
    await perform(actor, id, 5, { id, grams: 5, note: 'a' });
    expect((await perform(actor, id, 5, { note: 'a', grams: 5, id })).replayed).toBe(true);
  });

  it('with other content under the same id is refused, and the second version is kept once', async () => {
    const id = newId();
    await perform(actor, id, 1250);
    await expect(perform(actor, id, 9999)).rejects.toThrow(IdAlreadyUsed);
    await expect(perform(actor, id, 9999)).rejects.toThrow(/kept for review/);
    expect(await rowsOf(id)).toBe(1);
    const kept = await root.query('select count(*) as n from act_conflict where act_id = $1', [id]);
    expect(Number(kept[0].n)).toBe(1);
  });

  it('under an id of another organisation is refused without telling anything of it', async () => {
    const id = newId();
    await perform(actor, id, 1250);
    const stranger = actorOf(newId());
    const refusal = await perform(stranger, id, 1250).catch((error: Error) => error);
    expect(refusal).toBeInstanceOf(IdAlreadyUsed);
    expect((refusal as IdAlreadyUsed).text.en).toBe(`id ${id} cannot be used; choose another`);
    expect(await rowsOf(id)).toBe(1);
  });

  it('sent by twelve connections at once is done once, and all get one answer', async () => {
    const id = newId();
    const all = await Promise.all(Array.from({ length: 12 }, () => perform(actor, id, 7)));
    expect(all.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(all.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
    expect(await rowsOf(id)).toBe(1);
  });

  it('that fails leaves nothing behind and may be sent again', async () => {
    const id = newId();
    const failing = acts.perform(actor, { id, kind: 'test.weigh', body: { id } }, async (tx) => {
      await weigh(id, 1)(tx);
      throw new Error('the scale broke');
    });
    await expect(failing).rejects.toThrow('the scale broke');
    expect(await rowsOf(id)).toBe(0);
    expect((await perform(actor, id, 1)).replayed).toBe(false);
  });

  it('once recorded cannot be changed or removed, by nobody', async () => {
    const id = newId();
    await perform(actor, id, 1);
    for (const statement of [
      `update act set kind = 'x' where id = '${id}'`,
      `delete from act where id = '${id}'`,
      'truncate act',
    ]) {
      await expect(db.query(statement)).rejects.toThrow(/permission denied/);
    }
  });
});

describe('the scope of a transaction', () => {
  it('is gone with it: the next user of the connection sees nothing', async () => {
    const id = newId();
    await perform(actor, id, 1);
    const rows = await Promise.all(Array.from({ length: 20 }, () => db.query('select * from act')));
    expect(rows.flat()).toEqual([]);
  });
});
