import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '../../src/platform/config/config.js';
import { readSecrets, writeSecrets } from '../../src/platform/embedded/cluster-secrets.js';
import { EmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';

/** A database of one test file: the migrated schema, no rows but what migrations put there. */
export interface TestDatabase {
  /** For DATABASE_URL: the login without rights of its own; a connection takes a role with `-c role=…`. */
  url: string;
  /** The same database for migrations; the same login, which may take bencao_owner. */
  ownerUrl: string;
  /** The same database as superuser: for tests that tamper. */
  superUrl: string;
  /** Ends its sessions and removes it. */
  drop(): Promise<void>;
}

interface Cluster {
  url: string;
  superUrl: string;
}

const CACHE = join(process.cwd(), '.test');

/**
 * Clones a fresh database from the migrated template (some 50 ms). The first call of a jest run starts the run's own
 * PostgreSQL; jest-global-teardown.mjs stops it. The cluster with its template is kept in .test/ under a hash of the
 * migrations, so a second run neither makes a cluster nor migrates.
 *
 * @param options durable: on a second cluster with fsync on, for the product in its production settings, which refuses
 *   to run without
 */
export async function cloneDatabase({ durable = false } = {}): Promise<TestDatabase> {
  const cluster = await testCluster(durable);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(cluster.superUrl, `create database ${name} template template_bencao owner bencao_owner`);
  const at = (url: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  return {
    url: at(cluster.url),
    ownerUrl: at(cluster.url),
    superUrl: at(cluster.superUrl),
    drop: () => onServer(cluster.superUrl, `drop database if exists ${name} with (force)`),
  };
}

/** The PostgreSQL server of this jest run, with fsync off unless asked; its template is migrated. */
export async function testCluster(durable = false): Promise<Cluster> {
  const run = process.env['BENCAO_TEST_RUN'];
  if (run === undefined) throw new Error('BENCAO_TEST_RUN is missing: run tests through jest with its global setup');
  const directory = join(run, durable ? 'durable' : 'cluster');
  const ready = `${directory}.json`;
  return underLock(`${run}.lock`, async () => {
    if (existsSync(ready)) return JSON.parse(readFileSync(ready, 'utf8')) as Cluster;
    const cached = join(CACHE, `postgres-${migrationsHash()}`);
    if (existsSync(cached)) copy(cached, directory);
    const cluster = await startAt(directory, durable);
    if (!existsSync(cached)) {
      await makeTemplate(cluster);
      await cluster.stop();
      keep(directory, cached);
      const again = await startAt(directory, durable);
      return remember(ready, { url: again.url, superUrl: again.superUrl });
    }
    return remember(ready, { url: cluster.url, superUrl: cluster.superUrl });
  });
}

function startAt(directory: string, durable: boolean): Promise<EmbeddedPostgres> {
  return EmbeddedPostgres.start({
    directory,
    durable,
    settings: { shared_buffers: '64MB', max_wal_size: '256MB', autovacuum: 'on', log_min_messages: 'warning' },
  });
}

async function makeTemplate(cluster: EmbeddedPostgres): Promise<void> {
  await onServer(cluster.superUrl, 'drop database if exists template_bencao with (force)');
  await onServer(cluster.superUrl, 'create database template_bencao owner bencao_owner');
  await onServer(cluster.superUrl, 'revoke all on database template_bencao from public');
  // CONNECT is not copied with a template's rows but asked again for each clone; the login gets it for all of them.
  const url = Object.assign(new URL(cluster.url), { pathname: '/template_bencao' }).href;
  await onServer(cluster.superUrl, 'grant connect, temporary on database template_bencao to bencao');
  const { migrate } = await import('../../src/migrate.js');
  await migrate(loadConfig({ NODE_ENV: 'test', DATABASE_URL: url }));
}

/** Everything that decides what the migrated template looks like. */
function migrationsHash(): string {
  const hash = createHash('sha256');
  const folder = join(process.cwd(), 'migrations');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  for (const file of [
    'src/migrate.ts',
    'src/data-source.ts',
    'src/platform/embedded/bootstrap-roles.ts',
    'package.json',
  ]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function copy(from: string, to: string): void {
  // cp keeps the owner (PostgreSQL refuses a data directory of somebody else) and is many times faster than fs.cp.
  mkdirSync(to, { recursive: true });
  execFileSync('cp', ['-a', `${from}/.`, to]);
  // Every run remembers the same port; each chooses one of its own instead of meeting there.
  const secrets = readSecrets(to);
  writeSecrets(to, { ...secrets, port: 0 });
}

/** Puts a stopped cluster into the cache, whole or not at all, and drops what older migrations left there. */
function keep(directory: string, cached: string): void {
  mkdirSync(CACHE, { recursive: true });
  const making = `${cached}.${process.pid}`;
  copy(directory, making);
  for (const entry of readdirSync(CACHE)) {
    if (/^postgres-[0-9a-f]{16}$/.test(entry)) rmSync(join(CACHE, entry), { recursive: true, force: true });
  }
  try {
    renameSync(making, cached);
  } catch {
    rmSync(making, { recursive: true, force: true }); // another run was quicker
  }
}

function remember(file: string, cluster: Cluster): Cluster {
  writeFileSync(`${file}.new`, JSON.stringify(cluster), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return cluster;
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** One jest worker at a time, over processes: mkdir succeeds for exactly one. */
async function underLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + 120_000; ;) {
    try {
      mkdirSync(directory);
      break;
    } catch {
      if (Date.now() > until) throw new Error(`waited too long for ${directory}`);
      await new Promise((done) => setTimeout(done, 30));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
