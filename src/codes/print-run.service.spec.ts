import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import { CodeWorld } from '../../test/support/code-world.js';
import { Config } from '../platform/config/config.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { FileStore, type Draft } from '../platform/storage/file-store.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { ChunkThreads } from './artifacts/chunk-threads.service.js';
import { CodesService } from './codes.service.js';
import { LabelFonts } from './labels/label-fonts.service.js';
import { MAX_FAILURES } from './print-job.queries.js';
import { PrintJobs } from './print-jobs.service.js';
import { PrintRun } from './print-run.service.js';

let world: CodeWorld;
beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web', LOG_LEVEL: 'silent' }); // nobody but the tests runs jobs
});
afterAll(() => world?.close());

/** The real store, with something done before each append: to fail, or to stop like a killed process. */
class TouchyStore extends FileStore {
  resumedAt: number | undefined;
  constructor(
    private readonly real: FileStore,
    private readonly beforeAppend: (count: number) => Promise<void>,
  ) {
    super();
  }
  async draft(name: string): Promise<Draft> {
    return this.touchy(await this.real.draft(name));
  }
  async resume(from: string, bytes: number, name: string): Promise<Draft | undefined> {
    const draft = await this.real.resume(from, bytes, name);
    if (draft) this.resumedAt = bytes;
    return draft && this.touchy(draft);
  }
  discardDrafts = (prefix: string) => this.real.discardDrafts(prefix);
  open = (sha256: string) => this.real.open(sha256);
  erase = (sha256: string) => this.real.erase(sha256);
  readDraft = (name: string, bytes: number) => this.real.readDraft(name, bytes);
  private touchy(draft: Draft): Draft {
    let count = 0;
    return {
      append: async (bytes) => {
        await this.beforeAppend(++count);
        await draft.append(bytes);
      },
      checkpoint: () => draft.checkpoint(),
      publish: () => draft.publish(),
      leave: () => draft.leave(),
      discard: () => draft.discard(),
    };
  }
}

/** A worker process of its own, as far as the job can tell. */
function aWorker(beforeAppend: (count: number) => Promise<void> = async () => undefined): {
  run: PrintRun;
  store: TouchyStore;
} {
  const store = new TouchyStore(world.get(FileStore), beforeAppend);
  const system = world.app.running.app.get(getDataSourceToken('system') as never, { strict: false });
  const [keys, config] = [world.get(CodeKeyRing), world.get(Config)];
  return { run: new PrintRun(system, store, keys, config, world.get(LabelFonts), world.get(ChunkThreads)), store };
}

/** A gate: who comes waits until it is opened. */
function aGate(): { wait: () => Promise<void>; arrived: Promise<void>; open: () => void } {
  let arrive!: () => void;
  let open!: () => void;
  const arrived = new Promise<void>((done) => (arrive = done));
  const opened = new Promise<void>((done) => (open = done));
  return { wait: () => (arrive(), opened), arrived, open };
}

async function aJob(packages: number): Promise<{ actor: Actor; lot: string; job: string }> {
  const actor = await world.anActor();
  const { lot } = await world.aBatch(actor, packages);
  return { actor, lot, job: (await world.requestCodes(actor, lot, packages)).answer.job };
}

const view = (actor: Actor, job: string) => world.get(PrintJobs).view(actor, job);
const leaseRunsOut = (job: string) =>
  world.root.query(`update print_job set heard_at = heard_at - interval '1 minute' where id = $1`, [job]);
const drafts = async (job: string) =>
  (await readdir(join(world.app.dataDir, 'files/drafts'))).filter((name) => name.startsWith(job));

/** The lines of codes.ndjson, each checked against its own code. */
async function listOf(actor: Actor, job: string): Promise<number[]> {
  const { stream, sha256, bytes } = await world.get(PrintJobs).download(actor, job, 'codes.ndjson');
  const content = await text(stream);
  expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  expect(Buffer.byteLength(content)).toBe(bytes);
  expect(content.endsWith('\n')).toBe(true);
  return content
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { serial, code, url } = JSON.parse(line) as { serial: number; code: string; url: string };
      const read = world.get(CodesService).decode(code);
      if (read.verdict !== 'genuine' || read.serial !== serial || url !== `HTTP://TRACE.TEST/T/${code}`) {
        throw new Error(`wrong line: ${line}`);
      }
      return serial;
    });
}
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a codes job', () => {
  it('makes the list of all its codes, in order', async () => {
    const { actor, lot, job } = await aJob(2_345);
    expect(await view(actor, job)).toMatchObject({ state: 'waiting', done: 0, total: 2_345, files: [], lot });
    await aWorker().run.run(job);
    const done = await view(actor, job);
    expect(done).toMatchObject({ state: 'completed', done: 2_345, total: 2_345, error: null });
    expect(done.files).toEqual([
      { name: 'codes.ndjson', bytes: expect.any(Number), sha256: expect.any(String), expiresAt: expect.any(String) },
    ]);
    expect(await listOf(actor, job)).toEqual(upTo(2_345));
    expect(await drafts(job)).toEqual([]);
  });

  it('is done once, however often it is run', async () => {
    const { actor, job } = await aJob(1_500);
    await Promise.all([aWorker().run.run(job), aWorker().run.run(job), aWorker().run.run(job)]);
    await aWorker().run.run(job);
    expect(await listOf(actor, job)).toEqual(upTo(1_500));
    await aWorker().run.run(newId()); // a job that never was
  });

  it('goes on after a kill in the middle of a chunk, with no serial twice, and the dead run stays without effect', async () => {
    const { actor, job } = await aJob(4_200);
    const gate = aGate();
    const killed = aWorker(async (count) => (count === 3 ? gate.wait() : undefined));
    const ghost = killed.run.run(job);
    await gate.arrived;
    expect(await view(actor, job)).toMatchObject({ state: 'active', done: 2_000 });

    const early = aWorker();
    await early.run.run(job); // the lease has not run out: the first run may be alive
    expect(await view(actor, job)).toMatchObject({ state: 'active', done: 2_000 });

    await leaseRunsOut(job);
    const next = aWorker();
    await next.run.run(job);
    expect(next.store.resumedAt).toBeGreaterThan(0);
    gate.open();
    await ghost;
    expect(await view(actor, job)).toMatchObject({ state: 'completed', done: 4_200 });
    expect(await listOf(actor, job)).toEqual(upTo(4_200));
    expect(await drafts(job)).toEqual([]);
  });

  it('begins anew with the same codes when the draft is lost with its machine', async () => {
    const { actor, job } = await aJob(3_100);
    const gate = aGate();
    const ghost = aWorker(async (count) => (count === 3 ? gate.wait() : undefined)).run.run(job);
    await gate.arrived;
    await leaseRunsOut(job);
    for (const name of await drafts(job)) await rm(join(world.app.dataDir, 'files/drafts', name));
    const next = aWorker();
    await next.run.run(job);
    gate.open();
    await ghost;
    expect(next.store.resumedAt).toBeUndefined();
    expect(await listOf(actor, job)).toEqual(upTo(3_100));
  });

  it('says that the disk is full, and goes on when there is room', async () => {
    const { actor, job } = await aJob(2_500);
    const full = aWorker(async (count) => {
      if (count === 2) throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
    });
    await expect(full.run.run(job)).rejects.toThrow(/no space/);
    expect(await view(actor, job)).toMatchObject({
      ...{ state: 'waiting', done: 1_000, files: [] },
      error: { en: expect.stringMatching(/disk is full/) },
    });
    await aWorker().run.run(job);
    expect(await view(actor, job)).toMatchObject({ state: 'completed', error: null });
    expect(await listOf(actor, job)).toEqual(upTo(2_500));
  });

  it('is given up after many failures in a row; cancelling it frees the packages', async () => {
    const { actor, lot, job } = await aJob(1_000);
    const broken = aWorker(async () => {
      throw new Error('this disk is broken');
    });
    for (let run = 1; run <= MAX_FAILURES; run++) await expect(broken.run.run(job)).rejects.toThrow(/broken/);
    expect(await view(actor, job)).toMatchObject({ state: 'failed', files: [], finishedAt: expect.any(String) });
    await aWorker().run.run(job);
    expect(await view(actor, job)).toMatchObject({ state: 'failed' });
    await world.get(PrintJobs).cancel(actor, job, newId());
    expect(await world.counts(lot)).toEqual({ live: 0, packages: 1_000 });
  });

  it('is left to the next worker when its process stops', async () => {
    const { actor, job } = await aJob(3_000);
    const stopping = aWorker(async (count) => (count === 2 ? stopping.run.onModuleDestroy() : undefined));
    await expect(stopping.run.run(job)).rejects.toThrow(/left to the next worker/);
    expect(await view(actor, job)).toMatchObject({ state: 'waiting', done: 2_000 });
    const next = aWorker();
    await next.run.run(job);
    expect(next.store.resumedAt).toBeGreaterThan(0);
    expect(await listOf(actor, job)).toEqual(upTo(3_000));
  });
});

describe('a cancelled job', () => {
  it('stops, leaves no file, makes its codes void and its packages free', async () => {
    const { actor, lot, job } = await aJob(4_000);
    const gate = aGate();
    const run = aWorker(async (count) => (count === 3 ? gate.wait() : undefined)).run.run(job);
    await gate.arrived;
    const cancelId = newId();
    const cancelled = await world.get(PrintJobs).cancel(actor, job, cancelId);
    expect(cancelled.answer).toMatchObject({ id: cancelId, job, findings: [] });
    expect((await world.get(PrintJobs).cancel(actor, job, cancelId)).replayed).toBe(true);
    gate.open();
    await run;
    expect(await view(actor, job)).toMatchObject({ state: 'cancelled', files: [], done: 2_000 });
    expect(await drafts(job)).toEqual([]);
    expect(await world.counts(lot)).toEqual({ live: 0, packages: 4_000 });
    await expect(world.get(PrintJobs).download(actor, job, 'codes.ndjson')).rejects.toMatchObject({
      kind: 'not-found',
    });

    const again = await world.requestCodes(actor, lot, 4_000);
    expect(again.answer.serials).toEqual([{ first: 1, last: 4_000 }]);
    await aWorker().run.run(again.answer.job);
    expect(await listOf(actor, again.answer.job)).toEqual(upTo(4_000));
    expect(await world.counts(lot)).toEqual({ live: 4_000, packages: 4_000 });
  });

  it('tells whoever scans one of its codes that it is void', async () => {
    const { actor, lot, job } = await aJob(1_000);
    const rows: { no: string }[] = await world.root.query(`select range_no as no from code_range where job_id = $1`, [
      job,
    ]);
    const { codes, newestKeyId } = world.get(CodeKeyRing);
    const code = codes.encode(newestKeyId, { kind: 'package', range: Number(rows[0]!.no), serial: 7 });
    expect(await world.get(CodesService).resolve(code)).not.toHaveProperty('voided');
    await world.get(PrintJobs).cancel(actor, job, newId());
    expect(await world.get(CodesService).resolve(code)).toMatchObject({
      ...{ verdict: 'issued', lotId: lot, serial: 7 },
      voided: { at: expect.any(Date), reason: 'job-cancelled' },
    });
  });

  it('cannot be cancelled when it is finished, nor by a stranger', async () => {
    const { actor, job } = await aJob(10);
    const stranger = await world.anActor();
    await expect(world.get(PrintJobs).cancel(stranger, job, newId())).rejects.toMatchObject({ kind: 'not-found' });
    await expect(view(stranger, job)).rejects.toMatchObject({ kind: 'not-found' });
    await aWorker().run.run(job);
    await expect(world.get(PrintJobs).cancel(actor, job, newId())).rejects.toMatchObject({
      code: 'codes/job-finished',
    });
    await expect(world.get(PrintJobs).download(stranger, job, 'codes.ndjson')).rejects.toMatchObject({
      kind: 'not-found',
    });
  });
});
