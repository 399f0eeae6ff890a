import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { cloneDatabase, type TestDatabase } from '../../../test/support/database.js';
import { loadConfig } from '../config/config.js';
import { newId } from '../ids.js';
import { dataSourceOptions } from './database.module.js';
import { inTx } from './tx.js';

let database: TestDatabase;
let db: DataSource;
const scope = { organisationId: newId(), personId: newId() };

beforeAll(async () => {
  database = await cloneDatabase();
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, DATABASE_POOL: '1' });
  db = await new DataSource(dataSourceOptions(config, 'bencao_app', [])).initialize();
});
afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

const SETTINGS = `select current_setting('app.tenant', true) as tenant, current_setting('app.region', true) as region`;

describe('a scoped transaction', () => {
  it('carries its tenant to its end and not one statement further, on the same connection', async () => {
    const [inside] = await inTx(db, { ...scope, region: `14'; drop table act; --` }, (tx) => tx.query(SETTINGS));
    expect(inside).toEqual({ tenant: scope.organisationId, region: `14'; drop table act; --` });
    expect(await db.query(SETTINGS)).toEqual([{ tenant: '', region: '' }]);
  });

  it('rolls back as a whole, tells the first error, and leaves the connection fit for the next', async () => {
    const outbox = `insert into outbox (id, topic, payload) values ($1, 'x', '{}')`;
    const id = newId();
    const failing = inTx(db, scope, async (tx) => {
      await tx.query(outbox, [id]);
      // Sent together: the second is answered with "the transaction is aborted", which is nobody's cause.
      await Promise.all([tx.query('select 1/0'), tx.query('select 1')]);
    });
    await expect(failing).rejects.toThrow('division by zero');
    await inTx(db, scope, (tx) => tx.query(outbox, [id])); // would collide had the first one stayed
  });

  it('nests by savepoints', async () => {
    const left = await inTx(db, scope, async (tx) => {
      await tx.query(`insert into outbox (id, topic, payload) values ($1, 'outer', '{}')`, [newId()]);
      await tx.transaction(async (inner) => inner.query('select 1/0')).catch(() => undefined);
      return tx.query('select 2 as n') as Promise<unknown>;
    });
    expect(left).toEqual([{ n: 2 }]);
  });
});

describe('a statement marked keep', () => {
  it('is parsed once for its connection', async () => {
    for (const n of [1, 2, 3]) await db.query('/* keep: one-more */ select $1::int + 1 as n', [n]);
    await db.query('select $1::int as n', [1]);
    const kept: { name: string }[] = await db.query('select name from pg_prepared_statements');
    expect(kept.map(({ name }) => name)).toEqual(['one-more']);
  });
});
