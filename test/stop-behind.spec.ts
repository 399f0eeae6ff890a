import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { Ledger } from '../src/ledger/ledger.service.js';
import { Sealer } from '../src/ledger/sealer.service.js';
import { loadConfig } from '../src/platform/config/config.js';
import { inReadingTx } from '../src/platform/db/reading-tx.js';
import { inTx } from '../src/platform/db/tx.js';
import { scopeOf } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { run, type Running } from '../src/run.js';
import { connectAs, connectAsSuperuser, newActor } from './support/data-sources.js';
import { cloneDatabase, type TestDatabase } from './support/database.js';

/** Facts that wait: four batches of the sequencer, sixteen rounds of the pages that follow it. */
const FACTS = 8_000;

describe('a stop shortly after the start, with a day’s backlog', () => {
  let database: TestDatabase;
  let dataDir: string;
  let superuser: DataSource;
  let app: DataSource;

  const start = (): Promise<Running> =>
    run(
      loadConfig({
        ...{ NODE_ENV: 'test', HOST: '127.0.0.1', PORT: '0', DEMO: 'off', DATA_DIR: dataDir },
        DATABASE_URL: database.url,
      }),
    );
  const countOf = async (sql: string): Promise<number> =>
    Number(((await superuser.query(`select count(*) as n from ${sql}`)) as { n: string }[])[0]!.n);

  beforeAll(async () => {
    database = await cloneDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'bencao-behind-'));
    app = await connectAs(database.url, 'bencao_app');
    superuser = await connectAsSuperuser(database.superUrl);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([app, superuser].map((db) => db?.destroy()));
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('breaks off the audit in the middle of a statement', async () => {
    const running = await start();
    const sealer = running.app.get(Sealer);
    let began = (): void => undefined;
    const auditing = new Promise<void>((resolve) => (began = resolve));
    sealer.addAudit(async (tx) => {
      began();
      await tx.query('select pg_sleep(600)');
      return undefined;
    });
    await auditing;
    await running.stop();
    expect(
      await countOf(
        `pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and state = 'active' and pid <> pg_backend_pid()`,
      ),
    ).toBe(0);
    expect(sealer.sealingRefusal()).toBeUndefined();
  }, 60_000);

  it('does not wait until everything is sealed and sent', async () => {
    const actor = newActor();
    const ledger = new Ledger();
    for (let done = 0; done < FACTS; done += 2_000) {
      const facts = Array.from({ length: 2_000 }, () => ({
        ...{ type: 'backlog.waits', visibility: 'public' as const, occurredAt: '2026-08-23T17:05:00+08:00' },
        ...{ subjects: [newId()], open: {} },
      }));
      await inTx(app, scopeOf(actor), (tx) => ledger.recordMany(tx, actor, facts));
    }
    await superuser.query(
      `insert into outbox (id, topic, payload) select uuidv7(), 'rewrite-pages', jsonb_build_object('fact', id) from fact limit 3000`,
    );
    const running = await start();
    await running.stop();
    expect(await countOf('fact_unsealed')).toBeGreaterThan(0);
    expect(await countOf('outbox where sent_at is null')).toBeGreaterThan(0);
  }, 60_000);

  it('cancels nothing that comes after on the same connection', async () => {
    const system = await connectAs(database.url, 'bencao_system');
    for (let n = 0; n < 20; n += 1) {
      const stopping = new AbortController();
      const broken = inReadingTx(system, stopping.signal, (tx) => tx.query('select pg_sleep(600)'));
      setTimeout(() => stopping.abort(), n);
      await expect(broken).rejects.toThrow();
      const after = await Promise.all(Array.from({ length: 8 }, () => system.query('select 1 as one')));
      expect(after.flat()).toEqual(Array.from({ length: 8 }, () => ({ one: 1 })));
    }
    await system.destroy();
  }, 60_000);
});
