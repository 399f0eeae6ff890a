import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { isAlive } from './postmaster.js';

const settings = { shared_buffers: '16MB', max_connections: 20 };
let directory: string;
let server: EmbeddedPostgres | undefined;

const start = async (supervise = false): Promise<EmbeddedPostgres> => {
  server = await EmbeddedPostgres.start({ directory, settings, supervise });
  return server;
};

async function ask<T extends object>(url: string, sql: string, options = ''): Promise<T> {
  const client = new pg.Client({ connectionString: url, options });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows[0]!;
  } finally {
    await client.end();
  }
}

async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (const until = Date.now() + 20_000; ;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

describe('EmbeddedPostgres', () => {
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'bencao-embedded-'));
  });

  afterEach(async () => {
    await server?.stop();
    server = undefined;
    rmSync(directory, { recursive: true, force: true });
  });

  it('is a durable PostgreSQL 18 with checksums, and its login may do nothing without a role', async () => {
    const { url, superUrl } = await start();
    expect(
      await ask(
        superUrl,
        `select current_setting('server_version_num')::int / 10000 as version, current_setting('fsync') as fsync,
           current_setting('synchronous_commit') as commit, current_setting('data_checksums') as checksums,
           current_setting('server_encoding') as encoding, current_setting('listen_addresses') as listens,
           (select string_agg(t, '' order by t collate "zh-x-icu") from unnest(array['赵','安','连']) t) as pinyin`,
      ),
    ).toEqual({
      version: 18,
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      encoding: 'UTF8',
      listens: '127.0.0.1',
      pinyin: '安连赵',
    });
    expect(await ask(url, 'select current_user as me', '-c role=bencao_owner')).toEqual({ me: 'bencao_owner' });
    await expect(ask(url, 'create table forgotten_role ()')).rejects.toThrow(/permission denied/);
    await expect(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
  });

  it('starts below a directory that only root may enter', async () => {
    chmodSync(directory, 0o700);
    const { superUrl, pid } = await start();
    expect(await ask(superUrl, 'select 1 as one')).toEqual({ one: 1 });
    if (process.getuid?.() === 0) expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\b/m);
  });

  it('remembers port, passwords and rows over a clean stop, and keeps the secrets to itself', async () => {
    const first = await start();
    const { url, pid } = first;
    await ask(url, 'create table kept as select 37 as growers', '-c role=bencao_owner');
    await first.stop();
    expect(isAlive(pid!)).toBe(false);
    expect(readFileSync(join(directory, 'postgres.log'), 'utf8')).toContain('database system is shut down');
    expect(statSync(join(directory, 'postgres.json')).mode & 0o777).toBe(0o600);

    const second = await start();
    expect(second.url).toBe(url);
    expect(await ask(url, 'select growers from kept', '-c role=bencao_owner')).toEqual({ growers: 37 });
  });

  it('lives in a session of its own, so that Ctrl-C of the terminal does not reach it', async () => {
    const { pid } = await start();
    const [, , group, session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    expect([Number(group), Number(session)]).toEqual([pid, pid]);
  });

  it('finds and stops the server that a process killed with -9 left behind, and loses no committed row', async () => {
    const child = spawn(
      process.execPath,
      ['--import', './test/support/ts-loader.mjs', 'test/support/embedded-child.ts', directory],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const left = JSON.parse(line.toString()) as { pid: number; url: string };
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(left.pid)).toBe(true);

    const { pid, url } = await start();
    expect(pid).not.toBe(left.pid);
    expect(isAlive(left.pid)).toBe(false);
    expect(await ask(url, 'select grams from kept', '-c role=bencao_owner')).toEqual({ grams: 1250 });
  });

  it('is started again on the same port when the server itself is killed with -9', async () => {
    const supervised = await start(true);
    const { pid, url } = supervised;
    await ask(url, 'create table kept as select 1250 as grams', '-c role=bencao_owner');
    process.kill(pid!, 'SIGKILL');
    await eventually(async () => {
      expect(supervised.pid).not.toBe(pid);
      expect(await ask(url, 'select grams from kept', '-c role=bencao_owner')).toEqual({ grams: 1250 });
    });
  });

  it('starts over a postmaster.pid whose process is dead', async () => {
    const first = await start();
    process.kill(first.pid!, 'SIGKILL');
    await eventually(() => Promise.resolve(expect(first.pid).toBeUndefined()));
    const again = await start();
    expect(await ask(again.superUrl, 'select 1 as one')).toEqual({ one: 1 });
  });
});
