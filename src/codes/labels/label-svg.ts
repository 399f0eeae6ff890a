import { groupCode } from '../trace-code.js';
import type { QrMatrix } from '../qr-image.js';
import { serialText, type LabelDrawing, type TextLine } from './label-drawing.js';
import type { LabelFont, OutlineCommand } from './label-font.js';

/** One label as it will be printed. */
export interface OneLabel {
  code: string;
  serial: number;
  qr: QrMatrix;
}

/** Strokes of bold text are thicker by this, in em. */
export const BOLD = 0.035;

/**
 * The label as SVG, one unit a millimetre. Text is drawn as outlines: whoever opens it needs no font, and sees what is printed.
 */
export function labelSvg(
  font: LabelFont,
  drawing: LabelDrawing,
  label: OneLabel,
  shift: { x: number; y: number } = { x: 0, y: 0 },
): string {
  const { width, height, frames } = drawing;
  const glyphs = new Map<string, string>();
  const text = allTexts(drawing, label).map((line) => textPaths(font, line, glyphs));
  const frame = frames.map(
    (f) =>
      `<rect x="${round(f.x)}" y="${round(f.y)}" width="${round(f.width)}" height="${round(f.height)}" fill="none" stroke="#000" stroke-width="${round(f.line)}"/>`,
  );
  const shapes = [...glyphs].map(([character, id]) => `<path id="${id}" d="${pathOf(font.outline(character))}"/>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">` +
    `<defs>${shapes.join('')}</defs><path fill="#fff" d="M0 0h${width}v${height}H0z"/>` +
    `<g transform="translate(${round(shift.x)} ${round(shift.y)})">${frame.join('')}${text.join('')}${qrPath(drawing, label.qr)}</g></svg>`
  );
}

/** The constant lines and those of this very label. */
export function allTexts({ texts, code, serial }: LabelDrawing, label: { code: string; serial: number }): TextLine[] {
  const grouped = groupCode(label.code);
  return [
    ...texts,
    ...code.map(({ x, y, size, from, to }) => ({ x, y, size, text: grouped.slice(from, to) })),
    ...(serial ? [{ ...serial, text: serialText(label.serial) }] : []),
  ];
}

function textPaths(font: LabelFont, { x, y, size, text, bold }: TextLine, glyphs: Map<string, string>): string {
  const scale = size / font.unitsPerEm;
  let at = x;
  let uses = '';
  for (const character of text) {
    if (character !== ' ') {
      const id = glyphs.get(character) ?? `g${glyphs.size}`;
      glyphs.set(character, id);
      uses += `<use href="#${id}" transform="matrix(${round(scale, 6)} 0 0 ${round(-scale, 6)} ${round(at)} ${round(y)})"/>`;
    }
    at += font.advance(character) * size;
  }
  const stroke = bold ? ` stroke="#000" stroke-width="${BOLD * font.unitsPerEm}" stroke-linejoin="round"` : '';
  return `<g${stroke}>${uses}</g>`;
}

function pathOf(commands: readonly OutlineCommand[]): string {
  const letters: Record<string, string> = {
    ...{ moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' },
  };
  return commands.map(({ command, args }) => `${letters[command]}${args.map((n) => round(n, 1)).join(' ')}`).join('');
}

function qrPath({ qr }: LabelDrawing, { size, dark }: QrMatrix): string {
  let path = '';
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size;) {
      let run = 0;
      while (column + run < size && dark[row * size + column + run]) run++;
      if (run > 0) path += `M${column} ${row}h${run}v1h-${run}z`;
      column += run || 1;
    }
  }
  return `<path shape-rendering="crispEdges" transform="matrix(${round(qr.module, 6)} 0 0 ${round(qr.module, 6)} ${round(qr.x)} ${round(qr.y)})" d="${path}"/>`;
}

function round(value: number, digits = 3): string {
  return String(Number(value.toFixed(digits)));
}
