import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { JobView } from '../src/codes/job-view.js';
import { PrintJobs } from '../src/codes/print-jobs.service.js';
import { newId } from '../src/platform/ids.js';
import type { Actor } from '../src/platform/http/actor.js';
import type { Caller } from './support/caller.js';
import { CodeWorld } from './support/code-world.js';
import { needs } from './support/needs.js';

const COUNT = 60_000;
/** The list of so many codes has about 5.6 MB. */
const DISK = '16m';
const BALLAST = 13_000_000;

const disk = mkdtempSync(join(tmpdir(), 'bencao-small-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'tmpfs', disk]).status === 0;
needs('small disk of its own (mount as root)', mounted, 'a disk that fills up in mid-issue', () => {
  let world: CodeWorld;
  let maker: { actor: Actor; caller: Caller };
  beforeAll(async () => {
    world = await CodeWorld.open({ DATA_DIR: disk, KEYS_DIR: join(disk, 'keys'), LOG_LEVEL: 'silent' });
    maker = await world.demo('processor');
  }, 60_000);
  afterAll(async () => {
    await world?.close().catch(() => undefined); // the folder itself stays: it is a mount
    spawnSync('umount', [disk]);
    rmSync(disk, { recursive: true, force: true });
  });

  const viewOf = async (job: string): Promise<JobView> => (await maker.caller.get(`/api/jobs/${job}`)).body;
  async function until(job: string, far: (view: JobView) => boolean): Promise<JobView> {
    for (const end = Date.now() + 60_000; ;) {
      const view = await viewOf(job);
      if (far(view)) return view;
      if (Date.now() > end) throw new Error(`the job stands at ${JSON.stringify(view)}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  it('leaves a clear state, gives nothing away half, and goes on to the same codes when there is room', async () => {
    const ballast = join(disk, 'ballast');
    await writeFile(ballast, Buffer.alloc(BALLAST));
    const { lot } = await world.aBatch(maker.actor, COUNT);
    const { body } = await maker.caller.post(`/api/batches/${lot}/codes`, { id: newId(), count: COUNT });
    const full = await until(body.job, ({ error }) => error !== null);
    expect(full).toMatchObject({
      state: 'waiting',
      files: [],
      error: { en: expect.stringMatching(/the disk is full/) },
    });
    expect(full.done).toBeGreaterThan(0);
    expect(full.done).toBeLessThan(COUNT);
    // Pages and acts go on meanwhile: only the list needs the room.
    expect((await maker.caller.get(`/api/batches/${lot}/codes`)).body).toMatchObject({
      issued: COUNT,
      underway: COUNT,
    });

    await unlink(ballast);
    expect((await maker.caller.post(`/api/jobs/${body.job}/retry`, { id: newId() })).status).toBe(201);
    const over = await until(body.job, ({ state }) => state === 'completed');
    expect(over).toMatchObject({ done: COUNT, error: null, files: [{ name: 'codes.ndjson' }] });
    const { stream } = await world.get(PrintJobs).download(maker.actor, body.job, 'codes.ndjson');
    const lines = (await text(stream)).trimEnd().split('\n');
    lines.forEach((line, index) => {
      if (!line.startsWith(`{"serial":${index + 1},"code":"`)) throw new Error(`line ${index + 1} is ${line}`);
    });
    expect(lines.length).toBe(COUNT);
    expect(readdirSync(join(disk, 'files/drafts'))).toEqual([]);
    expect(await world.counts(lot)).toEqual({ live: COUNT, packages: COUNT });
  }, 180_000);
});
