import encodeQR from 'qr';
import { codeUrl } from '../code-url.js';
import { qrPng, qrSvg, type QrMatrix } from '../qr-image.js';
import {
  NOTHING,
  type ChunkBytes,
  type CodedItem,
  type DrawnItem,
  type FileFrame,
  type PartLengths,
} from './artifact.js';
import { CSV_HEAD, csvLines, type CsvPlan } from './code-csv.js';
import { pdfChunk, pdfEnd, pdfTail } from './pdf-file.js';
import type { PdfPlan } from './pdf-plan.js';
import { tsplHead, tsplLabel, zplLabel, type PrinterPlan } from './printer-files.js';
import { zipChunk, zipEnd, zipTail } from './zip-file.js';

/** The list every codes job makes. */
export interface ListPlan {
  kind: 'list';
}
/** Pictures of the QR alone, in a ZIP. */
export interface PicturesPlan {
  kind: 'png' | 'svg';
  total: number;
  /** Pixels a module of a PNG. */
  scale: number;
}

/** How one file of a job is made; plain data, so that it can go to a thread. */
export type ArtifactPlan = ListPlan | CsvPlan | PdfPlan | PrinterPlan | PicturesPlan;

/** Work of a thread: one chunk for all files of a job. */
export interface ChunkOrder {
  publicUrl: string;
  plans: ArtifactPlan[];
  index: number;
  items: CodedItem[];
}

/** The bytes a chunk adds to each file, in the order of the plans. The same order always gives the same bytes. */
export function renderChunk({ publicUrl, plans, index, items }: ChunkOrder): ChunkBytes[] {
  const before = codeUrl(publicUrl, '');
  const drawn: DrawnItem[] = plans.some(({ kind }) => kind !== 'list' && kind !== 'csv')
    ? items.map((item) => ({ ...item, qr: bulkQr(before + item.code) }))
    : [];
  return plans.map((plan) => {
    switch (plan.kind) {
      case 'list':
        return { body: listLines(before, items) };
      case 'csv':
        return { body: csvLines(plan, before, items) };
      case 'pdf':
        return pdfChunk(plan, index, drawn);
      case 'tspl':
        return { body: Buffer.concat(drawn.map((item) => tsplLabel(plan, item))) };
      case 'zpl':
        return { body: Buffer.concat(drawn.map((item) => zplLabel(plan, item))) };
      case 'png':
        return zipChunk(drawn.map((item) => ({ name: nameOf(item, plan), content: qrPng(item.qr, plan.scale) })));
      case 'svg':
        return zipChunk(drawn.map((item) => ({ name: nameOf(item, plan), content: Buffer.from(qrSvg(item.qr)) })));
    }
  });
}

/** What stands before the chunks. A PDF's head is made with its plan. */
export function headOf(plan: ArtifactPlan): FileFrame {
  if (plan.kind === 'csv') return { head: CSV_HEAD, tailHead: NOTHING };
  if (plan.kind === 'tspl') return { head: tsplHead(plan.stock), tailHead: NOTHING };
  return { head: NOTHING, tailHead: NOTHING };
}

/** Whether the file ends in a table of what is in it. */
export function hasTail({ kind }: ArtifactPlan): boolean {
  return kind === 'pdf' || kind === 'png' || kind === 'svg';
}

/** What a chunk adds to the file's tail, its body being put at `base`. */
export function tailOf(plan: ArtifactPlan, chunk: ChunkBytes, base: number): Uint8Array {
  if (plan.kind === 'pdf') return pdfTail(chunk, base);
  if (plan.kind === 'png' || plan.kind === 'svg') return zipTail(chunk, base);
  return NOTHING;
}

export function endOf(plan: ArtifactPlan, lengths: PartLengths): { beforeTail: Uint8Array; afterTail: Uint8Array } {
  if (plan.kind === 'pdf') return pdfEnd(plan, lengths);
  if (plan.kind === 'png' || plan.kind === 'svg') return zipEnd(plan.total, lengths);
  return { beforeTail: NOTHING, afterTail: NOTHING };
}

/**
 * The symbol of an address, as `qrMatrix` makes it but for the choice among eight masks; several times faster. Which mask is
 * chosen makes no difference to a reader.
 */
export function bulkQr(url: string): QrMatrix {
  const rows = encodeQR(url, 'raw', { ecc: 'medium', encoding: 'alphanumeric', border: 1 });
  const size = rows.length - 2;
  const dark = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    const from = rows[row + 1]!;
    for (let column = 0; column < size; column++) dark[row * size + column] = from[column + 1] ? 1 : 0;
  }
  return { size, dark };
}

function listLines(before: string, items: readonly CodedItem[]): Buffer {
  let lines = '';
  for (const { serial, code } of items) lines += `{"serial":${serial},"code":"${code}","url":"${before}${code}"}\n`;
  return Buffer.from(lines, 'latin1');
}

function nameOf({ serial, code }: CodedItem, { kind }: PicturesPlan): string {
  return `${String(serial).padStart(7, '0')}-${code}.${kind}`;
}
