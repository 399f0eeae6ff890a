import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { canDrawPdf, pdfPages, pdfText } from '../../test/support/printed.js';
import { needs } from '../../test/support/needs.js';
import { purchaseSlipPdf } from './purchase-slip-pdf.js';
import type { PurchaseSlip } from './purchase-slip.queries.js';

const FONT = readFileSync(new URL('../codes/labels/fonts/NotoSansSC-Medium.ttf', import.meta.url));
const slip = (sacks: number, more: Partial<PurchaseSlip> = {}): PurchaseSlip => ({
  ...{ id: '019a0000-0000-7000-8000-000000000001', factId: '019a0000-0000-7000-8000-000000000002' },
  ...{ organisation: '安泽县岳阳连翘专业合作社', grower: '王秀英', herb: '连翘', variant: '青翘', harvest: null },
  ...{ harvestedAt: new Date('2025-08-03T02:00:00Z'), grade: '一级', price: '18.50' },
  ...{ grossGrams: 41_180, tareGrams: 180, netGrams: 41_000, at: new Date('2025-08-03T10:20:00Z'), atZone: '+08:00' },
  ...{ signedBy: '王秀英', signature: null },
  sacks: Array.from({ length: sacks }, (_, index) => ({ number: index + 1, gross: 20_590, tare: 90 })),
  ...more,
});

needs('pdftoppm: install poppler-utils', canDrawPdf(), 'the weighing slip as a PDF', () => {
  it('says what the page says, in Chinese, on one page', async () => {
    const pdf = await purchaseSlipPdf(FONT, slip(2));
    const text = pdfText(pdf).replace(/\s+/g, ' ');
    for (const words of [
      '安泽县岳阳连翘专业合作社 收购过磅单',
      '连翘（青翘）',
      '2025-08-03 18:20',
      '合计 2 袋',
      '¥ 758.50',
    ])
      expect(text).toContain(words);
    expect(text).toContain('第 1 页，共 1 页');
    const [page, second] = pdfPages(pdf, 100);
    expect([second, page!.width, page!.height]).toEqual([undefined, 584, 827]);
    // A page of empty boxes has as much ink in every line; one of words has lines without any.
    const dark = page!.grey.filter((dot) => dot < 128).length / page!.grey.length;
    expect(dark).toBeGreaterThan(0.01);
    expect(dark).toBeLessThan(0.1);
  });

  it('goes on over pages with many sacks, each line once', async () => {
    const pdf = await purchaseSlipPdf(FONT, slip(500));
    const text = pdfText(pdf);
    const lines = text.split('\n').map((line) => line.trim());
    expect(lines.filter((line) => /^\d+ 20\.590 0\.090 20\.500$/.test(line))).toHaveLength(500);
    expect(text).toMatch(/第 (\d+) 页，共 \1 页/);
  }, 30_000);

  it('is written whatever the signature holds', async () => {
    const broken = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
    expect(pdfText(await purchaseSlipPdf(FONT, slip(0, { signature: broken })))).toContain('交货人签字：王秀英');
  });
});
