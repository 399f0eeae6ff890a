import { deflateSync } from 'node:zlib';
import type { LabelDrawing, TextLine } from '../labels/label-drawing.js';
import { VARIABLE_CHARACTERS } from '../labels/label-drawing.js';
import type { LabelFont } from '../labels/label-font.js';
import { perPage, type LabelStock } from '../labels/label-stock.js';
import { BOLD } from '../labels/label-svg.js';
import type { FileFrame } from './artifact.js';

/** Points a millimetre. */
export const POINT = 72 / 25.4;
/** Pages written under one node of the page tree, at the most. */
const PAGES_OF_A_NODE = 1_000;

/** A label sheet as a PDF, worked out but for the labels; plain data, so that it can go to a thread. */
export interface PdfPlan {
  kind: 'pdf';
  stock: LabelStock;
  dot: number;
  shift: { x: number; y: number };
  drawings: Pick<LabelDrawing, 'qr' | 'code' | 'serial' | 'width' | 'height'>[];
  /** Two bytes a character as they stand in a PDF string. */
  glyphs: Map<string, string>;
  perPage: number;
  /** Labels of one chunk: whole pages. */
  chunkLabels: number;
  total: number;
  /** Number of the first object of the first chunk. */
  firstObject: number;
}

/** Labels that make one chunk of a job: about a thousand, in whole pages. */
export function chunkLabelsOf(stock: LabelStock): number {
  const labels = perPage(stock);
  return Math.max(1, Math.floor(PAGES_OF_A_NODE / labels)) * labels;
}

/**
 * Lays out everything that is the same on all labels: the cut-down font, and one form object a drawing. Objects have fixed
 * numbers, so that a chunk can be made without knowing those before it.
 */
export function planPdf(
  font: LabelFont,
  {
    stock,
    drawings,
    total,
    dot,
    shift,
  }: Pick<PdfPlan, 'stock' | 'total' | 'dot' | 'shift'> & { drawings: LabelDrawing[] },
): { plan: PdfPlan; frame: FileFrame } {
  const characters = new Set(VARIABLE_CHARACTERS);
  for (const { texts } of drawings)
    for (const { text } of texts) for (const character of text) characters.add(character);
  const cut = font.cut(characters);
  const glyphs = new Map([...cut.ids].map(([character, id]) => [character, twoBytes(id)]));
  const objects = [
    ...fontObjects(font, cut.bytes, cut.ids),
    ...drawings.map((drawing) => formObject(drawing, glyphs)),
    Buffer.from(
      `<</Font<</F 1 0 R>>/XObject<<${drawings.map((_, index) => `/L${index} ${6 + index} 0 R`).join('')}>>>>`,
    ),
  ];
  let head: Buffer<ArrayBufferLike> = Buffer.from('%PDF-1.7\n%\xb5\xed\xae\xfb\n', 'latin1');
  let tailHead = '';
  for (const [index, content] of objects.entries()) {
    tailHead += xrefLine(head.length);
    head = Buffer.concat([head, Buffer.from(`${index + 1} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
  }
  const plan: PdfPlan = {
    ...{ kind: 'pdf', stock, dot, shift, glyphs, total, perPage: perPage(stock), chunkLabels: chunkLabelsOf(stock) },
    drawings: drawings.map(({ qr, code, serial, width, height }) => ({
      ...{ qr, code, width, height },
      ...(serial && { serial }),
    })),
    firstObject: objects.length + 1,
  };
  return { plan, frame: { head, tailHead: Buffer.from(tailHead) } };
}

/** Object numbers of the end: root of the page tree, catalogue; and the node of each chunk. */
export function endObjects(plan: PdfPlan): { root: number; catalog: number; nodes: number[]; resources: number } {
  const pages = Math.ceil(plan.total / plan.perPage);
  const chunkPages = plan.chunkLabels / plan.perPage;
  const chunks = Math.ceil(pages / chunkPages);
  const root = plan.firstObject + 2 * pages + chunks;
  const nodes = Array.from({ length: chunks }, (_, chunk) => {
    const own = Math.min(chunkPages, pages - chunk * chunkPages);
    return plan.firstObject + chunk * (2 * chunkPages + 1) + 2 * own;
  });
  return { root, catalog: root + 1, nodes, resources: plan.firstObject - 1 };
}

/** One entry of the cross-reference table: always 20 bytes. */
export function xrefLine(offset: number): string {
  return `${String(offset).padStart(10, '0')} 00000 n \n`;
}

/** Text as a PDF string of two-byte glyph numbers. */
export function pdfString(glyphs: ReadonlyMap<string, string>, text: string): string {
  let bytes = '';
  for (const character of text) bytes += glyphs.get(character)!;
  return `(${bytes})`;
}

export function number(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** A line of text in a coordinate system with y upward from the label's lower edge. */
export function textOperators(glyphs: ReadonlyMap<string, string>, height: number, line: TextLine): string {
  const size = line.size * POINT;
  const bold = line.bold ? `2 Tr ${number(size * BOLD)} w ` : '';
  const plain = line.bold ? ' 0 Tr' : '';
  const at = `${number(line.x * POINT)} ${number((height - line.y) * POINT)}`;
  return `BT ${bold}/F ${number(size)} Tf ${at} Td ${pdfString(glyphs, line.text)} Tj${plain} ET\n`;
}

function formObject({ width, height, texts, frames }: LabelDrawing, glyphs: ReadonlyMap<string, string>): Buffer {
  const lines = texts.map((line) => textOperators(glyphs, height, line));
  const boxes = frames.map((f) => {
    const corner = `${number(f.x * POINT)} ${number((height - f.y - f.height) * POINT)}`;
    return `${number(f.line * POINT)} w ${corner} ${number(f.width * POINT)} ${number(f.height * POINT)} re S\n`;
  });
  const box = `[0 0 ${number(width * POINT)} ${number(height * POINT)}]`;
  const content = Buffer.from(boxes.join('') + lines.join(''), 'latin1');
  return stream(`/Type/XObject/Subtype/Form/BBox${box}/Resources<</Font<</F 1 0 R>>>>`, content);
}

function fontObjects(font: LabelFont, bytes: Buffer, ids: ReadonlyMap<string, number>): Buffer[] {
  const name = `BENCAO+${font.postscriptName}`;
  const thousandths = (units: number): number => Math.round((units * 1000) / font.unitsPerEm);
  const { ascent, descent, capHeight, box } = font.metrics;
  const widths = [...ids].map(([character, id]) => `${id}[${Math.round(font.advance(character) * 1000)}]`).join('');
  const metrics =
    `/Ascent ${thousandths(ascent)}/Descent ${thousandths(descent)}/CapHeight ${thousandths(capHeight)}` +
    `/FontBBox[${box.map(thousandths).join(' ')}]/ItalicAngle 0/StemV 90/Flags 4`;
  return [
    Buffer.from(
      `<</Type/Font/Subtype/Type0/BaseFont/${name}/Encoding/Identity-H/DescendantFonts[2 0 R]/ToUnicode 5 0 R>>`,
    ),
    Buffer.from(
      `<</Type/Font/Subtype/CIDFontType2/BaseFont/${name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>` +
        `/FontDescriptor 3 0 R/CIDToGIDMap/Identity/DW 1000/W[${widths}]>>`,
    ),
    Buffer.from(`<</Type/FontDescriptor/FontName/${name}${metrics}/FontFile2 4 0 R>>`),
    stream(`/Length1 ${bytes.length}`, bytes),
    stream('', Buffer.from(toUnicode(ids))),
  ];
}

/** Tells a reader which character each glyph is, so that text can be searched and copied. */
function toUnicode(ids: ReadonlyMap<string, number>): string {
  const entries = [...ids].map(([character, id]) => {
    const units = Buffer.from(character, 'utf16le').swap16().toString('hex');
    return `<${id.toString(16).padStart(4, '0')}> <${units}>`;
  });
  const blocks: string[] = [];
  for (let at = 0; at < entries.length; at += 100) {
    const block = entries.slice(at, at + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return (
    '/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n' +
    '/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n' +
    '/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n' +
    `${blocks.join('\n')}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend`
  );
}

/** A compressed stream object with these further entries. */
export function stream(entries: string, content: Uint8Array): Buffer {
  const packed = deflateSync(content);
  return Buffer.concat([
    Buffer.from(`<<${entries}/Filter/FlateDecode/Length ${packed.length}>>stream\n`),
    packed,
    Buffer.from('\nendstream'),
  ]);
}

function twoBytes(id: number): string {
  return escapeByte(id >> 8) + escapeByte(id & 0xff);
}

/** In a PDF string these four bytes need a backslash; a bare carriage return would be read as a line feed. */
function escapeByte(byte: number): string {
  if (byte === 0x0d) return '\\r';
  const character = String.fromCharCode(byte);
  return character === '(' || character === ')' || character === '\\' ? `\\${character}` : character;
}
