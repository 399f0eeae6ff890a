import { once } from 'node:events';
import { factWord } from './fact-words.js';
import type { SheetRow } from './facts-sheet.js';

/** What stands at the head of the paper. */
export interface EvidencePaper {
  /** Batch number, or the lot's id. */
  title: string;
  lot: { id: string; herb: string; variant: string | null; initialGrams: number; region: string };
  rows: readonly SheetRow[];
  proven: { checkpoint: string; treeSize: bigint };
}

const MARGIN = 40;
const WIDTH = 595 - 2 * MARGIN;
const BOTTOM = 842 - MARGIN - 20;
const COLUMNS: readonly (readonly [head: string, share: number, cell: (row: SheetRow) => string])[] = [
  ['发生时间', 0.2, ({ occurredAt }) => occurredAt.slice(0, 16).replace('T', ' ')],
  ['事项', 0.14, ({ type }) => factWord(type)],
  ['主体', 0.3, ({ organisation }) => organisation],
  ['记录时间', 0.2, ({ recordedAt }) => recordedAt.slice(0, 16).replace('T', ' ')],
  ['账本位置', 0.16, ({ leaf }) => leaf],
];

/**
 * The pack as a paper to read: what the lot is, every fact in the order it happened, and the checkpoint they stand under.
 *
 * @param font a whole TrueType font with Chinese characters
 */
export async function evidencePdf(font: Buffer, paper: EvidencePaper): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const document = new PDFDocument({
    ...{ size: 'A4', margin: MARGIN, bufferPages: true },
    // Without this pdfkit looks for a font of its own beside its sources.
    font: null as unknown as string,
    info: { Title: `证据包 ${paper.title}` },
  });
  const parts: Buffer[] = [];
  document.on('data', (part: Buffer) => parts.push(part));
  const ended = once(document, 'end');
  document.registerFont('paper', font).font('paper');

  document.fontSize(18).text(`溯源证据：${paper.title}`);
  const { herb, variant, initialGrams, region, id } = paper.lot;
  document.fontSize(10).moveDown(0.5);
  document.text(
    `药材 ${herb}${variant === null ? '' : `（${variant}）`}　数量 ${kilograms(initialGrams)} 公斤　产地 ${region}`,
  );
  document.text(`编号 ${id}`);
  document.text(
    `记录 ${paper.rows.length} 条，均可在 ${paper.proven.treeSize} 条的账本中证明；核验方法见 README.txt 与 verify.html。`,
  );
  document.moveDown();
  line(
    document,
    COLUMNS.map(([head]) => head),
  );
  for (const row of paper.rows)
    line(
      document,
      COLUMNS.map(([, , cell]) => cell(row)),
    );
  document.moveDown().fontSize(9).text('账本检查点', MARGIN).text(paper.proven.checkpoint.trim(), { lineGap: 1 });

  const { count } = document.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    document.page.margins.bottom = 0; // or the footer would begin a page of its own
    document
      .fontSize(9)
      .text(`第 ${page + 1} 页，共 ${count} 页`, MARGIN, 842 - MARGIN, { width: WIDTH, align: 'right' });
  }
  document.end();
  await ended;
  return Buffer.concat(parts);
}

/** One row of the list, on a new page where this one ends. */
function line(document: PDFKit.PDFDocument, cells: readonly string[]): void {
  document.fontSize(9);
  const widths = COLUMNS.map(([, share]) => share * WIDTH - 6);
  const height = Math.max(...cells.map((cell, i) => document.heightOfString(cell, { width: widths[i]! })));
  if (document.y + height > BOTTOM) document.addPage();
  const top = document.y;
  let x = MARGIN;
  cells.forEach((cell, i) => {
    document.text(cell, x, top, { width: widths[i]! });
    x += widths[i]! + 6;
  });
  document.x = MARGIN;
  document.y = top + height + 3;
}

function kilograms(grams: number): string {
  return (grams / 1000).toFixed(3).replace(/\.?0+$/, '');
}
