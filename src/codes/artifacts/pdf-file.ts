import { deflateSync } from 'node:zlib';
import { groupCode } from '../trace-code.js';
import type { QrMatrix } from '../qr-image.js';
import { serialText } from '../labels/label-drawing.js';
import type { ChunkBytes, DrawnItem, PartLengths } from './artifact.js';
import { endObjects, number, POINT, textOperators, xrefLine, type PdfPlan } from './pdf-plan.js';

/**
 * The pages of one chunk: `index` counts chunks. Each label is the form object of its drawing, the QR as a 1-bit image mask, and
 * its code and serial. A mask of whole printer dots is sharp on paper; modules drawn as rectangles are not (performance.md §2b:
 * 0 of 65 decoded at 203 dpi, as a mask 65 of 65).
 */
export function pdfChunk(plan: PdfPlan, index: number, items: readonly DrawnItem[]): ChunkBytes {
  const pages = Math.ceil(items.length / plan.perPage);
  const first = plan.firstObject + index * (2 * (plan.chunkLabels / plan.perPage) + 1);
  const node = first + 2 * pages;
  const parts: Buffer[] = [];
  const marks: number[] = [];
  let length = 0;
  const add = (object: number, content: Buffer): void => {
    marks.push(length);
    const whole = Buffer.concat([Buffer.from(`${object} 0 obj\n`), content, Buffer.from('\nendobj\n')]);
    parts.push(whole);
    length += whole.length;
  };
  for (let page = 0; page < pages; page++) {
    const content = pageContent(plan, items.slice(page * plan.perPage, (page + 1) * plan.perPage));
    add(first + 2 * page, plan.stock.sheet ? packed(content) : plain(content));
    add(first + 2 * page + 1, Buffer.from(`<</Type/Page/Parent ${node} 0 R/Contents ${first + 2 * page} 0 R>>`));
  }
  const kids = Array.from({ length: pages }, (_, page) => `${first + 2 * page + 1} 0 R`).join(' ');
  add(node, Buffer.from(`<</Type/Pages/Parent ${endObjects(plan).root} 0 R/Count ${pages}/Kids[${kids}]>>`));
  return { body: Buffer.concat(parts, length), marks };
}

/** What a chunk adds to the cross-reference table when its body begins at `base`. */
export function pdfTail({ marks = [] }: ChunkBytes, base: number): Uint8Array {
  return Buffer.from(marks.map((mark) => xrefLine(base + mark)).join(''), 'latin1');
}

/** What closes the file: root and catalogue before the table, the trailer behind it. */
export function pdfEnd(plan: PdfPlan, { body }: PartLengths): { beforeTail: Uint8Array; afterTail: Uint8Array } {
  const { root, catalog, nodes, resources } = endObjects(plan);
  const { width, height } = plan.stock.sheet ?? plan.stock;
  const pages = Math.ceil(plan.total / plan.perPage);
  const box = `[0 0 ${number(width * POINT)} ${number(height * POINT)}]`;
  const kids = nodes.map((node) => `${node} 0 R`).join(' ');
  const rootObject = `${root} 0 obj\n<</Type/Pages/Count ${pages}/Kids[${kids}]/MediaBox${box}/Resources ${resources} 0 R>>\nendobj\n`;
  // Printed at its own size: a reader that fits labels to its paper would change the width of the modules.
  const catalogObject = `${catalog} 0 obj\n<</Type/Catalog/Pages ${root} 0 R/ViewerPreferences<</PrintScaling/None>>>>\nendobj\n`;
  const table = body + rootObject.length + catalogObject.length;
  const count = catalog + 1;
  return {
    beforeTail: Buffer.from(`${rootObject}${catalogObject}xref\n0 ${count}\n0000000000 65535 f \n`, 'latin1'),
    afterTail: Buffer.from(
      `${xrefLine(body)}${xrefLine(body + rootObject.length)}trailer\n<</Size ${count}/Root ${catalog} 0 R>>\n` +
        `startxref\n${table}\n%%EOF\n`,
      'latin1',
    ),
  };
}

function pageContent(plan: PdfPlan, items: readonly DrawnItem[]): Buffer {
  const page = plan.stock.sheet ?? plan.stock;
  const parts: Buffer[] = [];
  for (const [slot, item] of items.entries()) {
    const drawing = plan.drawings[item.drawing]!;
    const { x, y } = slotOf(plan, slot);
    const below = page.height - y - drawing.height;
    const constant = drawing.code.length > 0 || plan.drawings.length > 1 || plan.stock.text !== 'qr';
    if (constant) {
      parts.push(latin(`q 1 0 0 1 ${number(x * POINT)} ${number(below * POINT)} cm/L${item.drawing} Do\n`));
      parts.push(latin(variableText(plan, drawing, item)));
    }
    const side = drawing.qr.module * item.qr.size;
    const [left, top] = [snap(x + drawing.qr.x, plan.dot), snap(y + drawing.qr.y, plan.dot)];
    const [fromX, fromY] = constant ? [x, below] : [0, 0];
    const at = `${number((left - fromX) * POINT)} ${number((page.height - top - side - fromY) * POINT)}`;
    const size = number(side * POINT);
    parts.push(
      latin(
        `${constant ? '' : 'q '}${size} 0 0 ${size} ${at} cm BI/W ${item.qr.size}/H ${item.qr.size}/IM true/D[1 0]ID `,
      ),
    );
    parts.push(maskBits(item.qr), latin(' EI Q\n'));
  }
  return Buffer.concat(parts);
}

function variableText(plan: PdfPlan, drawing: PdfPlan['drawings'][number], item: DrawnItem): string {
  const grouped = groupCode(item.code);
  let text = '';
  for (const { x, y, size, from, to } of drawing.code) {
    text += textOperators(plan.glyphs, drawing.height, { x, y, size, text: grouped.slice(from, to) });
  }
  if (drawing.serial) {
    text += textOperators(plan.glyphs, drawing.height, { ...drawing.serial, text: serialText(item.serial) });
  }
  return text;
}

/** Where the label of this slot begins on its page, moved by the calibration. */
function slotOf({ stock: { sheet }, shift }: PdfPlan, slot: number): { x: number; y: number } {
  if (!sheet) return shift;
  return {
    x: sheet.left + (slot % sheet.columns) * sheet.stepX + shift.x,
    y: sheet.top + Math.floor(slot / sheet.columns) * sheet.stepY + shift.y,
  };
}

/** The modules as rows of bits, 1 is dark (the mask says /D[1 0]: 1 is painted). */
function maskBits({ size, dark }: QrMatrix): Buffer {
  const stride = Math.ceil(size / 8);
  const bits = Buffer.alloc(stride * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (dark[row * size + column]) bits[row * stride + (column >> 3)]! |= 0x80 >> (column & 7);
    }
  }
  return bits;
}

function snap(millimetres: number, dot: number): number {
  return Math.round(millimetres / dot) * dot;
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Sheets are packed: their operators are alike. A roll's page has one label, mostly random bits, and is not worth the time. */
function packed(content: Buffer): Buffer {
  const bytes = deflateSync(content, { level: 6 });
  return Buffer.concat([latin(`<</Filter/FlateDecode/Length ${bytes.length}>>stream\n`), bytes, latin('\nendstream')]);
}

function plain(content: Buffer): Buffer {
  return Buffer.concat([latin(`<</Length ${content.length}>>stream\n`), content, latin('\nendstream')]);
}
