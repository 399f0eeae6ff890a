import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { PrintJobs } from '../src/codes/print-jobs.service.js';
import type { JobView } from '../src/codes/job-view.js';
import type { Actor } from '../src/platform/http/actor.js';
import { CodeWorld } from './support/code-world.js';
import { needsRedis } from './support/needs.js';

const COUNT = 400_000;
const KILLS = 3;
let world: CodeWorld;
const workers: ChildProcess[] = [];

/** A worker process on the same database, files and keys, such as can be killed. */
function startWorker(settings: Record<string, string>): ChildProcess {
  const worker = spawn(process.execPath, ['--import', './test/support/ts-loader.mjs', 'src/main.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      ...{ NODE_ENV: 'test', ROLE: 'worker', HOST: '127.0.0.1', PORT: '0', DEMO: 'off', LOG_LEVEL: 'fatal' },
      ...{ PUBLIC_URL: 'http://trace.test', DATABASE_URL: world.app.database.url, DATA_DIR: world.app.dataDir },
      ...settings,
    },
  });
  workers.push(worker);
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) throw new Error(`the worker ended by itself`);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
}

/** Waits until the job is so far, or over. */
async function until(actor: Actor, job: string, far: (view: JobView) => boolean): Promise<JobView> {
  for (const end = Date.now() + 180_000; ;) {
    const view = await world.get(PrintJobs).view(actor, job);
    if (far(view)) return view;
    if (Date.now() > end) throw new Error(`the job stands at ${JSON.stringify(view)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

function survive(settings: () => Record<string, string>, forget: () => Promise<void>): void {
  beforeAll(async () => {
    world = await CodeWorld.open({ ROLE: 'web', ...settings() });
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) if (worker.exitCode === null) worker.kill('SIGKILL');
  });
  afterAll(() => world?.close());

  it(`a worker killed ${KILLS} times in mid-issue: every serial once, in order, nothing left over`, async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, COUNT);
    const { job } = (await world.requestCodes(actor, lot, COUNT)).answer;
    let done = 0;
    const silences: number[] = [];
    for (let round = 1; round <= KILLS; round++) {
      const worker = startWorker(settings());
      // Where a worker is left alive, this is how long the job stood still; here the start of a process is in it.
      const asleep = Date.now();
      const first = done;
      await until(actor, job, (now) => now.done > first);
      silences.push(Date.now() - asleep);
      const view = await until(actor, job, (now) => now.done >= first + 20_000 || now.state === 'completed');
      await kill(worker);
      expect(view.state).toBe('active');
      done = view.done;
    }
    startWorker(settings());
    console.info(`from the start of a worker to the next chunk: ${silences.join(', ')} ms`);
    const over = await until(actor, job, ({ state }) => state === 'completed');
    expect(over).toMatchObject({ done: COUNT, total: COUNT, files: [{ name: 'codes.ndjson' }] });

    const { stream } = await world.get(PrintJobs).download(actor, job, 'codes.ndjson');
    const lines = (await text(stream)).trimEnd().split('\n');
    expect(lines.length).toBe(COUNT);
    lines.forEach((line, index) => {
      if (!line.startsWith(`{"serial":${index + 1},"code":"`)) throw new Error(`line ${index + 1} is ${line}`);
    });
    expect(await world.counts(lot)).toEqual({ live: COUNT, packages: COUNT });
    const [row] = (await world.root.query(`select run from print_job where id = $1`, [job])) as { run: number }[];
    expect(row!.run).toBeGreaterThan(KILLS);
  }, 600_000);

  it('a second worker that lives goes on within seconds of the kill, not when BullMQ calls the job stalled', async () => {
    const MANY = 1_000_000; // long enough that the second worker has started before the first is done
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, MANY);
    const { job } = (await world.requestCodes(actor, lot, MANY)).answer;
    const one = startWorker(settings());
    await until(actor, job, (now) => now.done > 10_000);
    startWorker(settings()); // idle: the job is taken
    await new Promise((ready) => setTimeout(ready, 8_000));
    if ((await world.get(PrintJobs).view(actor, job)).state === 'completed') throw new Error('too fast to be killed');
    await kill(one);
    const killed = Date.now();
    const { done } = await world.get(PrintJobs).view(actor, job);
    await until(actor, job, (now) => now.done > done || now.state === 'completed');
    const silence = Date.now() - killed;
    console.info(`another worker went on ${silence} ms after the kill`);
    expect(silence).toBeLessThan(15_000);
    await until(actor, job, ({ state }) => state === 'completed');
    expect(await world.counts(lot)).toEqual({ live: MANY, packages: MANY });
  }, 600_000);

  it('the queue forgets everything in mid-issue: both the job that runs and the one that waits are finished, once', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 300_000);
    startWorker(settings());
    const jobs: string[] = [];
    for (let part = 0; part < 3; part++) jobs.push((await world.requestCodes(actor, lot, 100_000)).answer.job);
    await until(actor, jobs[0]!, (now) => now.done > 5_000);
    await forget();
    for (const job of jobs) await until(actor, job, ({ state }) => state === 'completed');
    const serials = new Set<number>();
    for (const job of jobs) {
      const { stream } = await world.get(PrintJobs).download(actor, job, 'codes.ndjson');
      for (const line of (await text(stream)).trimEnd().split('\n')) serials.add(JSON.parse(line).serial as number);
    }
    expect(serials.size).toBe(300_000);
    expect(await world.counts(lot)).toEqual({ live: 300_000, packages: 300_000 });
  }, 600_000);
}

/** Empties the tables of BullMQ: as if somebody had thrown the queue away. */
async function forgetPostgres(): Promise<void> {
  const tables: { name: string }[] = await world.root.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename like '%job%'`,
  );
  for (const { name } of tables) await world.root.query(`delete from ${name}`);
}

describe('codes on the PostgreSQL queue', () => survive(() => ({}), forgetPostgres));

needsRedis('codes on the Redis queue', (redis) => {
  // A group of its own, so that the product is stopped before its Redis.
  const flush = async (): Promise<void> => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  };
  describe('as on PostgreSQL', () => survive(() => ({ REDIS_URL: redis.url }), flush));
});
