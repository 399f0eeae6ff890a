import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { publicPageHeaders } from '../platform/html/content-security-policy.js';
import { PUBLIC_STYLE } from '../platform/html/public-style.js';
import { packParts, partsOf, piecesOf, readDocument, versionOf, type Moment, type Variant } from './public-document.js';
import { spliceGzip } from './splice.js';
import { batchFacts, batchSource, fact } from './story-fixture.js';
import { storyOf } from './story.js';
import type { Standing } from './verdict.js';

const CODE = 'A3CP-Z2EP-NFPA-KYC4-8DKY-J4GD-9PQ3';

function answer(
  variant: Variant,
  change: Partial<Standing> = {},
  facts = batchFacts(),
): { gzip: Buffer; text: string } {
  const document = readDocument('v', packParts(partsOf(storyOf(batchSource(facts))!, variant)), variant)!;
  const standing: Standing = {
    byCode: true,
    unbound: false,
    voided: false,
    quality: 'released',
    recalled: false,
    held: false,
    signs: [],
    ...change,
  };
  const moment: Moment = {
    kind: 'package',
    code: CODE.replaceAll('-', ''),
    standing,
    otherLanguage: '?lang=en',
    scan: { code: CODE, label: null, count: 3, firstAt: '2026-01-02T03:04:05.000Z', places: ['山西省'], around: [] },
  };
  const gzip = spliceGzip(piecesOf(document, variant, moment));
  return { gzip, text: gunzipSync(gzip).toString() };
}

const positions = (text: string, marks: string[]): number[] => marks.map((mark) => text.indexOf(mark));

describe('the public page', () => {
  const { gzip, text } = answer('html.zh');

  it('comes in the order of a reader: verdict, what, base, record, report, companies, proof, complaint', () => {
    const order = positions(text, [
      'class="verdict',
      '<h1>',
      'class="herb"',
      '>基地</h2>',
      '>全程记录</h2>',
      '>检验报告</h2>',
      '>企业信息</h2>',
      '>数据防篡改校验</h2>',
      '12315',
    ]);
    expect(order.every((position) => position > 0)).toBe(true);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('is at most 14 KB compressed with 37 sources', () => {
    expect(gzip.length).toBeLessThanOrEqual(14 * 1024);
    expect(answer('html.en').gzip.length).toBeLessThanOrEqual(14 * 1024);
  });

  it('has no script, no style but one, and asks nobody for anything', () => {
    expect(text).not.toMatch(/<script|<img|<iframe|javascript:|\son\w+=|style="/i);
    expect(text.match(/<style>/g)).toHaveLength(1);
    expect([...text.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, url]) => url)).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/^(https?:)?\/\//)]),
    );
    const style = /<style>(.*?)<\/style>/s.exec(text)![1]!;
    expect(style).toBe(PUBLIC_STYLE);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(publicPageHeaders(PUBLIC_STYLE)['content-security-policy']).toContain(`'sha256-${hash}'`);
  });

  it('says that it is a demonstration, which scan this is, and the code', () => {
    expect(text).toContain('演示数据');
    expect(text).toContain('第 3 次查询，首次查询 2026-01-02 11:04');
    expect(text).toContain(CODE);
    expect(text).toContain('信息由各环节企业填报并负责');
    expect(text).toContain('lang="zh-CN"');
  });

  it('speaks English too', () => {
    const english = answer('html.en').text;
    expect(english).toContain('<html lang="en">');
    expect(english).toContain('This trace code is valid');
    expect(english).toContain('Chinese Pharmacopoeia 2020');
  });

  it('judges each line of the report in words', () => {
    expect(text).toMatch(
      /<th scope="row" role="rowheader">连翘苷<\/th><td role="cell" data-l="标准">≥ 0\.15%<\/td><td role="cell" data-l="结果">0\.24%<\/td><td role="cell">合格<\/td>/,
    );
  });

  it.each<[string, Partial<Standing>]>([
    ['待检未放行', { quality: 'pending' }],
    ['该批次检验不合格', { quality: 'rejected' }],
    ['该批次已召回，请停止使用', { recalled: true }],
  ])('warns %s and shows no report, while the chapters stay', (sentence, change) => {
    const warned = answer('html.zh', change).text;
    expect(warned).toContain(sentence);
    expect(warned).not.toMatch(/role="table"|0\.24%/);
    expect(warned).toContain('全程记录');
    const json = JSON.parse(answer('json.zh', change).text) as { reports: unknown[]; chapters: unknown[] };
    expect(json.reports).toEqual([]);
    expect(json.chapters).toHaveLength(10);
  });

  it('shows the report of a held batch under the warning', () => {
    const held = answer('html.zh', { held: true }).text;
    expect(held.indexOf('不作为合格证明')).toBeGreaterThan(0);
    expect(held.indexOf('不作为合格证明')).toBeLessThan(held.indexOf('role="table"'));
    expect((JSON.parse(answer('json.zh', { held: true }).text) as { reports: unknown[] }).reports).toHaveLength(1);
  });

  it('escapes whatever a company has written', () => {
    const evil = '</style><script>alert(1)</script><img src=x onerror=alert(1)>';
    const facts = batchFacts().map((told) => ({
      ...told,
      open: Object.fromEntries(
        Object.entries(told.open).map(([key, value]) => [
          key,
          ['name', 'facility', 'reason', 'supplier', 'number', 'method', 'variant', 'species', 'material'].includes(key)
            ? `${evil}${key}`
            : value,
        ]),
      ),
    }));
    facts.push(fact('planting.field-work-done', '2025-02-02T00:00:00Z', { planting: facts[1]!.id, reason: evil }));
    for (const variant of ['html.zh', 'html.en'] as const) {
      const page = answer(variant, {}, facts).text;
      expect(page).not.toMatch(/<script|<img/);
      expect(page).toContain('&lt;script');
    }
  });

  it('is the same document as long as nothing new has happened', () => {
    const version = (facts = batchFacts()): string => versionOf(partsOf(storyOf(batchSource(facts))!, 'html.zh'));
    const facts = batchFacts();
    expect(version(facts)).toBe(version([...facts].reverse()));
    expect(version(facts)).not.toBe(version(facts.slice(0, -1)));
  });
});

describe('files beside the story', () => {
  const facts = batchFacts();
  const of = (type: string, key: string) => facts.find((each) => each.type === type)!.open[key] as string;
  const [photo, shown, kept] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string];
  const filed = (sha256: string, isShown: boolean) =>
    fact('quality.original-filed', '2025-08-21T09:00:00+08:00', {
      ...{ original: sha256, report: of('quality.report-issued', 'report'), lot: of('quality.report-issued', 'lot') },
      ...{ sha256, bytes: 20_480, shown: isShown },
    });
  const more = [
    ...facts,
    filed(shown, true),
    filed(kept, false),
    fact('planting.base-photographed', '2025-05-01T09:00:00+08:00', {
      ...{ picture: photo, base: of('planting.base-registered', 'base'), photo, bytes: 9, width: 960, height: 640 },
    }),
  ];

  it('shows the photo of the base with its size, so that nothing jumps, and loads it late', () => {
    expect(answer('html.zh', {}, more).text).toMatch(
      new RegExp(`<img src="/photos/${photo}" width="960" height="640" loading="lazy" alt="[^"]*照片"`),
    );
    expect(answer('html.zh').text).not.toContain('<img');
  });

  it('leads to originals that may be shown, and tells the hash of the others', () => {
    const { text } = answer('html.zh', {}, more);
    expect(text).toContain(`href="/originals/${shown}"`);
    expect(text).not.toContain(`/originals/${kept}`);
    expect(text).toContain(kept);
    // With the reports they are withheld.
    expect(answer('html.zh', { recalled: true }, more).text).not.toContain(shown);
  });

  it('tells each fact when it was recorded, and the way of the mass with percents', () => {
    expect(text()).toMatch(/<small class="soft">记录于 \d{4}-\d{2}-\d{2}/);
    expect(text()).toContain('来源占比');
    expect(text()).toMatch(/37 个，各占 [\d.]+–[\d.]+ %/);
  });
  const text = (): string => answer('html.zh').text;
});

describe('the JSON', () => {
  it('has the moment first and the story after it', () => {
    expect(JSON.parse(answer('json.zh').text)).toMatchObject({
      code: CODE.replaceAll('-', ''),
      kind: 'package',
      verdict: { code: 'valid', sentence: '该追溯码有效' },
      scans: { count: 3, firstAt: '2026-01-02T03:04:05.000Z', places: ['山西省'] },
      batch: { number: 'LQ-141026-20250805-01' },
    });
  });
});
