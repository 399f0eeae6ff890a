import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { REJECTED_BATCH, RELEASED_BATCH, tellDemonstration } from '../seeds/demonstration.js';
import { IdentityService } from '../src/identity/identity.service.js';
import { signedIn } from './support/caller.js';
import { needsChromium } from './support/needs.js';
import { LotsService } from '../src/lots/lots.service.js';
import { newId } from '../src/platform/ids.js';
import { TraceWorld, type MadeBatch } from './support/trace-world.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = join(import.meta.dirname, '../docs/screenshots');

let world: TraceWorld;
const paths: Record<string, string> = {};

beforeAll(async () => {
  world = await TraceWorld.open();
  await seedDemoIdentities(world.service(IdentityService));
  const { laboratory } = DEMO_ORGANISATIONS;
  await tellDemonstration({ origin: world.app.origin, password: DEMO_PASSWORD, laboratory: laboratory.id });
  const clerk = await signedIn(world.app.origin, 'clerk', DEMO_PASSWORD);
  const released = (await clerk.get(`/api/batches/${RELEASED_BATCH}`)).body as { code: string; number: string };
  const rejected = (await clerk.get(`/api/batches/${REJECTED_BATCH}`)).body as { code: string };
  const pending = await world.aBatch({ growers: 3, quality: 'pending' });
  for (const [name, { code }] of Object.entries({ released, rejected, pending })) paths[name] = `/T/${code}`;
  paths['english'] = `${paths['released']}?lang=en`;
  paths['number'] = `/t?number=${released.number}`;
  paths['complaint'] = `/complaints/new?batch=${RELEASED_BATCH}`;
  paths['check'] = '/check';
  const [label] = await world.looseCodes(pending, 'roll', 1);
  paths['unbound'] = `/t/${label!.code}`;
  await standings(pending);
  paths['unknown'] = '/t/NOTHING';
  paths['front'] = '/';
}, 300_000);
afterAll(() => world?.close());

interface Scanned {
  verdict: { code: string; advice: string };
  reports: unknown[];
}

/** A page for each verdict that the demonstration has no batch for, made as the rooms would. */
async function standings(pending: MadeBatch): Promise<void> {
  await world.root.query(`alter table code_range disable trigger code_range_keeps_to_packages`);
  const held = await world.aBatch({ growers: 3 });
  await world.testedAgain(held, '12.4');
  await world.as(held.actor, (tx) =>
    world.service(LotsService).hold(tx, held.actor, {
      ...{ id: newId(), scope: 'lot', subject: held.lot, reason: '市场抽检水分超标', authority: 'company' },
    }),
  );
  paths['held'] = `/t/${held.code}`;
  const recalled = await world.aBatch({ growers: 3, actor: await world.service(IdentityService).actorByLogin('coop') });
  const scanned = async () => (await (await fetch(`${world.app.origin}/api/trace/${recalled.code}`)).json()) as Scanned;
  expect(await scanned()).toMatchObject({ verdict: { code: 'valid' }, reports: [{}] });
  const [quality, boss] = [
    await signedIn(world.app.origin, 'quality', DEMO_PASSWORD),
    await signedIn(world.app.origin, 'coop', DEMO_PASSWORD),
  ];
  const recall = { id: newId(), lot: recalled.lot, class: '一级', reason: '检出禁用农药' };
  expect((await quality.post('/api/recalls', recall)).status).toBe(201);
  expect((await boss.post(`/api/recalls/${recall.id}/confirm`, { id: newId() })).status).toBe(201);
  // The very next scan.
  expect(await scanned()).toMatchObject({
    verdict: { code: 'recalled', advice: expect.stringContaining('停止使用') },
    reports: [],
  });
  paths['recalled'] = `/t/${recalled.code}`;
  const good = await world.aBatch({ growers: 3 });
  const own = good.actor.organisation.id;
  const [voided, replaced, suspect] = [
    await world.aCode(good, 'package', 11),
    await world.aCode(good, 'package', 12),
    await world.aCode(good, 'package', 13),
  ];
  for (const { range } of [voided, replaced])
    await world.root.query(
      `insert into code_void (organisation_id, range_no, first_serial, last_serial, reason, act_id, fact_id)
       select organisation_id, range_no, first_serial, last_serial, 'damaged', act_id, fact_id from code_range where range_no = $1`,
      [range],
    );
  const next = await world.aCode(good, 'package', 14);
  await world.root.query(
    `insert into code_replacement (organisation_id, range_no, serial, by_range_no, by_serial, act_id) values ($1, $2, 12, $3, 14, $4)`,
    [own, replaced.range, next.range, good.lot],
  );
  const signs = [{ rule: 'many-provinces', level: 'suspect', version: 'x', figures: { provinces: 6, days: 14 } }];
  for (const [code, batch] of [
    [suspect, good],
    [await world.aCode(pending, 'package', 13), pending],
  ] as const) {
    await world.root.query(
      `insert into scan_tally (range_no, serial, count, first_at, last_at, places, signs) values ($1, 13, 41, now(), now(), '{11,14,31,44,51,61}', $2)`,
      [code.range, JSON.stringify(signs)],
    );
    // With the looks it was found in: the browsers below look too, and then it is judged again.
    await world.root.query(
      `insert into scan (range_no, serial, seen_at, place, visitor, network)
       select $1, 13, now(), place, substr(sha256(convert_to(place || ' ' || n, 'UTF8')), 1, 16), substr(sha256(convert_to(n || ' ' || place, 'UTF8')), 1, 8)
         from unnest('{11,14,31,44,51,61}'::int[]) place, generate_series(1, 2) n`,
      [code.range],
    );
    paths[batch === good ? 'suspect' : 'early'] = `/t/${code.code}`;
  }
  paths['voided'] = `/t/${voided.code}`;
  paths['replaced'] = `/t/${replaced.code}`;
  paths['pendingNumber'] = `/t?number=${pending.number}`;
}

const NAMES = [
  ...['released', 'english', 'pending', 'rejected', 'number', 'unknown', 'front'],
  ...['complaint', 'check', 'unbound'],
  ...['held', 'recalled', 'voided', 'replaced', 'suspect', 'early', 'pendingNumber'],
];
/** These two have every part a page can have; of the others, one look in each size will do. */
const WHOLE = ['released', 'rejected'];
const SIZES = [
  { width: 360, height: 740, isMobile: true },
  { width: 1280, height: 800, isMobile: false },
] as const;

/** For the documents, written anew with SCREENSHOTS=write. */
const PICTURES = [
  ['released', 360, 1900, 'light'],
  ['released', 360, 900, 'dark'],
  ['released', 1280, 1900, 'light'],
  ['rejected', 360, 1900, 'light'],
  ['rejected', 1280, 1000, 'light'],
  ['english', 360, 900, 'light'],
  ['pending', 360, 900, 'light'],
  ['unknown', 360, 740, 'light'],
  ['front', 1280, 640, 'light'],
  ['complaint', 360, 900, 'light'],
  ['check', 360, 900, 'dark'],
  ['unbound', 360, 740, 'light'],
  ['held', 360, 2600, 'light'],
  ['recalled', 360, 900, 'dark'],
  ['replaced', 360, 740, 'light'],
  ['suspect', 360, 740, 'light'],
  ['early', 360, 740, 'light'],
] as const;

/** What went wrong while a page was open. */
interface Opened {
  page: Page;
  status: number;
  offOrigin: string[];
  complaints: string[];
  close(): Promise<void>;
}

async function open(browser: Browser, path: string, options: BrowserContextOptions): Promise<Opened> {
  // A headless browser is a program and does not count; this one is looked at.
  const userAgent = 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile';
  const context = await browser.newContext({ locale: 'zh-CN', userAgent, ...options });
  const page = await context.newPage();
  const offOrigin: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(world.app.origin) && !url.startsWith('data:')) offOrigin.push(url);
  });
  page.on('console', (message) => {
    // The browser logs the status of the 404 page itself.
    if (['error', 'warning'].includes(message.type()) && !/status of 404/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  const answer = await page.goto(world.app.origin + path);
  return { page, status: answer!.status(), offOrigin, complaints, close: () => context.close() };
}

/** What sticks out sideways; empty when the page fits. */
const overflow = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll('body *')].filter(
      (node) => node.getBoundingClientRect().right > width + 1,
    );
    return [`${document.documentElement.scrollWidth} px`, ...out.slice(-4).map((node) => node.outerHTML.slice(0, 160))];
  });

needsChromium('the public pages in a real browser', (chromium) => {
  for (const name of NAMES) {
    for (const { isMobile, ...viewport } of SIZES) {
      for (const colorScheme of ['light', 'dark'] as const) {
        if (!WHOLE.includes(name) && (colorScheme === 'dark') !== isMobile) continue;
        it(`${name} at ${viewport.width} px, ${colorScheme}: fits, asks nobody, breaks no rule of access`, async () => {
          const { page, offOrigin, complaints, close } = await open(chromium.browser, paths[name]!, {
            ...{ viewport, isMobile, hasTouch: isMobile, colorScheme },
            // The policy forbids every script; axe is one. What the policy does is looked at in the tests below.
            bypassCSP: true,
          });
          expect(await overflow(page)).toEqual([]);
          await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
          expect(await overflow(page)).toEqual([]);
          await page.evaluate(AXE);
          const faults = await page.evaluate(async () => {
            const { axe } = globalThis as unknown as {
              axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
            };
            const { violations } = await axe.run();
            return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
          });
          expect(faults).toEqual([]);
          expect({ offOrigin, complaints }).toEqual({ offOrigin: [], complaints: [] });
          await close();
        }, 60_000);
      }
    }
  }

  it('says its verdict, and what to do, in the first words', async () => {
    for (const [name, ...said] of [
      ['released', '该追溯码有效'],
      ['pending', '待检未放行', '不得销售和使用'],
      ['rejected', '该批次检验不合格', '请停止使用'],
      ['held', '该批次已冻结', '请勿使用或销售', '超标'],
      ['recalled', '该批次已召回，请停止使用', '联系供货单位退回', '当前状态下不展示检验报告'],
      ['voided', '该追溯码已作废', '不可信'],
      ['replaced', '该标签已更换，旧码作废', '请扫描新标签', '新码末八位'],
      ['unbound', '该标签尚未绑定产品'],
      ['suspect', '该码 14 天内在 6 个省份被查询，标签可能被复制', '请核对批号'],
      ['early', '待检未放行', '该码 14 天内在 6 个省份被查询，标签可能被复制'],
      ['pendingNumber', '待检未放行', '仅按批号查询，未核对标签'],
    ] as const) {
      const text = await (await fetch(world.app.origin + paths[name]!)).text();
      for (const words of said) expect([name, words, text.includes(words)]).toEqual([name, words, true]);
      expect([name, text.indexOf(said[0]) < text.indexOf('class="herb"') || name === 'unbound']).toEqual([name, true]);
    }
  });

  it('is at most 14 KB on the wire for the demonstration, in both languages', async () => {
    for (const name of ['released', 'english', 'rejected', 'held', 'recalled', 'replaced', 'suspect', 'early']) {
      const answer = await fetch(world.app.origin + paths[name]!, {
        method: 'HEAD',
        headers: { 'accept-encoding': 'gzip' },
      });
      expect(Number(answer.headers.get('content-length'))).toBeLessThanOrEqual(14 * 1024);
    }
  });

  it('keeps its own policy, and the policy lets its style through', async () => {
    for (const name of NAMES) {
      const { page, complaints, close } = await open(chromium.browser, paths[name]!, {
        viewport: { width: 360, height: 740 },
      });
      expect(complaints).toEqual([]);
      const radius = await page
        .locator('section')
        .first()
        .evaluate((section) => getComputedStyle(section).borderTopLeftRadius);
      expect(radius).not.toBe('0px');
      await close();
    }
  }, 60_000);

  it('shows the whole spliced page: what stands before, in and after the block of the moment', async () => {
    const { page, status, close } = await open(chromium.browser, paths['released']!, {
      viewport: { width: 360, height: 740 },
    });
    expect(status).toBe(200);
    const text = await page.locator('body').innerText();
    for (const part of [
      '演示数据',
      '连翘',
      '该追溯码有效',
      '全程记录',
      '检验报告',
      '连翘苷',
      '信息由各环节企业填报并负责',
    ])
      expect(text).toContain(part);
    const top = (selector: string) =>
      page
        .locator(selector)
        .first()
        .evaluate((element) => element.getBoundingClientRect().top + scrollY);
    expect(await top('.verdict')).toBeLessThan(740);
    await close();
  });

  it('reads at 200 % text on the narrowest phone', async () => {
    for (const name of ['released', 'rejected', 'held', 'early', 'replaced', 'front']) {
      const { page, close } = await open(chromium.browser, paths[name]!, {
        viewport: { width: 360, height: 740 },
        bypassCSP: true,
      });
      await page.addStyleTag({ content: 'html.large{font-size:225% !important}' });
      const large = (on: boolean) =>
        page.evaluate((is) => void document.documentElement.classList.toggle('large', is), on);
      await large(true);
      await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
      expect(await overflow(page)).toEqual([]);
      // The browser's own zoom of 200 % halves the width instead.
      await large(false);
      await page.setViewportSize({ width: 180, height: 370 });
      expect(await overflow(page)).toEqual([]);
      await close();
    }
  });

  it('prints on at most three sheets of A4, verdict and report whole, long lists folded', async () => {
    for (const name of ['released', 'english', 'rejected', 'pending']) {
      const { page, close } = await open(chromium.browser, paths[name]!, {});
      await page.emulateMedia({ media: 'print' });
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      const sheets = pdf.match(/\/Type\s*\/Page\b(?!s)/g)!.length;
      expect([name, sheets <= 3, sheets]).toEqual([name, true, sheets]);
      expect(await page.locator('header a').last().isVisible()).toBe(false);
      expect(await page.locator('.verdict h1').isVisible()).toBe(true);
      expect(await page.locator('details li').first().isVisible()).toBe(false);
      await close();
    }
  }, 60_000);

  it('looks a batch up by the form, without any script', async () => {
    const { page, close } = await open(chromium.browser, '/', { javaScriptEnabled: false });
    await page.fill('#number', decodeURIComponent(paths['number']!.split('=')[1]!));
    await page.click('button');
    expect(await page.locator('.verdict').innerText()).toContain('仅按批号查询');
    await page.click('header a[hreflang=en]');
    expect(await page.locator('.verdict').innerText()).toContain('Found by number only');
    await close();
  });

  it('takes a complaint by its form, without any script, and loses nothing that was typed', async () => {
    const { page, close } = await open(chromium.browser, paths['released']!, { javaScriptEnabled: false });
    await page.click('text=在线投诉举报');
    await page.fill('#said', '包装上的封口被拆过');
    await page.selectOption('#kind', 'does-not-match');
    await page.click('button');
    expect(await page.locator('h1').innerText()).toContain('已收到您的投诉');
    await close();
  });

  it('is pictured', async () => {
    if (process.env['SCREENSHOTS'] !== 'write') return;
    mkdirSync(SHOTS, { recursive: true });
    for (const [name, width, height, colorScheme] of PICTURES) {
      const { page, close } = await open(chromium.browser, paths[name]!, { viewport: { width, height }, colorScheme });
      await page.screenshot({ path: join(SHOTS, `${name}-${width}${colorScheme === 'dark' ? '-dark' : ''}.png`) });
      await close();
    }
  }, 120_000);
});
