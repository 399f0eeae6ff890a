import { once } from 'node:events';
import { inZone } from '../platform/occurred-at.js';
import { amountDue, asKilograms } from './amount-due.js';
import type { PurchaseSlip } from './purchase-slip.queries.js';

/** A5, in points: two slips to a sheet of A4, and wide enough for a roll printer scaled down. */
const [PAGE_WIDTH, PAGE_HEIGHT, MARGIN] = [420, 595, 34];
const WIDTH = PAGE_WIDTH - 2 * MARGIN;
const LINE = 18;
/** Where the sack, gross, tare and net columns begin and how wide they are, as shares of the width. */
const COLUMNS = [0.34, 0.22, 0.22, 0.22] as const;
const [LIGHT, DARK] = ['#999999', '#111111'];

type Align = 'left' | 'right' | 'center';

/**
 * 收购过磅单 as a PDF to print and sign: the same words and figures as the page (purchase-slip.page.tsx). Sacks go on over as many
 * pages as they take; each says its number.
 *
 * @param font a whole TrueType font with Chinese characters
 */
export async function purchaseSlipPdf(font: Buffer, slip: PurchaseSlip): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    ...{ size: [PAGE_WIDTH, PAGE_HEIGHT], margin: MARGIN, bufferPages: true, autoFirstPage: false },
    // Without this pdfkit looks for a font of its own beside its sources.
    font: null as unknown as string,
    info: { Title: `收购过磅单 ${slip.id}`, Author: slip.organisation, CreationDate: slip.at },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = once(document, 'end');
  document.registerFont('paper', font);
  document.addPage().font('paper').fillColor(DARK);
  let y = MARGIN;

  const write = (words: string, size: number, align: Align = 'left', x = 0, width = WIDTH): number => {
    document.font('paper').fontSize(size);
    document.text(words, MARGIN + x, y, { width, align });
    return document.heightOfString(words, { width });
  };
  const pair = (name: string, value: string, size = 10.5): void => {
    write(name, size, 'left', 0, WIDTH * 0.3);
    y += Math.max(LINE, write(value, size, 'right', WIDTH * 0.3, WIDTH * 0.7) + 4);
  };
  const room = (height: number): void => {
    if (y + height <= PAGE_HEIGHT - MARGIN - 14) return;
    document.addPage();
    y = MARGIN;
  };
  const weights = (name: string, gross: string, tare: string, net: string): void => {
    room(LINE);
    [name, gross, tare, net].reduce((x, words, index) => {
      const width = COLUMNS[index]! * WIDTH;
      write(words, 10, index === 0 ? 'left' : 'right', x, width);
      return x + width;
    }, 0);
    y += LINE;
    document
      .moveTo(MARGIN, y - 2)
      .lineTo(MARGIN + WIDTH, y - 2)
      .lineWidth(0.4)
      .stroke(LIGHT);
    y += 1;
  };

  y += write(`${slip.organisation} 收购过磅单`, 15, 'center') + 10;
  for (const [name, value] of headOf(slip)) pair(name, value);
  y += 6;
  weights('袋', '毛重 kg', '皮重 kg', '净重 kg');
  for (const { number, gross, tare } of slip.sacks)
    weights(String(number), asKilograms(gross), asKilograms(tare), asKilograms(gross - tare));
  const total = slip.sacks.length > 0 ? `合计 ${slip.sacks.length} 袋` : '合计';
  weights(total, asKilograms(slip.grossGrams), asKilograms(slip.tareGrams), asKilograms(slip.netGrams));
  y += 8;
  room(150);
  pair('单价', `${slip.price} 元/公斤`);
  pair('金额', `¥ ${amountDue(slip.netGrams, slip.price)}`, 15);
  y += 26;
  sign(document, slip, y);
  y += 62;
  const proof = `存证 ${slip.factId}：重量、等级已存证公开；姓名、单价封存。核对：/ledger/proofs/${slip.factId}`;
  y += write(`单号 ${slip.id}`, 7) + 2;
  write(proof, 7);

  const { count } = document.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    document.page.margins.bottom = 0;
    y = PAGE_HEIGHT - MARGIN;
    write(`第 ${index + 1} 页，共 ${count} 页`, 7, 'right');
  }
  document.end();
  await ended;
  return Buffer.concat(parts);
}

function headOf(slip: PurchaseSlip): [name: string, value: string][] {
  const { grower, herb, variant, harvestedAt, grade, at, atZone } = slip;
  const minute = (moment: Date, zone: string): string => inZone(moment, zone).replace('T', ' ').slice(0, 16);
  return [
    ['交货人', grower],
    ...(herb === null ? [] : [['品名', variant === null ? herb : `${herb}（${variant}）`] as [string, string]]),
    ...(harvestedAt === null ? [] : [['采收时间', minute(harvestedAt, '+08:00')] as [string, string]]),
    ['过磅时间', minute(at, atZone)],
    ['等级', grade],
  ];
}

/** Two lines to sign on; whoever signed on the scale's screen stands there already. */
function sign(document: PDFKit.PDFDocument, { signedBy, signature }: PurchaseSlip, y: number): void {
  const half = WIDTH / 2 - 8;
  for (const [index, words] of [`交货人签字：${signedBy ?? ''}`, '过磅员：'].entries()) {
    const x = MARGIN + index * (half + 16);
    document
      .moveTo(x, y)
      .lineTo(x + half, y)
      .lineWidth(0.8)
      .stroke(DARK);
    document
      .font('paper')
      .fontSize(10)
      .text(words, x, y + 4, { width: half });
  }
  if (signature === null) return;
  try {
    document.image(Buffer.from(signature, 'base64'), MARGIN, y + 20, { fit: [half, 36] });
  } catch {
    // A drawing that no reader of PNG takes is not printed; the name above it stands.
  }
}
