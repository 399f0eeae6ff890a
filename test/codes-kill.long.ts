import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { text } from 'node:stream/consumers';
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

function survive(settings: () => Record<string, string>): void {
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
    for (let round = 1; round <= KILLS; round++) {
      const worker = startWorker(settings());
      const view = await until(actor, job, (now) => now.done >= done + 20_000 || now.state === 'completed');
      await kill(worker);
      expect(view.state).toBe('active');
      done = view.done;
    }
    startWorker(settings());
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
}

describe('codes on the PostgreSQL queue', () => survive(() => ({})));

needsRedis('codes on the Redis queue', (redis) => {
  // A group of its own, so that the product is stopped before its Redis.
  describe('as on PostgreSQL', () => survive(() => ({ REDIS_URL: redis.url })));
});
