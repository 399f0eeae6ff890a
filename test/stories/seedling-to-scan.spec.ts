import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../../seeds/demo-identities.js';
import { demoGrowers } from '../../seeds/demo-growers.js';
import { demoId } from '../../seeds/demo-id.js';
import { REJECTED_BATCH, RELEASED_BATCH, tellDemonstration } from '../../seeds/demonstration.js';
import { IdentityService } from '../../src/identity/identity.service.js';
import { misfitText } from '../../src/ledger/page-check.js';
import { Sealer } from '../../src/ledger/sealer.service.js';
import { verifyProduct } from '../../src/verify-ledger.js';
import { newId } from '../../src/platform/ids.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { Caller, signedIn } from '../support/caller.js';

/** The demonstration is the story: told once over real HTTP, then looked at by everybody it concerns. */
let app: TestApp;
let nobody: Caller;
let clerk: Caller;
let released: { code: string };
let rejected: { code: string };

beforeAll(async () => {
  app = await startTestApp();
  await seedDemoIdentities(app.running.app.get(IdentityService, { strict: false }));
  await tellDemonstration({
    origin: app.origin,
    password: DEMO_PASSWORD,
    laboratory: DEMO_ORGANISATIONS.laboratory.id,
  });
  nobody = new Caller(app.origin);
  clerk = await signedIn(app.origin, 'clerk', DEMO_PASSWORD);
  released = (await clerk.get(`/api/batches/${RELEASED_BATCH}`)).body;
  rejected = (await clerk.get(`/api/batches/${REJECTED_BATCH}`)).body;
}, 120_000);
afterAll(() => app?.stop());

const storyOf = async (code: string) => (await nobody.get(`/api/trace/${code}`)).body;

describe('安泽青翘, from 37 growers to a released batch', () => {
  it('a scan says that it is valid, and tells every chapter in order with its proof', async () => {
    const story = await storyOf(released.code);
    expect(story.verdict.code).toBe('valid');
    expect(story.kind).toBe('batch');
    expect(story.batch).toMatchObject({
      id: RELEASED_BATCH,
      number: 'QQ-141026-20250809-01',
      herb: expect.anything(),
      variant: '青翘',
    });
    expect(story.sources).toMatchObject({ plots: 37, growers: 37, harvests: 37 });
    const times = story.chapters.map((chapter: { at: string }) => Date.parse(chapter.at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    for (const chapter of story.chapters)
      for (const fact of chapter.facts) expect(fact.factId).toMatch(/^[0-9a-f-]{36}$/);
    expect(story.reports).toHaveLength(1);
    expect(JSON.stringify(story.reports[0])).toMatch(/连翘苷/);
  });

  it('its 37 sources sum to exactly 100 percent', async () => {
    const quality = await signedIn(app.origin, 'quality', DEMO_PASSWORD);
    const { body } = await quality.get(`/api/lots/${RELEASED_BATCH}/ancestors`);
    const harvests = new Set(
      body.lots.filter((lot: { kind: string }) => lot.kind === 'harvest').map((lot: { id: string }) => lot.id),
    );
    const shares = body.shares.filter(({ lot }: { lot: string }) => harvests.has(lot));
    expect(shares).toHaveLength(37);
    // Percentages are decimal strings; they are added as whole numbers of their last digit.
    const digits = Math.max(...shares.map(({ percent }: { percent: string }) => (percent.split('.')[1] ?? '').length));
    const sum = shares.reduce((total: bigint, { percent }: { percent: string }) => {
      const [whole, rest = ''] = percent.split('.');
      return total + BigInt(whole + rest.padEnd(digits, '0'));
    }, 0n);
    expect(sum).toBe(100n * 10n ** BigInt(digits));
  });

  it('nothing personal, no coordinate and no price is in the page or its JSON', async () => {
    const growers = demoGrowers(37);
    for (const path of [`/t/${released.code}`, `/api/trace/${released.code}`, `/t/${released.code}?lang=en`]) {
      const { text } = await nobody.get(path);
      for (const { name, ring } of growers) {
        expect(text).not.toContain(name);
        expect(text).not.toContain(String(ring[0]![0]));
      }
      for (const secret of ['陈思敏', '周国梁', '刘玉兰', '18.00', '16.50']) expect(text).not.toContain(secret);
    }
  });

  it('each of the 500 package codes opens the same batch, in any case of letters; no 501st was issued', async () => {
    const job = demoId('qingqiao/codes');
    const until = Date.now() + 30_000;
    let state = '';
    while (state !== 'completed' && Date.now() < until) state = (await clerk.get(`/api/jobs/${job}`)).body.state;
    expect(state).toBe('completed');
    const lines = (await clerk.get(`/api/jobs/${job}/files/codes.ndjson`)).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(lines.map(({ code }) => code)).size).toBe(500);
    for (const { code, url } of [lines[0], lines[249], lines[499]]) {
      expect(url).toBe(`HTTP://TRACE.TEST/T/${code}`);
      expect((await storyOf(code)).batch.id).toBe(RELEASED_BATCH);
      expect((await nobody.get(`/t/${code.toLowerCase()}`)).status).toBe(200);
    }
    const more = await clerk.post(`/api/batches/${RELEASED_BATCH}/codes`, { id: newId(), count: 1, template: null });
    expect(more.status).toBe(409);
  });

  it('the QR image is read by a decoder that is not ours', async () => {
    const response = await fetch(`${app.origin}/api/codes/${released.code}/qr.png`);
    expect(response.status).toBe(200);
    const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
    const wasmBinary = Uint8Array.from(readFileSync(wasm)).buffer;
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    const [found] = await readBarcodes(await response.blob(), { formats: ['QRCode'] });
    expect(found?.text).toBe(`HTTP://TRACE.TEST/T/${released.code}`);
  });

  it('a code with one wrong character is called a slip; a forged and a never issued one get the same page', async () => {
    const wrong = released.code.slice(0, 5) + (released.code[5] === '7' ? '8' : '7') + released.code.slice(6);
    const slip = await nobody.get(`/t/${wrong}`);
    expect(slip.status).toBe(404);
    expect(slip.text).toMatch(/typing|typed|输错/i);
    const malformed = await nobody.get('/t/NOT-A-CODE');
    expect(malformed.status).toBe(404);
    expect((await nobody.get('/t/ANOTHER')).text).toBe(malformed.text);
  });
});

describe('the batch picked too early', () => {
  it('warns who scans it, shows no certificate and keeps its story', async () => {
    const story = await storyOf(rejected.code);
    expect(story.verdict.code).toBe('rejected');
    expect(story.reports).toEqual([]);
    expect(story.chapters.length).toBeGreaterThan(3);
    const { text, status } = await nobody.get(`/t/${rejected.code}`, { 'accept-language': 'zh-CN' });
    expect(status).toBe(200);
    expect(text).toMatch(/不合格/);
    expect(text).not.toMatch(/连翘苷/);
  });

  it('gets no package codes', async () => {
    const refusal = await clerk.post(`/api/batches/${REJECTED_BATCH}/codes`, { id: newId(), count: 1, template: null });
    expect(refusal.status).toBe(409);
  });

  it('cannot be released, and the refusal names the red lines', async () => {
    const quality = await signedIn(app.origin, 'quality', DEMO_PASSWORD);
    const checklist = (await quality.get(`/api/batches/${REJECTED_BATCH}/release-checklist`)).body;
    expect(JSON.stringify(checklist)).toContain('red');
    const refusal = await quality.post(`/api/batches/${REJECTED_BATCH}/release`, {
      id: newId(),
      password: DEMO_PASSWORD,
    });
    expect(refusal.status).toBe(409);
    expect(refusal.text).toMatch(/R-21/);
  });
});

describe('the ledger', () => {
  const verdict = async (): Promise<string> => {
    const { misfit } = await verifyProduct(app.running.config);
    return misfit === undefined ? 'fits' : misfitText(misfit);
  };

  it('fits the whole story; a failed result made to pass, and another reviewer, are named', async () => {
    await app.running.app.get(Sealer, { strict: false }).sealNow();
    expect(await verdict()).toBe('fits');
    const superuser = new pg.Client({ connectionString: app.database.superUrl });
    await superuser.connect();
    const change = (table: string, sql: string) =>
      superuser.query(`alter table ${table} disable trigger all; ${sql}; alter table ${table} enable trigger all`);
    try {
      await change(
        'report_result',
        `update report_result set value = '0.99' where item = 'phillyrin' and value = '0.11'`,
      );
      expect(await verdict()).toMatch(/report_result\.value of .* is "0\.99", the fact says "0\.11"/);
      await change(
        'report_result',
        `update report_result set value = '0.11' where item = 'phillyrin' and value = '0.99'`,
      );
      await change('report', `update report set reviewer = '别人'`);
      expect(await verdict()).toMatch(/report\.reviewer of .* is not what was sealed as reviewer/);
      await change('report', `update report set reviewer = '周国梁'`);
      expect(await verdict()).toBe('fits');
    } finally {
      await superuser.end();
    }
  }, 60_000);
});

describe('told again', () => {
  it('the demonstration changes nothing: every act answers as a replay', async () => {
    const before = await storyOf(released.code);
    await tellDemonstration({
      origin: app.origin,
      password: DEMO_PASSWORD,
      laboratory: DEMO_ORGANISATIONS.laboratory.id,
    });
    const after = await storyOf(released.code);
    expect(after.chapters).toEqual(before.chapters);
  }, 60_000);
});
