import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { RELEASED_BATCH, tellDemonstration } from '../seeds/demonstration.js';
import { KEPT, makePage } from '../scripts/pack-verifier.mjs';
import { IdentityService } from '../src/identity/identity.service.js';
import { packZip } from '../src/exchange/evidence-pack/pack-zip.js';
import { verifyPack } from '../web/pack-verifier/verify-pack.js';
import { startTestApp, type TestApp } from './support/app.js';
import { signedIn } from './support/caller.js';
import { needsChromium } from './support/needs.js';

let app: TestApp;
let key: string;
let ours: Uint8Array;

const packFor = async (login: string | undefined, lot = RELEASED_BATCH) => {
  const cookie = login === undefined ? undefined : (await signedIn(app.origin, login, DEMO_PASSWORD)).cookie;
  const response = await fetch(`${app.origin}/api/lots/${lot}/evidence-pack`, {
    headers: cookie === undefined ? {} : { cookie },
  });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
};

beforeAll(async () => {
  app = await startTestApp();
  await seedDemoIdentities(app.running.app.get(IdentityService, { strict: false }));
  await tellDemonstration({
    ...{ origin: app.origin, password: DEMO_PASSWORD, laboratory: DEMO_ORGANISATIONS.laboratory.id },
  });
  key = (await (await fetch(`${app.origin}/ledger/key`)).text()).trim();
  ours = (await packFor('quality')).bytes;
}, 120_000);
afterAll(() => app?.stop());

describe('the evidence pack of a batch', () => {
  it('holds its facts with proofs, sealed values, the paper, the sheet and the page, and verifies', () => {
    const verdict = verifyPack(ours, key);
    expect(verdict.faults).toEqual([]);
    const types = new Map<string, number>();
    for (const { type } of verdict.facts) types.set(type, (types.get(type) ?? 0) + 1);
    expect(Object.fromEntries(types)).toMatchObject({
      'planting.harvested': 37,
      'planting.purchased': 37,
      'planting.plot-registered': 37,
      'processing.run-finished': 2,
      'batches.batch-made': 1,
      'quality.report-issued': 1,
      'quality.lot-released': 1,
    });
    expect(verdict.opened).toBeGreaterThan(37);
    const files = unzipSync(ours);
    const text = (name: string) => new TextDecoder().decode(files[name]);
    expect(text('facts.csv').split('\r\n')).toHaveLength(verdict.facts.length + 2);
    expect([...files['facts.csv']!.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(text('facts.csv').slice(0, 200)).toMatch(/^发生时间,.*\r\n2014-/u);
    expect(text('evidence.pdf').slice(0, 5)).toBe('%PDF-');
    expect(text('README.txt')).toContain('QQ-141026-20250809-01');
  });

  it('opens sealed values to those entitled only', async () => {
    const regulator = verifyPack((await packFor('regulator')).bytes, key);
    expect(regulator.faults).toEqual([]);
    expect(regulator.facts.length).toBeGreaterThan(100);
    const mine = JSON.stringify(Object.keys(unzipSync(ours)).filter((name) => name.startsWith('sealed/')));
    expect(mine).not.toBe('[]');
    expect(regulator.opened).toBeLessThan(verifyPack(ours).opened);
    expect((await packFor('factory')).status).toBe(404);
  });

  it('is refused for a lot that is not shown, and to nobody signed in', async () => {
    expect((await packFor('quality', '019a0000-0000-7000-8000-0000000009ff')).status).toBe(404);
    expect((await packFor(undefined)).status).toBe(401);
  });
});

describe('a pack that was touched', () => {
  it('any flipped byte is caught', () => {
    const step = Math.ceil(ours.length / 25);
    const missed: number[] = [];
    for (let at = 7; at < ours.length; at += step) {
      const flipped = ours.slice();
      flipped[at]! ^= 1 << (at % 8);
      if (verifyPack(flipped, key).faults.length === 0) missed.push(at);
    }
    expect(missed).toEqual([]);
  }, 120_000);

  it.each([
    ['a fact rewritten with its manifest', 'facts/', (text: string) => text.replace('"grams":', '"grams":1')],
    [
      'a sealed value exchanged',
      'sealed/',
      (text: string) => text.replace(/"canonical": "([^"]*)"/, '"canonical": "\\"别人\\""'),
    ],
    ['a checkpoint of another size', 'checkpoint.txt', (text: string) => text.replace(/\n(\d+)\n/, '\n9$1\n')],
  ])('%s is named', (_, prefix, change) => {
    const files = unzipSync(ours);
    const changed = Object.keys(files).find(
      (one) =>
        one.startsWith(prefix) && change(new TextDecoder().decode(files[one])) !== new TextDecoder().decode(files[one]),
    )!;
    files[changed] = new TextEncoder().encode(change(new TextDecoder().decode(files[changed])));
    const { faults } = verifyPack(remade(files), key);
    expect(faults.join('\n')).toContain(changed);
  });

  it('a pack under a key of its own is whole, but not under the platform’s key', () => {
    const foreign = key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(verifyPack(ours, foreign).faults.join()).toContain('checkpoint.txt');
    expect(verifyPack(ours).faults).toEqual([]);
  });

  it('nonsense is no pack', () => {
    expect(verifyPack(new Uint8Array([1, 2, 3])).faults).toHaveLength(1);
    expect(verifyPack(packZip([])).faults).not.toEqual([]);
  });
});

it('the page in the pack is the one that the sources make', async () =>
  expect(readFileSync(KEPT, 'utf8')).toBe(await makePage()));

needsChromium('the page in the pack', (chromium) => {
  it('checks a pack in a browser from a disk, without any network', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bencao-pack-'));
    try {
      const [page, zip, broken] = ['verify.html', 'pack.zip', 'broken.zip'].map((name) => join(folder, name));
      writeFileSync(page!, unzipSync(ours)['verify.html']!);
      writeFileSync(zip!, ours);
      const flipped = ours.slice();
      flipped[Math.floor(ours.length / 2)]! ^= 1;
      writeFileSync(broken!, flipped);
      const context = await chromium.browser.newContext({ offline: true, viewport: { width: 360, height: 780 } });
      const tab = await context.newPage();
      await tab.goto(`file://${page}`);
      await tab.fill('#expected', key);
      await tab.setInputFiles('#pack', zip!);
      await tab.waitForSelector('#result[data-state="whole"]');
      expect(await tab.textContent('#summary')).toMatch(/公钥与所给相同/);
      expect(await tab.locator('#facts tr').count()).toBe(verifyPack(ours).facts.length);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await tab.setInputFiles('#pack', broken!);
      await tab.waitForSelector('#result[data-state="broken"]');
      expect(await tab.textContent('#verdict')).toMatch(/不可采信/);
      await context.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});

/** The files with a manifest that fits them, as a forger would write it. */
function remade(files: Record<string, Uint8Array>): Uint8Array {
  const { createHash } = process.getBuiltinModule('node:crypto');
  const others = Object.keys(files)
    .filter((name) => name !== 'manifest.json')
    .sort();
  const lines = others.map((name) => {
    const bytes = files[name]!;
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  return packZip([
    ...others.map((name) => ({ name, bytes: files[name]! })),
    { name: 'manifest.json', bytes: new TextEncoder().encode(`${JSON.stringify(lines, null, 1)}\n`) },
  ]);
}
