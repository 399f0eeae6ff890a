import { crc32, deflateSync } from 'node:zlib';
import QRCode from 'qrcode';

/** A QR symbol without its margin: `size` modules a side, row by row, 1 is dark. */
export interface QrMatrix {
  size: number;
  dark: Uint8Array;
}

/** Light modules around the symbol (ISO/IEC 18004 asks for 4). */
export const QUIET_ZONE = 4;

const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]+$/;

/**
 * The QR symbol of a text, error correction M (15 %). Q (25 %) would take one version more: on 20 mm at 203 dpi 3 printer dots a
 * module instead of 4, and larger modules survive sacking and smearing better than more of them.
 */
export function qrMatrix(text: string): QrMatrix {
  const content = ALPHANUMERIC.test(text) ? [{ data: text, mode: 'alphanumeric' as const }] : text;
  const { modules } = QRCode.create(content, { errorCorrectionLevel: 'M' });
  return { size: modules.size, dark: Uint8Array.from(modules.data) };
}

/**
 * A 1-bit grey PNG, `scale` whole pixels a module, quiet zone included. The encoder is our own: qrcode draws 32-bit pixels in
 * script, which costs ten times the symbol itself.
 */
export function qrPng({ size, dark }: QrMatrix, scale: number): Buffer {
  const side = (size + 2 * QUIET_ZONE) * scale;
  const stride = 1 + Math.ceil(side / 8); // each row starts with its filter byte, 0
  const rows = Buffer.alloc(stride * side, 0xff);
  for (let y = 0; y < side; y++) rows[y * stride] = 0;
  for (let row = 0; row < size; row++) {
    const first = (row + QUIET_ZONE) * scale * stride;
    for (let column = 0; column < size; column++) {
      if (!dark[row * size + column]) continue;
      const from = (column + QUIET_ZONE) * scale;
      for (let x = from; x < from + scale; x++) rows[first + 1 + (x >> 3)]! &= ~(0x80 >> (x & 7));
    }
    for (let copy = 1; copy < scale; copy++) rows.copy(rows, first + copy * stride, first, first + stride);
  }
  return grayPng(side, side, rows);
}

/** A 1-bit grey PNG of rows that each begin with their filter byte; 1 is white. */
export function grayPng(width: number, height: number, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bit depth; the rest: grey, deflate, no filter, no interlace
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(rows, { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** An SVG of one path, one unit a module, quiet zone included; runs of dark modules are one rectangle each. */
export function qrSvg({ size, dark }: QrMatrix): string {
  const side = size + 2 * QUIET_ZONE;
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size;) {
      let run = 0;
      while (column + run < size && dark[row * size + column + run]) run++;
      if (run > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
      column += run || 1;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  );
}

/** The symbol for a terminal: two rows of modules a line, black on white whatever the terminal's colours. */
export function qrTerminal({ size, dark }: QrMatrix): string {
  const isDark = (row: number, column: number): boolean =>
    row >= 0 && row < size && column >= 0 && column < size && dark[row * size + column] === 1;
  const lines: string[] = [];
  for (let row = -QUIET_ZONE; row < size + QUIET_ZONE; row += 2) {
    let line = '';
    for (let column = -QUIET_ZONE; column < size + QUIET_ZONE; column++) {
      const [upper, lower] = [isDark(row, column), isDark(row + 1, column)];
      line += upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }
    lines.push(`\u001b[38;5;16m\u001b[48;5;231m${line}\u001b[0m`);
  }
  return lines.join('\n');
}

function pngChunk(type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + content.length);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length);
  return chunk;
}
