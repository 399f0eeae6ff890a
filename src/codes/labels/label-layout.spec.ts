import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { isBlack, whiteBitmap, type Bitmap } from './bitmap.js';
import { fillOutlines } from './fill-outline.js';
import { labelBitmap, makePlate } from './label-bitmap.js';
import { labelContent, type LabelContent } from './label-content.js';
import type { LabelDrawing } from './label-drawing.js';
import { LabelFont } from './label-font.js';
import { dotOf, layoutLabel, SMALLEST_TEXT } from './label-layout.js';
import { customStock, LABEL_STOCKS, type LabelStock } from './label-stock.js';
import { offsetRoom } from './offset-room.js';
import { cutLine } from './wrap-text.js';

const font = new LabelFont(readFileSync(new URL('./fonts/NotoSansSC-Medium.ttf', import.meta.url)));
const NAME =
  '临汾市安泽县太岳山南麓龘㙍道地中药材连翘黄芩丹参规范化生态种植产地初加工仓储物流与质量追溯一体化示范农民专业合作社联合社';

function contentWith(producer: string, more: Partial<LabelContent> = {}): LabelContent {
  const line = (field: LabelContent['lines'][number]['field'], title: string, text: string) => ({ field, title, text });
  return {
    ...{ name: '连翘', number: 'LQ-141026-20250918-01', qualityMark: '合格' },
    lines: [
      line('species', '基原', 'Forsythia suspensa (Thunb.) Vahl'),
      line('batchNumber', '批号', 'LQ-141026-20250918-01'),
      line('specification', '规格', '青翘 选货 ≤10 μm 25 ℃ 1 kg/件'),
      line('origin', '产地', '山西省临汾市安泽县（和川连翘基地）'),
      line('quantity', '重量', '25 kg'),
      line('harvestedOn', '采收日期', '2025-08-03 至 2025-09-18'),
      line('packedOn', '包装日期', '2025-10-08'),
      line('shelfLife', '保质期', '24 个月，至 2027-10-07'),
      line('organisation', '企业名称', producer),
      line('supplier', '供货单位', '山西华康中药饮片有限公司'),
    ],
    ...more,
  };
}
function drawn(stock: LabelStock, content: LabelContent, dpi = 203): LabelDrawing {
  const drawing = layoutLabel(font, stock, content, { dpi, modules: 29 });
  if ('tooLong' in drawing) throw new Error(`too long: ${drawing.tooLong}`);
  return drawing;
}

const bits = (bitmap: Bitmap): string => Buffer.from(bitmap.bits).toString('hex');
const ink = ({ bits: bytes }: Bitmap): number =>
  bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);

/** One character in a cell of so many dots; U+FFFF is what the font shows for a character it does not have. */
function cell(character: string, dots: number): Bitmap {
  const bitmap = whiteBitmap(dots + 8, dots + 8);
  const at = { x: 4, y: dots * 0.93 + 4, scale: dots / font.unitsPerEm };
  fillOutlines(bitmap, [{ commands: font.outline(character), at }]);
  return bitmap;
}

describe('the label font', () => {
  it('has ink for every character, each its own, and none is the empty box', () => {
    const box = cell('\uffff', 48);
    expect(ink(box)).toBeGreaterThan(100);
    const seen = new Map<string, string>([[bits(box), 'the empty box']]);
    for (const character of new Set(`${NAME}龘㙍℃≤≥μ±×²（）：；，。、№0O1Il8B连翘黄芩丹参人参灵芝䶮㐂鿯`)) {
      const picture = cell(character, 48);
      expect([character, ink(picture) > 8]).toEqual([character, true]);
      expect([character, seen.get(bits(picture))]).toEqual([character, undefined]);
      seen.set(bits(picture), character);
    }
  });

  it('has all Han characters of GB 18030’s two-byte part and of its extension A', () => {
    const missing: string[] = [];
    for (const [from, to] of [
      [0x4e00, 0x9fa5],
      [0x3400, 0x4db5],
    ] as const) {
      for (let code = from; code <= to; code++)
        if (font.missing(String.fromCodePoint(code)).length > 0) missing.push(code.toString(16));
    }
    expect(missing).toEqual([]);
    expect(font.missing('统货 \u{2A6A5}')).toEqual(['\u{2A6A5}']);
  });

  it('fills shapes as another way of deciding does: a hole stays white, an overlap black', () => {
    const square = (a: number, b: number, hole: boolean) => [
      { command: 'moveTo', args: [a, a] },
      ...(hole
        ? [
            [b, a],
            [b, b],
            [a, b],
          ]
        : [
            [a, b],
            [b, b],
            [b, a],
          ]
      ).map((args) => ({ command: 'lineTo', args })),
      { command: 'closePath', args: [] },
    ];
    const bitmap = whiteBitmap(20, 20);
    const at = { x: 0, y: 20, scale: 1 };
    fillOutlines(bitmap, [{ commands: [...square(2, 18, false), ...square(6, 14, true)], at }]);
    expect(ink(bitmap)).toBe(16 * 16 - 8 * 8);
    const both = whiteBitmap(20, 20);
    fillOutlines(both, [
      { commands: square(2, 10, false), at },
      { commands: square(6, 14, false), at },
    ]);
    expect(ink(both)).toBe(2 * 64 - 16);
  });
});

describe('the layout', () => {
  const stocks = Object.values(LABEL_STOCKS).filter(({ text }) => text !== 'qr');

  it.each(stocks.map((stock) => [stock.name, stock] as const))(
    '%s: keeps everything on the label and off the QR',
    (_, stock) => {
      for (const dpi of [203, 300, 600]) {
        for (const producer of ['安泽县岳阳连翘种植专业合作社', NAME]) {
          const { texts, code, serial, frames, qr } = drawn(stock, contentWith(producer), dpi);
          const quiet = 4 * qr.module;
          const dots = qr.module / dotOf(dpi);
          expect(Math.abs(dots - Math.round(dots))).toBeLessThan(1e-9);
          expect(qr.module).toBeGreaterThanOrEqual(0.5 - 1e-9);
          for (const at of [qr.x, qr.y])
            expect(Math.abs(at / dotOf(dpi) - Math.round(at / dotOf(dpi)))).toBeLessThan(1e-6);
          const boxes = [
            ...texts.map(({ x, y, size, text }) => ({
              x,
              y: y - size * 0.8,
              w: font.measure(text) * size,
              h: size * 0.9,
              size,
            })),
            ...code.map(({ x, y, size, from, to }) => ({
              x,
              y: y - size * 0.75,
              w: (to - from) * 0.6 * size,
              h: size * 0.8,
              size,
            })),
            ...(serial
              ? [{ x: serial.x, y: serial.y - serial.size * 0.8, w: 1, h: serial.size, size: serial.size }]
              : []),
            ...frames.map(({ x, y, width, height }) => ({ x, y, w: width, h: height, size: 9 })),
          ];
          for (const { x, y, w, h, size } of boxes) {
            expect(size).toBeGreaterThanOrEqual(SMALLEST_TEXT - 1e-9);
            expect(x).toBeGreaterThanOrEqual(0.2);
            expect(y).toBeGreaterThanOrEqual(0.2);
            expect(x + w).toBeLessThanOrEqual(stock.width - 0.2);
            expect(y + h).toBeLessThanOrEqual(stock.height - 0.1);
            const clear = x + w <= qr.x - quiet + 0.1 || x >= qr.x + 29 * qr.module + quiet - 0.1;
            const below = y >= qr.y + 29 * qr.module + quiet - qr.module * 2;
            expect(clear || below).toBe(true);
          }
        }
      }
    },
  );

  it('prints every field to its last character, whatever the length', () => {
    for (let length = 1; length <= 60; length += 7) {
      const content = contentWith([...NAME].slice(0, length).join(''));
      const printed = drawn(LABEL_STOCKS['60x40']!, content)
        .texts.map(({ text }) => text)
        .join('')
        .replace(/\s/g, '');
      for (const { title, text } of content.lines) expect(printed).toContain(`${title}：${text}`.replace(/\s/g, ''));
    }
  });

  it('shrinks, then wraps, then names the field that is too long', () => {
    const sizeOf = (producer: string): number => drawn(LABEL_STOCKS['60x40']!, contentWith(producer)).texts[1]!.size;
    expect(sizeOf(NAME)).toBeLessThan(sizeOf('太岳合作社'));
    expect(layoutLabel(font, LABEL_STOCKS['60x40']!, contentWith(NAME.repeat(3)), { dpi: 203, modules: 29 })).toEqual({
      tooLong: 'organisation',
    });
    const name = contentWith('社', { name: NAME.repeat(2) });
    expect(layoutLabel(font, LABEL_STOCKS['40x30']!, name, { dpi: 203, modules: 29 })).toEqual({ tooLong: 'name' });
  });

  it('gives a custom size all fields when there is room for them, and only the code’s own when not', () => {
    expect([customStock({ width: 50, height: 35 }).text, customStock({ width: 49, height: 35 }).text]).toEqual([
      'product',
      'short',
    ]);
  });

  it('draws the constant part once: two labels differ in QR, code and serial alone', () => {
    const drawing = drawn(LABEL_STOCKS['60x40']!, contentWith('社'));
    const plate = makePlate(font, drawing, { dots: 8 });
    const qr = { size: 29, dark: new Uint8Array(29 * 29).fill(1) };
    const [one, other] = [
      labelBitmap(plate, { code: 'A'.repeat(28), serial: 1, qr }),
      labelBitmap(plate, { code: 'B'.repeat(28), serial: 1, qr }),
    ];
    const different = Array.from({ length: one.height }, (_, y) => y).filter((y) =>
      Array.from({ length: one.width }, (_, x) => x).some((x) => isBlack(one, x, y) !== isBlack(other, x, y)),
    );
    expect(Math.min(...different) / 8).toBeGreaterThan(drawing.qr.y + 29 * drawing.qr.module);
  });
});

describe('the content', () => {
  const fields = [
    { key: 'name' as const, zh: '品名', en: 'Name', value: '连翘' },
    { key: 'batchNumber' as const, zh: '批号', en: 'Batch number', value: 'LQ-1' },
    { key: 'organisation' as const, zh: '企业名称', en: 'Company', value: '甲合作社' },
  ];
  const packing = { firstSerial: 1, lastSerial: 2, gramsEach: 1_000, fields, missing: [] };
  const made = (more: object) =>
    labelContent(packing, { supplier: '甲合作社', storage: null, released: false, ...more });

  it('says 合格 of a released batch alone', () => {
    expect([made({}).qualityMark, made({ released: true }).qualityMark]).toEqual(['待检', '合格']);
  });

  it('names the supplier beside the company, or with it when they are one', () => {
    const companies = (more: object) =>
      made(more)
        .lines.slice(1)
        .map(({ title, text }) => `${title}：${text}`);
    expect(companies({})).toEqual(['企业名称（供货单位）：甲合作社']);
    expect(companies({ supplier: '乙公司' })).toEqual(['企业名称：甲合作社', '供货单位：乙公司']);
    expect(companies({ storage: '置阴凉干燥处' })).toContain('贮藏：置阴凉干燥处');
  });
});

describe('a line of text', () => {
  const lines = (text: string, width: number): string[] => {
    const found: string[] = [];
    for (let rest = text; rest !== '';) {
      const cut = cutLine(font, rest, width)!;
      found.push(cut.line);
      rest = cut.rest;
    }
    return found;
  };

  it.each([
    ['Han text anywhere', '连翘黄芩丹参', 4, ['连翘黄芩', '丹参']],
    ['not before a closing sign', '连翘黄芩，丹参', 4, ['连翘黄', '芩，丹参']],
    ['not behind an opening one', '连翘黄（丹参）', 4, ['连翘黄', '（丹参）']],
    ['Latin words whole', 'Forsythia suspensa', 6, ['Forsythia', 'suspensa']],
    ['dates whole', '至 2025-09-18 止', 7.5, ['至 2025-09-18', '止']],
    ['a number wider than the line at its hyphen', 'LQ-141026-20250918', 6, ['LQ-141026-', '20250918']],
    ['a word wider than the line where it must be', 'aaaaaaaaaa', 2, expect.arrayContaining(['aaa'])],
  ])('breaks %s', (_, text, width, expected) => expect(lines(text, width)).toEqual(expected));

  it('is refused where not even one character fits', () => expect(cutLine(font, '连', 0.5)).toBeUndefined());
});

describe('the room for an offset', () => {
  it.each(Object.values(LABEL_STOCKS).map((stock) => [stock.name, stock] as const))(
    'keeps all of %s on the paper',
    (_, stock) => {
      const { x, y } = offsetRoom(font, stock, [drawn(stock, contentWith('甲合作社'))]);
      for (const { min, max } of [x, y]) {
        expect(min).toBeLessThanOrEqual(0);
        expect(max).toBeGreaterThanOrEqual(0);
        expect(max - min).toBeGreaterThan(0.5);
        if (!stock.sheet) expect([min > -3, max < 8]).toEqual([true, true]);
      }
    },
  );

  it('moves ink to the edge of a roll, and none across it', () => {
    const stock = LABEL_STOCKS['60x40']!;
    const drawing = drawn(stock, contentWith('甲合作社'));
    const { x, y } = offsetRoom(font, stock, [drawing]);
    const inkAt = (shift: { x: number; y: number }) => ink(makePlate(font, drawing, { dots: 8, shift }).background);
    const all = inkAt({ x: 0, y: 0 });
    for (const shift of [
      { x: x.min, y: y.min },
      { x: x.max, y: y.max },
    ])
      expect(Math.abs(inkAt(shift) / all - 1)).toBeLessThan(0.02);
    expect(inkAt({ x: x.min - 3, y: 0 })).toBeLessThan(all * 0.98);
  });
});
