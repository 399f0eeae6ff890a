import { createHmac, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { CodeKeyRing } from '../../src/codes/code-key-ring.service.js';
import { PackageCodes } from '../../src/codes/package-codes.service.js';
import { PrintRun } from '../../src/codes/print-run.service.js';
import { LotsService } from '../../src/lots/lots.service.js';
import { LotPackages } from '../../src/lots/packages.service.js';
import { inTx } from '../../src/platform/db/tx.js';
import { scopeOf } from '../../src/platform/http/actor.js';
import { newId } from '../../src/platform/ids.js';
import { Relay } from '../../src/platform/outbox/relay.service.js';
import { copyIn } from '../bare/copy-in.js';
import type { Comparison } from '../rounds.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

const LIST = amount(100_000, 2_000);
const MANY = amount(1_000_000, 20_000);
/** J1: jobs of this many QR pictures, so many of them one after another. */
const PICTURES = amount(5_000, 200);
const PICTURE_JOBS = amount(3, 1);

/** Q4, J1 and C1: a list of codes from request to file, what the queue costs, and codes alone as they grow. */
export async function issuingCases(stage: Stage): Promise<Comparison[]> {
  await stage.bare.query(
    `create table bare.code (code text primary key, batch integer not null, serial integer not null)`,
  );
  return [
    {
      ...{ goal: 'Q4', what: '100,000 codes, request to list ready', unit: 'ms', kind: 'time', wanted: 2.5 },
      ...{ ours: () => listMs(stage, LIST), bare: () => rawMs(stage, LIST), bareName: 'random + HMAC + COPY + CSV' },
    },
    {
      // Processor time: the queue's waiting is no work, and a busy neighbour is not the queue.
      ...{ goal: 'J1', what: 'QR jobs through BullMQ', unit: 'CPU ms', kind: 'time', wanted: 1.03 },
      ...{
        ours: () => throughQueueMs(stage),
        bare: () => withoutQueueMs(stage),
        bareName: 'the same jobs called directly',
      },
    },
    {
      ...{ goal: 'C1', what: '1,000,000 codes alone, each', unit: 'ns', kind: 'time', wanted: 1.1 },
      ...{
        ours: async () => codeNs(stage, MANY),
        bare: async () => codeNs(stage, MANY / 10),
        bareName: 'each of 100,000',
      },
    },
    {
      ...{ goal: 'C2', what: 'a list of 1,000,000, each code', unit: 'µs', kind: 'time', wanted: 1.1 },
      ...{
        ours: async () => ((await listMs(stage, MANY)) * 1_000) / MANY,
        bare: async () => ((await listMs(stage, LIST)) * 1_000) / LIST,
        bareName: 'each of 100,000',
      },
    },
  ];
}

const get = <T>(stage: Stage, token: abstract new (...args: never[]) => T): T =>
  stage.running.app.get(token as never, { strict: false });

/** A batch of the cooperative in so many packages. */
async function aBatch(stage: Stage, packages: number): Promise<string> {
  const { coop } = stage;
  const lot = newId();
  const db: DataSource = stage.running.app.get(getDataSourceToken() as never, { strict: false });
  await inTx(db, scopeOf(coop), async (tx) => {
    await get(stage, LotsService).born(tx, coop, {
      ...{ id: lot, kind: 'batch', herb: 'LIANQIAO', variant: '青翘', number: `BENCH-${lot}`, quantity: packages },
      ...{ region: '141026', bornAt: '2025-09-01T08:00:00+08:00', factId: newId(), actId: lot, origins: [] },
    });
    const packing = { lot, count: packages, gramsEach: 1, actId: newId(), factId: newId() };
    await get(stage, LotPackages).pack(tx, coop, packing);
  });
  return lot;
}

async function request(stage: Stage, lot: string, count: number, formats?: 'png'[]): Promise<string> {
  const wish = formats ? { formats } : {};
  const { answer } = await get(stage, PackageCodes).request(stage.coop, lot, { id: newId(), count, ...wish });
  return answer.job;
}

async function completed(stage: Stage, jobs: readonly string[]): Promise<void> {
  for (;;) {
    const { rows } = await stage.bare.query<{ state: string; n: number }>(
      `select state, count(*)::int as n from public.print_job where id = any($1) group by 1`,
      [jobs],
    );
    if (rows.some(({ state }) => state === 'failed')) throw new Error('a job failed');
    if (rows.length === 1 && rows[0]!.state === 'completed') return;
    await pause(25);
  }
}

async function listMs(stage: Stage, count: number): Promise<number> {
  const lot = await aBatch(stage, count);
  const began = performance.now();
  await completed(stage, [await request(stage, lot, count)]);
  return performance.now() - began;
}

/** The raw steps: drawn codes with a keyed check each, as rows by COPY, and as a file on the disk. */
async function rawMs(stage: Stage, count: number): Promise<number> {
  const key = randomBytes(32);
  const path = join(stage.directory, `raw-${newId()}.csv`);
  const client = await stage.bare.connect();
  try {
    const began = performance.now();
    const rows: string[] = [];
    for (let serial = 1; serial <= count; serial += 1) {
      const drawn = randomBytes(10).toString('hex').toUpperCase();
      const check = createHmac('sha256', key).update(drawn).digest('hex').slice(0, 12).toUpperCase();
      rows.push(`${drawn}${check}`);
    }
    const chunks: Buffer[] = [];
    for (let from = 0; from < count; from += 10_000) {
      const lines = rows.slice(from, from + 10_000).map((code, index) => `${code}\t1\t${from + index + 1}\n`);
      chunks.push(Buffer.from(lines.join('')));
    }
    await copyIn(client, 'copy bare.code from stdin', chunks);
    const file = await open(path, 'w');
    for (let from = 0; from < count; from += 10_000) {
      const lines = rows
        .slice(from, from + 10_000)
        .map((code, index) => `${from + index + 1},${code},HTTP://TRACE.TEST/T/${code}\n`);
      await file.write(lines.join(''));
    }
    await file.sync();
    await file.close();
    return performance.now() - began;
  } finally {
    client.release();
    await rm(path, { force: true });
  }
}

/** Jobs one after another as the product runs them: outbox, relay, BullMQ, worker. */
async function throughQueueMs(stage: Stage): Promise<number> {
  const lots = await batches(stage);
  const began = process.cpuUsage();
  for (const lot of lots) await completed(stage, [await request(stage, lot, PICTURES, ['png'])]);
  return cpuMs(began);
}

/** The same jobs, their work called by hand while the relay rests: nothing goes into a queue. */
async function withoutQueueMs(stage: Stage): Promise<number> {
  const lots = await batches(stage);
  const relay = get(stage, Relay);
  await relay.stop();
  try {
    const began = process.cpuUsage();
    for (const lot of lots) {
      const job = await request(stage, lot, PICTURES, ['png']);
      const { rows } = await stage.bare.query<{ id: string }>(
        `select id from public.outbox where payload->>'job' = $1`,
        [job],
      );
      await get(stage, PrintRun).run(job, rows[0]!.id);
    }
    return cpuMs(began);
  } finally {
    relay.start();
  }
}

/** Milliseconds of processor since then, in all threads of this process. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

async function batches(stage: Stage): Promise<string[]> {
  const lots: string[] = [];
  for (let n = 0; n < PICTURE_JOBS; n += 1) lots.push(await aBatch(stage, PICTURES));
  return lots;
}

/** Nanoseconds a code, made in chunks and thrown away: a million in runs of `length`. */
function codeNs(stage: Stage, length: number): number {
  const { codes, newestKeyId } = get(stage, CodeKeyRing);
  const began = performance.now();
  for (let range = 1; range <= MANY / length; range += 1)
    for (let serial = 1; serial <= length; serial += 1_000)
      codes.encodeRun(newestKeyId, { kind: 'package', range, serial }, 1_000);
  return ((performance.now() - began) * 1e6) / MANY;
}
