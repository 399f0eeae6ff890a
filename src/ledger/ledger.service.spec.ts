import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { connectAs, connectAsSuperuser, newActor } from '../../test/support/data-sources.js';
import { cloneDatabase, type TestDatabase } from '../../test/support/database.js';
import { canonicalBytes } from '../platform/canonical-json.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import type { NewFact } from './fact.js';
import { Ledger } from './ledger.service.js';
import { opensCommitment } from './sealed-value.js';

describe('Ledger', () => {
  let database: TestDatabase;
  let app: DataSource;
  let system: DataSource;
  let superuser: DataSource;
  const ledger = new Ledger();
  const coop = newActor();
  const lot = newId();
  const harvested: NewFact = {
    type: 'planting.harvested',
    visibility: 'public',
    occurredAt: '2026-08-23T17:05:00+08:00',
    subjects: [lot],
    open: { part: '果实', grams: 1_520_500, 备注: '晴，𠀀"\\' },
    sealed: { price: { fen: 1200, per: 'kg' } },
  };
  const record = (actor: Actor, fact: NewFact) =>
    inTx(app, scopeOf(actor), (tx) => ledger.record(tx, actor, fact)).then(({ factId }) => factId);

  beforeAll(async () => {
    database = await cloneDatabase();
    app = await connectAs(database.url, 'bencao_app');
    system = await connectAs(database.url, 'bencao_system');
    superuser = await connectAsSuperuser(database.superUrl);
  });
  afterAll(async () => {
    await Promise.all([app, system, superuser].map((db) => db?.destroy()));
    await database?.drop();
  });

  it('keeps the exact bytes: what is read back is canonical and byte-equal', async () => {
    const factId = await record(coop, harvested);
    const [row] = await system.query(`select bytes, body, organisation_id, recorded_at from fact where id = $1`, [
      factId,
    ]);
    const fact = JSON.parse(row.bytes.toString('utf8'));
    expect(canonicalBytes(fact)).toEqual(row.bytes);
    expect(canonicalBytes(row.body)).toEqual(row.bytes);
    expect(fact).toMatchObject({ id: factId, organisation: coop.organisation.id, open: harvested.open });
    expect(Math.abs(Date.parse(fact.recordedAt) - Date.now())).toBeLessThan(60_000);
    expect(row.recorded_at.toISOString()).toBe(fact.recordedAt);
  });

  it('seals the acting person and every sealed value; the bytes hold only commitments', async () => {
    const factId = await record(coop, harvested);
    const { facts, opened } = await inTx(app, scopeOf(coop), async (tx) => ({
      facts: await ledger.facts(tx, [factId]),
      opened: await ledger.openedValues(tx, [factId]),
    }));
    expect(opened.map(({ name, value }) => [name, value])).toEqual([
      ['actor', { person: coop.personId, name: '张三', role: 'clerk' }],
      ['price', { fen: 1200, per: 'kg' }],
    ]);
    for (const { name, value, salt } of opened)
      expect(opensCommitment({ factId, name, value }, salt!, facts[0]!.sealed[name]!)).toBe(true);
    expect(JSON.stringify(facts[0])).not.toMatch(/张三|1200/);
  });

  it('records a thousand facts in one call, each with its own id, in order', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ ...harvested, subjects: [newId()], open: { i } }));
    const recorded = await inTx(app, scopeOf(coop), (tx) => ledger.recordMany(tx, coop, many));
    const rows = await system.query(`select id, body->'open'->>'i' as i from fact where id = any($1)`, [
      recorded.map(({ factId }) => factId),
    ]);
    const numberOf = new Map(rows.map((row: { id: string; i: string }) => [row.id, Number(row.i)]));
    expect(recorded.map(({ factId }) => numberOf.get(factId))).toEqual(many.map((_, i) => i));
  });

  it('finds facts by subject', async () => {
    const subject = newId();
    const first = await record(coop, { ...harvested, subjects: [subject, newId()] });
    const second = await record(coop, { ...harvested, subjects: [subject] });
    const found = await inTx(app, scopeOf(coop), (tx) => ledger.factsAbout(tx, [subject, newId()]));
    expect(found.map(({ id }) => id)).toEqual([first, second]);
  });

  it('shows public facts to everyone, party facts to the organisation and the parties, sealed values to the organisation', async () => {
    const buyer = newActor('李四');
    const stranger = newActor('王五');
    const subject = newId();
    const open = await record(coop, { ...harvested, subjects: [subject] });
    const party: NewFact = { ...harvested, visibility: 'party', subjects: [subject], parties: [buyer.organisation.id] };
    const confidential = await record(coop, party);
    const seenBy = (actor: Actor) =>
      inTx(app, scopeOf(actor), async (tx) => ({
        facts: (await ledger.factsAbout(tx, [subject])).map(({ id }) => id),
        subjects: (await tx.query(`select 1 from fact_subject where subject_id = $1`, [subject])).length as number,
        values: (await ledger.openedValues(tx, [open, confidential])).length,
      }));
    expect(await seenBy(coop)).toEqual({ facts: [open, confidential], subjects: 2, values: 4 });
    expect(await seenBy(buyer)).toEqual({ facts: [open, confidential], subjects: 2, values: 0 });
    expect(await seenBy(stranger)).toEqual({ facts: [open], subjects: 1, values: 0 });
    expect(await app.query(`select id from fact where id = any($1)`, [[open, confidential]])).toEqual([{ id: open }]);
  });

  it('does not record in another organisation’s name', async () => {
    const impostor = { ...newActor(), organisation: coop.organisation };
    const scope = scopeOf(newActor());
    await expect(inTx(app, scope, (tx) => ledger.record(tx, impostor, harvested))).rejects.toThrow(
      /row-level security/,
    );
  });

  it('leaves nothing when the transaction fails', async () => {
    const subject = newId();
    const failing = inTx(app, scopeOf(coop), async (tx) => {
      await ledger.record(tx, coop, { ...harvested, subjects: [subject] });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await system.query(`select 1 from fact_subject where subject_id = $1`, [subject])).toEqual([]);
  });

  describe('is append-only', () => {
    const tables = [
      'fact',
      'fact_subject',
      'fact_party',
      'ledger_leaf',
      'ledger_node',
      'ledger_checkpoint',
      'ledger_key',
    ];
    beforeAll(async () => {
      await record(coop, { ...harvested, visibility: 'party', parties: [newId()] });
      await superuser.query(`
        insert into ledger_leaf select 0, (select id from fact limit 1), sha256('a');
        insert into ledger_node values (1, 0, sha256('a'));
        insert into ledger_checkpoint values (1, sha256('a'), 'note');
        insert into ledger_key values ('f', 'o', 'k')`);
    });

    it.each(tables)(
      '%s refuses UPDATE, DELETE and TRUNCATE to the application, the owner and the superuser',
      async (table) => {
        const [{ column }] = await superuser.query(
          `select column_name as column from information_schema.columns where table_name = $1 limit 1`,
          [table],
        );
        const changes = [
          `update ${table} set "${column}" = "${column}"`,
          `delete from ${table}`,
          `truncate ${table} cascade`,
        ];
        for (const sql of changes) {
          await expect(app.query(sql)).rejects.toThrow(/permission denied/);
          await expect(superuser.query(sql)).rejects.toThrow(/never changed/);
          // A replica's session would skip ordinary triggers; these fire always.
          const asReplica = superuser.transaction(async (tx) => {
            await tx.query(`set local session_replication_role = replica`);
            await tx.query(sql);
          });
          await expect(asReplica).rejects.toThrow(/never changed/);
        }
      },
    );

    it('sealed values are erased after their time and not before, and are never changed', async () => {
      const factId = await record(coop, harvested);
      const erase = () => inTx(system, 'system', (tx) => ledger.eraseExpired(tx));
      expect(await erase()).toBe(0);
      const change = (sql: string) => system.query(`update sealed_value set ${sql} where fact_id = $1`, [factId]);
      await expect(change(`value = '1'`)).rejects.toThrow(/only kept longer/);
      await expect(change(`salt = sha256('x')`)).rejects.toThrow(/only kept longer/);
      await expect(change(`keep_until = now()`)).rejects.toThrow(/only kept longer/);
      await expect(change(`value = null, salt = null, erased_at = now()`)).rejects.toThrow(/only kept longer/);
      await change(`keep_until = keep_until + interval '1 year'`);
      await expect(system.query(`delete from sealed_value`)).rejects.toThrow(/permission denied/);
      await expect(app.query(`update sealed_value set value = null`)).rejects.toThrow(/permission denied/);

      await superuser.query(`alter table sealed_value disable trigger sealed_value_is_only_erased`);
      await superuser.query(`update sealed_value set keep_until = now() where fact_id = $1`, [factId]);
      await superuser.query(`alter table sealed_value enable always trigger sealed_value_is_only_erased`);
      expect(await erase()).toBe(2);
      const opened = await inTx(app, scopeOf(coop), (tx) => ledger.openedValues(tx, [factId]));
      expect(opened.map(({ value, salt }) => [value, salt])).toEqual([
        [null, null],
        [null, null],
      ]);
    });
  });
});
