import type { QrMatrix } from '../qr-image.js';
import { copyBitmap, fillRectangle, stampBitmap, whiteBitmap, type Bitmap } from './bitmap.js';
import { fillOutlines } from './fill-outline.js';
import { VARIABLE_CHARACTERS, type LabelDrawing, type TextLine } from './label-drawing.js';
import type { LabelFont } from './label-font.js';
import { BOLD, allTexts } from './label-svg.js';

/** A character drawn once for all labels: its picture, and where its left baseline point lies in it. */
interface Stamp {
  picture: Bitmap;
  left: number;
  above: number;
}

/** Everything of a label that is drawn once for a whole run; plain data, so that it can go to a thread. */
export interface LabelPlate {
  drawing: LabelDrawing;
  /** Printer dots a millimetre. */
  dots: number;
  shift: { x: number; y: number };
  background: Bitmap;
  /** By size in millimetres, then character. */
  stamps: Map<number, Map<string, Stamp>>;
  advances: Map<string, number>;
}

/** Draws the constant part, and every character a code or serial may have in its sizes. `shift` moves all of it, in mm. */
export function makePlate(
  font: LabelFont,
  drawing: LabelDrawing,
  { dots, shift = { x: 0, y: 0 } }: { dots: number; shift?: { x: number; y: number } | undefined },
): LabelPlate {
  const background = whiteBitmap(Math.round(drawing.width * dots), Math.round(drawing.height * dots));
  for (const line of drawing.texts) drawLine(background, font, line, dots, shift);
  for (const { x, y, width, height, line } of drawing.frames) {
    const [left, top] = [Math.round((x + shift.x) * dots), Math.round((y + shift.y) * dots)];
    const [w, h, thick] = [Math.round(width * dots), Math.round(height * dots), Math.max(1, Math.round(line * dots))];
    fillRectangle(background, left, top, w, thick);
    fillRectangle(background, left, top + h - thick, w, thick);
    fillRectangle(background, left, top, thick, h);
    fillRectangle(background, left + w - thick, top, thick, h);
  }
  const sizes = [...drawing.code.map(({ size }) => size), ...(drawing.serial ? [drawing.serial.size] : [])];
  const advances = new Map([...VARIABLE_CHARACTERS].map((character) => [character, font.advance(character)]));
  const stamps = new Map(sizes.map((size) => [size, stampsOf(font, size * dots)]));
  return { drawing, dots, shift, background, stamps, advances };
}

/** One whole label in printer dots. */
export function labelBitmap(plate: LabelPlate, label: { code: string; serial: number; qr: QrMatrix }): Bitmap {
  const { drawing, dots, shift } = plate;
  const bitmap = copyBitmap(plate.background);
  drawQr(bitmap, label.qr, {
    x: Math.round((drawing.qr.x + shift.x) * dots),
    y: Math.round((drawing.qr.y + shift.y) * dots),
    module: Math.round(drawing.qr.module * dots),
  });
  for (const line of allTexts({ ...drawing, texts: [] }, label)) {
    const stamps = plate.stamps.get(line.size)!;
    let x = (line.x + shift.x) * dots;
    for (const character of line.text) {
      const stamp = stamps.get(character);
      if (stamp) {
        stampBitmap(
          bitmap,
          stamp.picture,
          Math.round(x) + stamp.left,
          Math.round((line.y + shift.y) * dots) - stamp.above,
        );
      }
      x += plate.advances.get(character)! * line.size * dots;
    }
  }
  return bitmap;
}

function drawQr(bitmap: Bitmap, { size, dark }: QrMatrix, at: { x: number; y: number; module: number }): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size;) {
      let run = 0;
      while (column + run < size && dark[row * size + column + run]) run++;
      if (run > 0) fillRectangle(bitmap, at.x + column * at.module, at.y + row * at.module, run * at.module, at.module);
      column += run || 1;
    }
  }
}

function drawLine(
  bitmap: Bitmap,
  font: LabelFont,
  { x, y, size, text, bold }: TextLine,
  dots: number,
  shift: { x: number; y: number },
): void {
  const em = size * dots;
  const scale = em / font.unitsPerEm;
  let at = (x + shift.x) * dots;
  for (const character of text) {
    const commands = font.outline(character);
    const half = (BOLD / 2) * em;
    const moves = bold ? [-half, 0, half] : [0];
    const copies = moves.flatMap((dx) => (bold ? [-half, half] : [0]).map((dy) => [dx, dy] as const));
    fillOutlines(
      bitmap,
      copies.map(([dx, dy]) => ({ commands, at: { x: at + dx, y: (y + shift.y) * dots + dy, scale } })),
    );
    at += font.advance(character) * em;
  }
}

function stampsOf(font: LabelFont, em: number): Map<string, Stamp> {
  const above = Math.ceil(em);
  const side = 2;
  const stamps = new Map<string, Stamp>();
  for (const character of VARIABLE_CHARACTERS) {
    if (character === ' ') continue;
    const picture = whiteBitmap(Math.ceil(font.advance(character) * em) + 2 * side, above + Math.ceil(em * 0.3));
    fillOutlines(picture, [
      { commands: font.outline(character), at: { x: side, y: above, scale: em / font.unitsPerEm } },
    ]);
    stamps.set(character, { picture, left: -side, above });
  }
  return stamps;
}
