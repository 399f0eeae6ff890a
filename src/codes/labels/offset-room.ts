import { QUIET_ZONE } from '../qr-image.js';
import type { LabelDrawing } from './label-drawing.js';
import { serialText } from './label-drawing.js';
import type { LabelFont } from './label-font.js';
import type { LabelStock } from './label-stock.js';

/** How far something may be moved, in millimetres: `min` left or up (never above 0), `max` right or down (never below 0). */
export interface Room {
  min: number;
  max: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Of Han characters and of capitals and digits, above and below the baseline, in em. */
const HAN = { above: 0.88, below: 0.12 };
const CAPITALS = { above: 0.75, below: 0.02 };
/** As wide as the layout takes a character of a code for. */
const CODE_EM = 0.63;

/**
 * By how much all labels may be moved with everything on them, the QR's quiet zone too, still on the paper: on a roll the label
 * itself, on a sheet the whole sheet. Rounded to hundredths towards 0.
 */
export function offsetRoom(
  font: LabelFont,
  { width, height, sheet }: LabelStock,
  drawings: readonly LabelDrawing[],
): { x: Room; y: Room } {
  const box = around(drawings.flatMap((drawing) => boxesOf(font, drawing)));
  const before = { x: sheet?.left ?? 0, y: sheet?.top ?? 0 };
  const after = {
    x: sheet ? sheet.width - sheet.left - (sheet.columns - 1) * sheet.stepX : width,
    y: sheet ? sheet.height - sheet.top - (sheet.rows - 1) * sheet.stepY : height,
  };
  return {
    x: { min: 0 - hundredths(before.x + box.left), max: hundredths(after.x - box.right) },
    y: { min: 0 - hundredths(before.y + box.top), max: hundredths(after.y - box.bottom) },
  };
}

function boxesOf(font: LabelFont, { texts, frames, qr, code, serial }: LabelDrawing): Box[] {
  const line = (x: number, y: number, size: number, width: number, { above, below }: typeof HAN): Box => ({
    ...{ left: x, right: x + width, top: y - above * size, bottom: y + below * size },
  });
  const quiet = QUIET_ZONE * qr.module;
  const side = qr.modules * qr.module;
  return [
    { left: qr.x - quiet, top: qr.y - quiet, right: qr.x + side + quiet, bottom: qr.y + side + quiet },
    ...texts.map(({ x, y, size, text }) => line(x, y, size, font.measure(text) * size, HAN)),
    ...frames.map(({ x, y, width, height }) => ({ left: x, top: y, right: x + width, bottom: y + height })),
    ...code.map(({ x, y, size, from, to }) => line(x, y, size, (to - from) * CODE_EM * size, CAPITALS)),
    ...(serial ? [line(serial.x, serial.y, serial.size, font.measure(serialText(0)) * serial.size, CAPITALS)] : []),
  ];
}

function around(boxes: readonly Box[]): Box {
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

function hundredths(millimetres: number): number {
  return Math.max(0, Math.floor(millimetres * 100 + 1e-6) / 100);
}
