import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import type { Actor } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import type { JobView } from '../src/codes/job-view.js';
import type { Caller } from './support/caller.js';
import { CodeWorld } from './support/code-world.js';
import { needsRedis } from './support/needs.js';

let world: CodeWorld;
let maker: { actor: Actor; caller: Caller };
let stranger: { actor: Actor; caller: Caller };

async function open(settings: Record<string, string> = {}): Promise<void> {
  world = await CodeWorld.open(settings);
  maker = await world.demo('processor');
  stranger = await world.demo('factory');
}

/** Reads the events of a job until the server ends them. */
async function eventsOf(job: string): Promise<JobView[]> {
  const answer = await fetch(`${world.app.origin}/api/jobs/${job}/events`, {
    headers: { cookie: maker.caller.cookie! },
  });
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const text = await answer.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as JobView);
}

async function fileOf(job: string): Promise<{ status: number; headers: Headers; text: string }> {
  const answer = await fetch(`${world.app.origin}/api/jobs/${job}/files/codes.ndjson`, {
    headers: { cookie: maker.caller.cookie! },
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function completed(job: string): Promise<JobView> {
  for (const until = Date.now() + 60_000; ;) {
    const { body } = await maker.caller.get(`/api/jobs/${job}`);
    if (body.state === 'completed') return body;
    if (Date.now() > until) throw new Error(`the job is ${JSON.stringify(body)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** What must be true of a codes job whichever queue executes it. */
function tellTheStory(): void {
  it('codes for 2,500 packages: asked for once, followed by events, fetched as a list', async () => {
    const { lot } = await world.aBatch(maker.actor, 2_500);
    const asked = { id: newId(), count: 2_500, template: null };
    const answer = await maker.caller.post(`/api/batches/${lot}/codes`, asked);
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ id: asked.id, job: asked.id, findings: [] });

    const events = await eventsOf(answer.body.job);
    expect(events.at(-1)).toMatchObject({ state: 'completed', done: 2_500, total: 2_500 });
    const again = await maker.caller.post(`/api/batches/${lot}/codes`, asked);
    expect([again.status, again.body]).toEqual([200, answer.body]);

    const { body: job } = await maker.caller.get(`/api/jobs/${answer.body.job}`);
    const [file] = job.files;
    expect(file.name).toBe('codes.ndjson');
    const list = await fileOf(job.id);
    expect(list.status).toBe(200);
    expect(list.headers.get('content-disposition')).toBe('attachment; filename="codes.ndjson"');
    expect(list.headers.get('content-length')).toBe(String(file.bytes));
    expect(createHash('sha256').update(list.text).digest('hex')).toBe(file.sha256);
    expect(list.headers.get('repr-digest')).toBe(`sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`);
    const lines = list.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ serial }) => serial)).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1));
    expect(new Set(lines.map(({ code }) => code)).size).toBe(2_500);
    expect(Object.keys(lines[0])).toEqual(['serial', 'code', 'url']);

    const owed: unknown[] = await world.root.query(
      `select 1 from outbox where payload->>'job' = $1 and done_at is null`,
      [job.id],
    );
    expect(owed).toEqual([]);
  }, 90_000);

  it('a job cancelled while it runs ends without a file, and its packages are free', async () => {
    const { lot } = await world.aBatch(maker.actor, 300_000);
    const { body } = await maker.caller.post(`/api/batches/${lot}/codes`, { id: newId(), count: 300_000 });
    for (const until = Date.now() + 30_000; Date.now() < until;) {
      const { body: job } = await maker.caller.get(`/api/jobs/${body.job}`);
      if (job.done > 0) break;
    }
    const cancelled = await maker.caller.post(`/api/jobs/${body.job}/cancel`, { id: newId() });
    expect(cancelled.status).toBe(201);
    expect((await eventsOf(body.job)).at(-1)).toMatchObject({ state: 'cancelled', files: [] });
    expect(await world.counts(lot)).toEqual({ live: 0, packages: 300_000 });

    const next = await maker.caller.post(`/api/batches/${lot}/codes`, { id: newId(), count: 10 });
    expect(await completed(next.body.job)).toMatchObject({ done: 10 });
    const { body: first } = await maker.caller.get(`/api/jobs/${body.job}`);
    expect(first).toMatchObject({ state: 'cancelled', files: [] });
  }, 120_000);

  it('five jobs at once are all made, each with its own codes', async () => {
    const { lot } = await world.aBatch(maker.actor, 5_000);
    const jobs: string[] = [];
    for (let part = 0; part < 5; part++) {
      const { body } = await maker.caller.post(`/api/batches/${lot}/codes`, { id: newId(), count: 1_000 });
      jobs.push(body.job);
    }
    const codes = new Set<string>();
    for (const job of jobs) {
      await completed(job);
      const { text } = await fileOf(job);
      for (const line of text.trimEnd().split('\n')) codes.add(JSON.parse(line).code);
    }
    expect(codes.size).toBe(5_000);
    expect(await world.counts(lot)).toEqual({ live: 5_000, packages: 5_000 });
  }, 90_000);
}

describe('codes on the PostgreSQL queue', () => {
  beforeAll(() => open());
  afterAll(() => world?.close());
  tellTheStory();

  it('are refused in words a person can act on', async () => {
    const { lot } = await world.aBatch(maker.actor, 5);
    const post = (body: object, caller = maker.caller) =>
      caller.post(`/api/batches/${lot}/codes`, { id: newId(), ...body });
    expect(await post({ count: 6 })).toMatchObject({ status: 409, body: { code: 'codes/packages-exceeded', left: 5 } });
    // A lot that no room of batches knows has nothing a label could say.
    expect(await post({ count: 5, template: '60x40' })).toMatchObject({
      status: 422,
      body: { code: 'codes/not-a-batch' },
    });
    for (const body of [
      { count: 0 },
      { count: 1.5 },
      { count: '5' },
      { count: 1, template: 'x' },
      {},
      { count: 1, more: 1 },
    ]) {
      const answer = await post(body);
      expect([body, answer.status]).toEqual([body, 400]);
    }
    expect((await post({ count: 1 }, stranger.caller)).status).toBe(404);
    expect((await maker.caller.post(`/api/batches/${newId()}/codes`, { id: newId(), count: 1 })).status).toBe(404);
    expect((await maker.caller.post(`/api/batches/not-a-uuid/codes`, { id: newId(), count: 1 })).status).toBe(400);
    expect(await world.counts(lot)).toEqual({ live: 0, packages: 5 });
  });

  it('are nobody else’s: job, events, file and cancel are not found for another organisation', async () => {
    const { lot } = await world.aBatch(maker.actor, 5);
    const { body } = await maker.caller.post(`/api/batches/${lot}/codes`, { id: newId(), count: 5 });
    await completed(body.job);
    for (const path of ['', '/events', '/files/codes.ndjson']) {
      expect((await stranger.caller.get(`/api/jobs/${body.job}${path}`)).status).toBe(404);
    }
    expect((await stranger.caller.post(`/api/jobs/${body.job}/cancel`, { id: newId() })).status).toBe(404);
    expect((await fetch(`${world.app.origin}/api/jobs/${body.job}`)).status).toBe(401);
    expect((await maker.caller.get(`/api/jobs/${body.job}/files/..%2f..%2fkeys`)).status).toBe(404);
    expect(await maker.caller.post(`/api/jobs/${body.job}/cancel`, { id: newId() })).toMatchObject({
      ...{ status: 409, body: { code: 'codes/job-finished' } },
    });
  });

  describe('the picture of a code', () => {
    beforeAll(async () => {
      const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
      await prepareZXingModule({
        overrides: { wasmBinary: Uint8Array.from(readFileSync(wasm)).buffer },
        fireImmediately: true,
      });
    });

    it('is read by a decoder we did not write, and says the address of this very code', async () => {
      const { code } = await world.aBatch(maker.actor, 0);
      for (const [written, scale] of [
        [code, ''],
        [code.toLowerCase(), '?scale=3'],
      ] as const) {
        const image = await fetch(`${world.app.origin}/api/codes/${written}/qr.png${scale}`);
        expect(image.headers.get('content-type')).toBe('image/png');
        expect(image.headers.get('cache-control')).toMatch(/^public/);
        const found = await readBarcodes(new Uint8Array(await image.arrayBuffer()), { formats: ['QRCode'] });
        expect(found.map(({ text }) => text)).toEqual([`HTTP://TRACE.TEST/T/${code}`]);
      }
      const svg = await fetch(`${world.app.origin}/api/codes/${code}/qr.svg`);
      expect(svg.headers.get('content-type')).toMatch(/^image\/svg\+xml/);
      expect(await svg.text()).toMatch(/^<svg .*<\/svg>$/s);
    });

    it('is not drawn for a code that was not issued, and a slip is called a slip', async () => {
      const { code } = await world.aBatch(maker.actor, 0);
      const get = async (text: string) => (await fetch(`${world.app.origin}/api/codes/${text}/qr.png`)).json();
      expect(await get('nothing')).toMatchObject({ status: 404, code: 'codes/no-such-code' });
      const slip = code.slice(0, 9) + (code[9] === '7' ? '8' : '7') + code.slice(10);
      expect(await get(slip)).toMatchObject({ status: 404, code: 'codes/mistyped' });
      expect((await fetch(`${world.app.origin}/api/codes/${code}/qr.png?scale=1000`)).status).toBe(400);
    });
  });
});

needsRedis('codes on the Redis queue', (redis) => {
  // A group of its own, so that the product is stopped before its Redis.
  describe('as on PostgreSQL', () => {
    beforeAll(() => open({ REDIS_URL: redis.url }));
    afterAll(() => world?.close());
    tellTheStory();
  });
});
