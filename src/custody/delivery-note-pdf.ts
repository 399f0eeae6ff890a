import { once } from 'node:events';

/** One line of a delivery note. */
export interface NoteLine {
  name: string;
  specification: string;
  number: string;
  origin: string;
  maker: string;
  grams: number;
  packages: number;
}

export interface DeliveryNote {
  documentNumber: string;
  supplier: string;
  receiver: string;
  address: string;
  shippedAt: string;
  reason: string;
  carrier: string;
  vehicle: string;
  lines: readonly NoteLine[];
  code: string;
  url: string;
  /** The QR of the note as a PNG. */
  qr: Buffer;
}

const MARGIN = 36;
const WIDTH = 842 - 2 * MARGIN;
/** Heads of the table with their share of the width; the fields GSP asks of a 随货同行单. */
const COLUMNS: readonly (readonly [head: string, width: number, cell: (line: NoteLine) => string])[] = [
  ['通用名称', 0.13, ({ name }) => name],
  ['规格', 0.1, ({ specification }) => specification],
  ['批号', 0.17, ({ number }) => number],
  ['产地', 0.17, ({ origin }) => origin],
  ['生产厂商', 0.2, ({ maker }) => maker],
  ['件数', 0.08, ({ packages }) => (packages === 0 ? '散装' : String(packages))],
  ['数量（kg）', 0.15, ({ grams }) => kilograms(grams)],
];

/**
 * 随货同行单 (GSP 2016, 收货与验收): 供货单位, 生产厂商, 通用名称, 规格, 批号, 数量, 收货单位, 收货地址, 发货日期, a place for the seal
 * (出库专用章), and the code that opens the delivery at the gate. As many pages as it takes, each with its number.
 *
 * @param font a whole TrueType font with Chinese characters
 */
export async function deliveryNotePdf(font: Buffer, note: DeliveryNote): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    ...{ size: 'A4', layout: 'landscape', margin: MARGIN, bufferPages: true, autoFirstPage: false },
    // Without this pdfkit looks for a font of its own beside its sources.
    font: null as unknown as string,
    info: { Title: `随货同行单 ${note.documentNumber}`, Author: note.supplier },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = once(document, 'end');
  document.registerFont('paper', font);
  let y = 0;
  const text = (
    words: string,
    x: number,
    at: number,
    size = 10,
    width?: number,
    align: 'left' | 'right' | 'center' = 'left',
  ) =>
    document
      .font('paper')
      .fontSize(size)
      .text(words, x, at, { width: width ?? WIDTH, align, lineBreak: width !== undefined });
  const row = (cells: readonly string[]): void => {
    const height =
      10 +
      Math.max(
        ...cells.map((cell, i) =>
          document
            .font('paper')
            .fontSize(9)
            .heightOfString(cell || ' ', { width: COLUMNS[i]![1] * WIDTH - 8 }),
        ),
      );
    if (y + height > 595 - MARGIN - 90) page();
    let x = MARGIN;
    cells.forEach((cell, i) => {
      const width = COLUMNS[i]![1] * WIDTH;
      document.rect(x, y, width, height).lineWidth(0.5).stroke();
      text(cell, x + 4, y + 5, 9, width - 8);
      x += width;
    });
    y += height;
  };
  const page = (): void => {
    document.addPage();
    text('随货同行单', MARGIN, MARGIN, 18, WIDTH, 'center');
    document.image(note.qr, MARGIN + WIDTH - 88, MARGIN - 8, { width: 88 });
    const [left, right] = [MARGIN, MARGIN + 330];
    text(`单号：${note.documentNumber}`, left, MARGIN + 32);
    text(`发货日期：${note.shippedAt.slice(0, 10)}`, right, MARGIN + 32);
    text(`供货单位：${note.supplier}`, left, MARGIN + 50);
    text(`用途：${note.reason}`, right, MARGIN + 50);
    text(`收货单位：${note.receiver}`, left, MARGIN + 68);
    text(
      `承运：${[note.carrier, note.vehicle].filter((part) => part !== '').join('　') || '自提'}`,
      right,
      MARGIN + 68,
    );
    text(`收货地址：${note.address}`, left, MARGIN + 86);
    text(note.code.replace(/(.{4})(?=.)/g, '$1 '), left, MARGIN + 104, 9);
    y = MARGIN + 124;
    row(COLUMNS.map(([head]) => head));
  };
  page();
  for (const line of note.lines) row(COLUMNS.map(([, , cell]) => cell(line)));
  const grams = note.lines.reduce((sum, line) => sum + line.grams, 0);
  row(['合计', '', '', '', '', String(note.lines.reduce((sum, { packages }) => sum + packages, 0)), kilograms(grams)]);
  text('发货人：', MARGIN, y + 24);
  text('收货人：', MARGIN + 260, y + 24);
  text('出库专用章：', MARGIN + 520, y + 24);
  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    document.switchToPage(index);
    document.page.margins.bottom = 0;
    text(`第 ${index + 1} 页，共 ${count} 页`, MARGIN, 595 - 26, 8, WIDTH, 'right');
  }
  document.end();
  await ended;
  return Buffer.concat(parts);
}

/** Whole grams as kilograms, exactly. */
function kilograms(grams: number): string {
  const [whole, rest] = [
    Math.floor(grams / 1000),
    String(grams % 1000)
      .padStart(3, '0')
      .replace(/0+$/, ''),
  ];
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}
