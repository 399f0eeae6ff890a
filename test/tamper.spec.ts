import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { generateKeyPairSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Ledger } from '../src/ledger/ledger.service.js';
import { leafHash } from '../src/ledger/merkle.js';
import { misfitText } from '../src/ledger/page-check.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { SigningKey } from '../src/ledger/signing-key.service.js';
import { loadConfig, type Config } from '../src/platform/config/config.js';
import { inTx } from '../src/platform/db/tx.js';
import { scopeOf } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { verifyProduct } from '../src/verify-ledger.js';
import { connectAs, connectAsSuperuser, newActor } from './support/data-sources.js';
import { cloneDatabase, type TestDatabase } from './support/database.js';

/** Tables of the ledger, their triggers and foreign keys out of force, as only a superuser can have it. */
const TABLES = [
  'fact',
  'fact_subject',
  'sealed_value',
  'fact_unsealed',
  'ledger_leaf',
  'ledger_node',
  'ledger_checkpoint',
  'ledger_key',
];

describe('a superuser tampers', () => {
  let database: TestDatabase;
  let system: DataSource;
  let app: DataSource;
  let superuser: DataSource;
  let config: Config;
  let ids: string[];
  const coop = newActor();
  const ledger = new Ledger();

  const record = async (count: number): Promise<string[]> => {
    const facts = Array.from({ length: count }, (_, n) => ({
      // Of no room, so that no replayer asks for its row.
      type: 'tamper.tried',
      visibility: 'public' as const,
      occurredAt: '2026-08-23T17:05:00+08:00',
      subjects: [newId()],
      open: { grams: 1_000 + n, note: '晴' },
      sealed: { price: { fen: 1_200 } },
    }));
    const recorded = await inTx(app, scopeOf(coop), (tx) => ledger.recordMany(tx, coop, facts));
    return recorded.map(({ factId }) => factId);
  };
  /** A sequencer as a restarted process has it. */
  const newSealer = (): Sealer => new Sealer(system, new SigningKey(config));
  const tamper = async (sql: string, parameters: unknown[] = []): Promise<void> => {
    for (const table of TABLES) await superuser.query(`alter table ${table} disable trigger all`);
    await superuser.query(sql, parameters);
    for (const table of TABLES) {
      await superuser.query(`alter table ${table} enable trigger all`);
      const triggers: { tgname: string }[] = await superuser.query(
        `select tgname from pg_trigger where tgrelid = $1::regclass and not tgisinternal`,
        [table],
      );
      for (const { tgname } of triggers) await superuser.query(`alter table ${table} enable always trigger ${tgname}`);
    }
  };
  const verdict = async (): Promise<string> => {
    const { misfit } = await verifyProduct(config);
    return misfit === undefined ? 'fits' : misfitText(misfit);
  };
  /** Restarts the sequencer with a new fact waiting, lets it look around, and sees whether it signs. */
  const sealingAfterwards = async (): Promise<string> => {
    const sealer = newSealer();
    const sizes = () => superuser.query(`select max(tree_size) as size from ledger_checkpoint`);
    await record(1);
    const before = await sizes();
    try {
      while (!(await sealer.auditSome()));
      await sealer.sealNow();
      return 'signed';
    } catch (error) {
      expect(await sizes()).toEqual(before);
      expect(await sealer.sealNow().catch(() => 'refused')).toBe('refused');
      return `refused: ${(error as Error).message}`;
    }
  };

  beforeEach(async () => {
    database = await cloneDatabase();
    const keysDir = await mkdtemp(join(tmpdir(), 'tamper-'));
    config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, KEYS_DIR: keysDir });
    app = await connectAs(database.url, 'bencao_app');
    system = await connectAs(database.url, 'bencao_system');
    superuser = await connectAsSuperuser(database.superUrl);
    const sealer = newSealer();
    ids = [];
    for (const count of [5, 1, 20, 11]) {
      ids.push(...(await record(count)));
      await sealer.sealNow();
    }
    // In the order of their leaves.
    const rows: { fact_id: string }[] = await system.query(`select fact_id from ledger_leaf order by leaf_index`);
    ids = rows.map((row) => row.fact_id);
  });
  afterEach(async () => {
    await Promise.all([app, system, superuser].map((db) => db?.destroy()));
    await database?.drop();
    await rm(config.keysDir, { recursive: true, force: true });
  });

  it('or nobody does: it fits, and sealing goes on', async () => {
    await record(2);
    expect(await verifyProduct(config)).toMatchObject({
      facts: 39,
      leaves: 37n,
      checkpoints: 5,
      waiting: 2,
      misfit: undefined,
    });
    expect(await sealingAfterwards()).toBe('signed');
    expect(await verdict()).toBe('fits');
  });

  const EDITED = `replace(convert_from(bytes, 'UTF8'), '"grams":100', '"grams":900')`;
  const attacks: [string, string, (ids: string[]) => string][] = [
    [
      'edits a fact, bytes and copy alike',
      `update fact set bytes = convert_to(${EDITED}, 'UTF8'), body = ${EDITED}::jsonb where id = (select fact_id from ledger_leaf where leaf_index = 7)`,
      (f) => `fact ${f[7]}, leaf 7: the fact’s bytes are not those whose hash was sealed`,
    ],
    [
      'edits a fact and the hash of its leaf',
      `with edited as (update fact set bytes = convert_to(${EDITED}, 'UTF8'), body = ${EDITED}::jsonb
         where id = (select fact_id from ledger_leaf where leaf_index = 7) returning id, bytes)
       update ledger_leaf l set leaf_hash = sha256('\\x00'::bytea || e.bytes) from edited e where e.id = l.fact_id`,
      (f) => `fact ${f[7]}, leaf 7: the tree’s node at level 1, index 3 is not that of its leaves`,
    ],
    [
      'edits the copy to search in alone',
      `update fact set body = jsonb_set(body, '{open,grams}', '1') where id = (select fact_id from ledger_leaf where leaf_index = 9)`,
      (f) => `fact ${f[9]}, leaf 9: the copy to search in (body) does not say what the bytes say`,
    ],
    [
      'edits a column alone',
      `update fact set occurred_at = occurred_at - interval '40 days' where id = (select fact_id from ledger_leaf where leaf_index = 9)`,
      (f) => `fact ${f[9]}, leaf 9: occurred_at is `,
    ],
    [
      'moves a fact to another subject',
      `update fact_subject set subject_id = gen_random_uuid() where fact_id = (select fact_id from ledger_leaf where leaf_index = 4)`,
      (f) => `fact ${f[4]}, leaf 4: subjects is `,
    ],
    [
      'edits a sealed value',
      `update sealed_value set value = '{"fen":1}' where name = 'price' and fact_id = (select fact_id from ledger_leaf where leaf_index = 20)`,
      (f) => `fact ${f[20]}, leaf 20: the sealed value "price" does not open its commitment`,
    ],
    [
      'deletes a sealed value',
      `delete from sealed_value where name = 'actor' and fact_id = (select fact_id from ledger_leaf where leaf_index = 20)`,
      (f) => `fact ${f[20]}, leaf 20: the row of the sealed value "actor" is gone`,
    ],
    [
      'deletes a fact',
      `delete from fact where id = (select fact_id from ledger_leaf where leaf_index = 12)`,
      (f) => `fact ${f[12]}, leaf 12: the fact is gone`,
    ],
    [
      'deletes a fact with its leaf',
      `with gone as (delete from ledger_leaf where leaf_index = 12 returning fact_id) delete from fact where id in (select fact_id from gone)`,
      () => 'leaf 12: there is no leaf 12',
    ],
    [
      'inserts a fact past the ledger',
      `insert into fact select organisation_id, $1::text::uuid, type, visibility, occurred_at, recorded_at,
         convert_to(replace(convert_from(bytes, 'UTF8'), id::text, $1::text), 'UTF8'), replace(body::text, id::text, $1::text)::jsonb
       from fact limit 1`,
      () => `fact 01930000-0000-7000-8000-00000000f00d: it has no leaf and was never handed to the sequencer`,
    ],
    [
      'inserts a fact at an old place and moves the others up',
      `do $$ begin
         insert into fact select organisation_id, '01930000-0000-7000-8000-00000000f00d', type, visibility, occurred_at, recorded_at,
           convert_to(replace(convert_from(bytes, 'UTF8'), id::text, '01930000-0000-7000-8000-00000000f00d'), 'UTF8'),
           replace(body::text, id::text, '01930000-0000-7000-8000-00000000f00d')::jsonb from fact limit 1;
         insert into fact_subject select organisation_id, id, (body->'subjects'->>0)::uuid from fact where id = '01930000-0000-7000-8000-00000000f00d';
         update ledger_leaf set leaf_index = leaf_index + 1000 where leaf_index >= 6;
         update ledger_leaf set leaf_index = leaf_index - 999 where leaf_index >= 1000;
         insert into ledger_leaf select 6, id, sha256('\\x00'::bytea || bytes) from fact where id = '01930000-0000-7000-8000-00000000f00d';
       end $$`,
      () => 'fact 01930000-0000-7000-8000-00000000f00d, leaf 6: the row of the sealed value "actor" is gone',
    ],
    [
      'exchanges two facts',
      `do $$ declare third uuid; thirtieth uuid; begin
         select fact_id into third from ledger_leaf where leaf_index = 3;
         select fact_id into thirtieth from ledger_leaf where leaf_index = 30;
         update ledger_leaf set fact_id = gen_random_uuid() where leaf_index = 3;
         update ledger_leaf set fact_id = third where leaf_index = 30;
         update ledger_leaf set fact_id = thirtieth where leaf_index = 3;
       end $$`,
      (f) => `fact ${f[30]}, leaf 3: the fact’s bytes are not those whose hash was sealed`,
    ],
    [
      'exchanges two facts with their hashes',
      `do $$ begin
         update ledger_leaf set leaf_index = 1000 where leaf_index = 2;
         update ledger_leaf set leaf_index = 2 where leaf_index = 31;
         update ledger_leaf set leaf_index = 31 where leaf_index = 1000;
       end $$`,
      (f) => `fact ${f[3]}, leaf 3: the tree’s node at level 1, index 1 is not that of its leaves`,
    ],
    [
      'edits a node of the tree',
      `update ledger_node set hash = sha256('x') where level = 2 and index = 0`,
      (f) => `fact ${f[3]}, leaf 3: the tree’s node at level 2, index 0 is not that of its leaves`,
    ],
    [
      'cuts off the tail with its checkpoints',
      `do $$ begin
         delete from fact where id in (select fact_id from ledger_leaf where leaf_index >= 26);
         delete from ledger_leaf where leaf_index >= 26;
         delete from ledger_node where (index + 1) << level > 26;
         delete from ledger_checkpoint where tree_size > 26;
         delete from fact_subject where fact_id not in (select id from fact);
       end $$`,
      () =>
        `leaf 26: the checkpoint kept outside the database says 37 leaves, the database has 26: facts were cut off the end`,
    ],
    [
      'cuts off the tail and forgets its checkpoint',
      `do $$ begin
         delete from fact where id in (select fact_id from ledger_leaf where leaf_index >= 30);
         delete from ledger_leaf where leaf_index >= 30;
       end $$`,
      () => `the checkpoint of size 37 has only 30 leaves`,
    ],
    [
      'edits a signed note',
      `update ledger_checkpoint set note = replace(note, E'\\n26\\n', E'\\n25\\n') where tree_size = 26`,
      () => 'the checkpoint of size 26 in the database does not hold: ',
    ],
    [
      'deletes a checkpoint',
      `delete from ledger_checkpoint where tree_size = 37`,
      () => 'leaf 26: leaf 26 and those after it are under no checkpoint',
    ],
    [
      'names another key',
      `update ledger_key set fingerprint = repeat('0', 64)`,
      () => `the database names key ${'0'.repeat(64)} of `,
    ],
  ];
  // Old notes and sealed order are the verifier's business; what the sequencer builds upon is whole in these two.
  const signsOver = new Set(['edits a signed note']);

  it.each(attacks)('%s: named, and not signed over', async (attack, sql, expected) => {
    await tamper(sql, sql.includes('$1') ? ['01930000-0000-7000-8000-00000000f00d'] : []);
    const named = await verdict();
    expect(named).toContain(expected(ids));
    if (!signsOver.has(attack)) expect(await sealingAfterwards()).toMatch(/^refused/);
  });

  it('edits a fact and rebuilds the whole tree: the signature gives it away', async () => {
    const rows: { id: string; bytes: Buffer }[] = await superuser.query(
      `select f.id, f.bytes from fact f join ledger_leaf l on l.fact_id = f.id where leaf_index = 0`,
    );
    const forged = Buffer.from(rows[0]!.bytes.toString('utf8').replace(/"grams":\d+/, '"grams":1'));
    await tamper(`update fact set bytes = $1, body = convert_from($1, 'UTF8')::jsonb where id = $2`, [
      forged,
      rows[0]!.id,
    ]);
    await tamper(`update ledger_leaf set leaf_hash = $1 where leaf_index = 0`, [leafHash(forged)]);
    // Bottom up, as a patient forger would.
    for (let level = 1; level < 6; level++)
      await tamper(
        `update ledger_node n set hash = sha256('\\x01'::bytea || l.hash || r.hash)
           from (select 0 as level, leaf_index as index, leaf_hash as hash from ledger_leaf union all select * from ledger_node) l,
                (select 0 as level, leaf_index as index, leaf_hash as hash from ledger_leaf union all select * from ledger_node) r
          where n.level = ${level} and l.level = ${level - 1} and r.level = ${level - 1} and l.index = n.index * 2 and r.index = n.index * 2 + 1`,
      );
    expect(await verdict()).toContain('the checkpoint of size 5 in the database is not that of the first 5 leaves');
    expect(await sealingAfterwards()).toMatch(/^refused/);
  });

  it('puts an old state back: named, and not signed over; a checkpoint kept by somebody else finds it too', async () => {
    const theirs = join(config.keysDir, 'regulator');
    await cp(join(config.keysDir, 'ledger-checkpoint'), theirs);
    const name = new URL(database.url).pathname.slice(1);
    const old = `${name}_old`;
    const server = await connectAsSuperuser(Object.assign(new URL(database.superUrl), { pathname: '/postgres' }).href);
    await Promise.all([app, system, superuser].map((db) => db.destroy()));
    await server.query(`create database ${old} template ${name} owner bencao_owner`);
    const reconnect = async (): Promise<void> => {
      app = await connectAs(database.url, 'bencao_app');
      system = await connectAs(database.url, 'bencao_system');
      superuser = await connectAsSuperuser(database.superUrl);
    };
    await reconnect();
    await record(9);
    await newSealer().sealNow();
    expect(await verdict()).toBe('fits');
    await Promise.all([app, system, superuser].map((db) => db.destroy()));
    await server.query(`drop database ${name} with (force)`);
    await server.query(`alter database ${old} rename to ${name}`);
    await server.destroy();
    await reconnect();
    expect(await verdict()).toContain('the checkpoint kept outside the database says 46 leaves, the database has 37');
    expect(await sealingAfterwards()).toMatch(/^refused: .* an old state was put back/);
    // Without our own copy, anybody's will do: here the regulator's, older, still fits; a newer one would not.
    expect((await verifyProduct(config, [theirs])).misfit?.what).toContain('says 46');
  });

  it('goes on with a forked history under the real key: the checkpoint kept outside gives it away', async () => {
    const path = join(config.keysDir, 'ledger-checkpoint');
    const kept = await readFile(path, 'utf8');
    // The forger, with the real key at hand, drops the last batch, seals other facts in its place, and keeps that.
    await tamper(`do $$ begin
      delete from fact where id in (select fact_id from ledger_leaf where leaf_index >= 26);
      delete from ledger_leaf where leaf_index >= 26;
      delete from ledger_node where (index + 1) << level > 26;
      delete from ledger_checkpoint where tree_size > 26;
      delete from fact_subject where fact_id not in (select id from fact);
    end $$`);
    const [note] = await superuser.query(`select note from ledger_checkpoint where tree_size = 26`);
    await writeFile(path, note.note);
    await record(11);
    await newSealer().sealNow();
    expect(await verdict()).toBe('fits');
    // The honest copy comes back, as a regulator would hold it up.
    const theirs = join(config.keysDir, 'regulator');
    await writeFile(theirs, kept);
    const { misfit } = await verifyProduct(config, [theirs]);
    expect(misfit?.what).toMatch(
      /the first 37 leaves are not those that the checkpoint in .*regulator was signed over/,
    );
    await writeFile(path, kept);
    expect(await sealingAfterwards()).toMatch(/^refused: .* are not those of the checkpoint kept outside/);
  });

  it('puts another key in place: not started, nothing to compare with', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(join(config.keysDir, 'ledger-ed25519.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
    await expect(verifyProduct(config)).rejects.toThrow(/key or a checkpoint outside the database cannot be used/);
    await expect(newSealer().start()).rejects.toThrow(/is not the one that signed/);
  });

  it('erases a person after the time is up: the log fits as before, and the name is nowhere', async () => {
    await tamper(`update sealed_value set keep_until = now() where name = 'actor'`);
    expect(await inTx(system, 'system', (tx) => ledger.eraseExpired(tx))).toBe(37);
    expect(await verdict()).toBe('fits');
    expect(await sealingAfterwards()).toBe('signed');
    const [row] = await superuser.query(
      `select count(*)::int as n from sealed_value where value::text like '%${coop.name}%' and erased_at is not null`,
    );
    expect(row.n).toBe(0);
  });
});
