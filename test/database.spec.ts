import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from './support/database.js';

describe('the database of a test file', () => {
  let mine: TestDatabase;
  let other: TestDatabase;

  beforeAll(async () => {
    [mine, other] = [await cloneDatabase(), await cloneDatabase()];
  }, 120_000);

  afterAll(async () => {
    await mine.drop();
    await other.drop();
  });

  const as = async <T>(url: string, role: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: url, options: `-c role=${role}` });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };

  it('has the migrated schema, owned by bencao_owner', async () => {
    const { rows } = await as(mine.url, 'bencao_owner', (client) =>
      client.query<{ tableowner: string }>(`select distinct tableowner from pg_tables where schemaname = 'public'`),
    );
    expect(rows).toEqual([{ tableowner: 'bencao_owner' }]);
  });

  it('is nobody else’s: rows written in one are not in another', async () => {
    await as(mine.ownerUrl, 'bencao_owner', (client) => client.query('create table scratch as select 1 as n'));
    await expect(as(other.ownerUrl, 'bencao_owner', (client) => client.query('table scratch'))).rejects.toThrow(
      /does not exist/,
    );
  });

  it('lets each of the three roles in through the one login', async () => {
    for (const role of ['bencao_app', 'bencao_system', 'bencao_owner']) {
      const { rows } = await as(mine.url, role, (client) => client.query<{ me: string }>('select current_user as me'));
      expect(rows).toEqual([{ me: role }]);
    }
  });
});
