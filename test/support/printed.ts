import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, POPPLER } from '../../scripts/programs.mjs';
import type { GreyPicture } from './decoders.js';

/** Whether PDFs can be drawn here. */
export const canDrawPdf = (): boolean => findProgram(POPPLER) !== undefined;

/** The pages of a PDF as poppler draws them, one pixel a dot of a printer of so many dots an inch. */
export function pdfPages(
  pdf: Uint8Array,
  dpi: number,
  { first = 1, last }: { first?: number; last?: number } = {},
): GreyPicture[] {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'in.pdf'), pdf);
    const range = ['-f', String(first), ...(last === undefined ? [] : ['-l', String(last)])];
    execFileSync('pdftoppm', ['-r', String(dpi), '-gray', ...range, join(folder, 'in.pdf'), join(folder, 'page')]);
    const pages = readdirSync(folder).filter((name) => name.endsWith('.pgm'));
    return pages.sort().map((name) => readPgm(readFileSync(join(folder, name))));
  });
}

/** The text of a PDF as somebody would copy it. */
export function pdfText(pdf: Uint8Array): string {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'in.pdf'), pdf);
    return execFileSync('pdftotext', ['-raw', join(folder, 'in.pdf'), '-'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  });
}

/** A binary grey picture (PGM, P5). */
function readPgm(bytes: Buffer): GreyPicture {
  const header = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1'));
  if (!header) throw new Error('no P5 picture');
  return { width: Number(header[1]), height: Number(header[2]), grey: bytes.subarray(header[0].length) };
}

/** The labels a TSPL printer would print, as its manual says: 0 is black, PRINT puts the picture on a label. */
export function tsplLabels(file: Buffer): { labels: GreyPicture[]; setup: string[] } {
  const labels: GreyPicture[] = [];
  const setup: string[] = [];
  let canvas: GreyPicture | undefined;
  for (let at = 0; at < file.length;) {
    const bitmap = /^BITMAP (\d+),(\d+),(\d+),(\d+),0,/.exec(file.subarray(at, at + 60).toString('latin1'));
    if (bitmap) {
      const [stride, height] = [Number(bitmap[3]), Number(bitmap[4])];
      const from = at + bitmap[0].length;
      canvas = fromBits(file.subarray(from, from + stride * height), stride, height, false);
      at = from + stride * height;
      if (file.subarray(at, at + 2).toString() !== '\r\n') throw new Error('a picture must be followed by CRLF');
      at += 2;
      continue;
    }
    const end = file.indexOf('\r\n', at);
    const command = file.subarray(at, end).toString('latin1');
    if (command === 'CLS') canvas = undefined;
    else if (command === 'PRINT 1,1' && canvas) labels.push(canvas);
    else if (labels.length === 0 && /^(SIZE|GAP|DIRECTION|REFERENCE) /.test(command)) setup.push(command);
    else throw new Error(`a TSPL printer would not know ${command.slice(0, 80)}`);
    at = end + 2;
  }
  return { labels, setup };
}

/** The labels a ZPL printer would print: ^GFA with the shortened hexadecimal of Zebra's manual. */
export function zplLabels(file: string): GreyPicture[] {
  return [...file.matchAll(/\^XA(.*?)\^XZ\r\n/gs)].map(([, format]) => {
    const field = /^\^PW(\d+)\^LL(\d+)\^LH0,0\^FO0,0\^GFA,(\d+),\3,(\d+),([0-9A-Zg-z:,!]*)\^FS\^PQ1$/.exec(format!);
    if (!field) throw new Error(`a ZPL printer would not know ${format!.slice(0, 80)}`);
    const [bytes, stride] = [Number(field[3]), Number(field[4])];
    const bits = Buffer.from(plainHex(field[5]!, stride * 2), 'hex');
    if (bits.length !== bytes) throw new Error(`${bits.length} bytes, ${bytes} were announced`);
    return fromBits(bits, stride, bytes / stride, true);
  });
}

function plainHex(short: string, digits: number): string {
  let rows = '';
  let row = '';
  let before = '0'.repeat(digits);
  let count = 0;
  const put = (text: string): void => {
    row += text;
    if (row.length > digits) throw new Error('a row is too long');
    if (row.length < digits) return;
    rows += row;
    before = row;
    row = '';
  };
  for (const sign of short) {
    if (sign >= 'G' && sign <= 'Y') count += sign.charCodeAt(0) - 70;
    else if (sign >= 'g' && sign <= 'z') count += 20 * (sign.charCodeAt(0) - 102);
    else {
      if (sign === ':') put(before);
      else if (sign === ',') put('0'.repeat(digits - row.length));
      else if (sign === '!') put('F'.repeat(digits - row.length));
      else put(sign.repeat(count || 1));
      count = 0;
    }
  }
  return rows;
}

function fromBits(bits: Uint8Array, stride: number, height: number, blackIs1: boolean): GreyPicture {
  const grey = new Uint8Array(stride * 8 * height);
  for (let at = 0; at < grey.length; at++) {
    const bit = (bits[at >> 3]! >> (7 - (at & 7))) & 1;
    grey[at] = (bit === 1) === blackIs1 ? 0 : 255;
  }
  return { width: stride * 8, height, grey };
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bencao-printed-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
