import { QUIET_ZONE } from '../qr-image.js';
import { QUALITY_MARK, TRACE_MARK, type LabelContent } from './label-content.js';
import type { CodeLine, Frame, LabelDrawing, TextLine } from './label-drawing.js';
import { serialText } from './label-drawing.js';
import type { LabelFont } from './label-font.js';
import type { LabelStock } from './label-stock.js';
import { cutLine } from './wrap-text.js';

/** Text is never smaller: 14 dots of a 203 dpi printer, below which strokes of a dense character run together. */
export const SMALLEST_TEXT = 1.75;
/** The size from which a large QR is worth more than larger text. */
const COMFORTABLE_TEXT = 2.2;
const STEP = 0.125;
/** A module is at least this wide: four dots at 203 dpi. */
const SMALLEST_MODULE = 0.5;
const LARGEST_MODULE = 0.9;
const LINE_HEIGHT = 1.22;
/** From the top of a line to its baseline, in em. */
const BASELINE = 0.93;
/** Printers feed by half a millimetre more or less; nothing is nearer to the edge. */
const EDGE = 0.5;
/** Office printers leave the paper's sides white. */
const SHEET_SIDE = 2.5;
const SHEET_TOP = 1.2;
/** A grouped code has 28 characters and 6 hyphens; so wide is one of them on average, with room for many Ws. */
const CODE_EM = 0.63;
const CODE_CHARACTERS = 34;
/** Where a grouped code is cut into lines: behind a hyphen. */
const CODE_CUTS = [
  [0, 19, CODE_CHARACTERS],
  [0, 14, 24, CODE_CHARACTERS],
] as const;

/** What the layout must know of the printing. */
export interface Printing {
  dpi: number;
  /** Modules a side of the QR. */
  modules: number;
}

/** A label that cannot be printed because one field is too long for it. */
export interface TooLong {
  tooLong: string;
}

interface Plan extends Printing {
  stock: LabelStock;
  content: LabelContent;
  font: LabelFont;
  dot: number;
}

/** Millimetres of a printer's dot. 203 dpi is the trade's name for 8 dots a millimetre. */
export function dotOf(dpi: number): number {
  return dpi === 203 ? 1 / 8 : 25.4 / dpi;
}

/**
 * Places everything on the label. Text is first made smaller, then wrapped into more lines; when it does not fit even so, nothing is
 * printed and the field with the longest text is named. Nothing is ever cut off.
 */
export function layoutLabel(
  font: LabelFont,
  stock: LabelStock,
  content: LabelContent,
  printing: Printing,
): LabelDrawing | TooLong {
  const plan: Plan = { ...printing, stock, content, font, dot: dotOf(printing.dpi) };
  if (stock.text === 'qr') return codeAlone(plan);
  const place = stock.text === 'product' ? productLabel : shortLabel;
  const modules = moduleSizes(plan);
  const largest = Math.min(stock.width / 18, stock.height / 10, 4.5);
  for (const module of modules) {
    for (let size = largest; size >= COMFORTABLE_TEXT; size -= STEP) {
      const drawing = place(plan, module, size);
      if (drawing) return drawing;
    }
  }
  for (let size = COMFORTABLE_TEXT; size >= SMALLEST_TEXT; size -= STEP) {
    const drawing = place(plan, modules.at(-1)!, size);
    if (drawing) return drawing;
  }
  return { tooLong: longestField(plan) };
}

/** Widths of a module in whole dots, from the largest that leaves room for text to the smallest that prints surely. */
function moduleSizes({ stock, modules, dot }: Plan): number[] {
  const side = modules + 2 * QUIET_ZONE;
  const room =
    stock.text === 'short'
      ? Math.min(stock.height - 6, stock.width * 0.55)
      : Math.min(stock.height - 12, stock.width * 0.42);
  const most = Math.max(Math.min(Math.floor(room / side / dot), Math.floor(LARGEST_MODULE / dot)), 1);
  const least = Math.min(Math.ceil(SMALLEST_MODULE / dot - 1e-9), most);
  return Array.from({ length: most - least + 1 }, (_, index) => (most - index) * dot);
}

/** QR, code, serial and mark on the right; the fields on the left, below the QR in the whole width. */
function productLabel(plan: Plan, module: number, size: number): LabelDrawing | undefined {
  const { stock, content, font, dot } = plan;
  const side = (plan.modules + 2 * QUIET_ZONE) * module;
  const edge = stock.sheet ? SHEET_TOP : EDGE;
  const left = snap(stock.width - (stock.sheet ? SHEET_SIDE : EDGE) - side, dot);
  const margin = marginOf(stock);
  const small = Math.max(SMALLEST_TEXT, Math.min(size, 3));
  const middle = left + side / 2;
  const centred = (text: string, y: number, em: number, bold = false): TextLine => ({
    ...{ x: middle - (font.measure(text) * em) / 2, y, size: em, text, bold },
  });
  let y = snap(edge, dot) + side;
  const texts: TextLine[] = [centred(TRACE_MARK, y - module + small * 0.6, small)];
  y += small * 0.85;
  const code: CodeLine[] = [];
  for (const line of codeLines(side - 1, y, middle)) {
    code.push(line);
    y += line.size * 1.08;
  }
  const serialWidth = font.measure(serialText(0)) * small;
  const serial = { x: middle - serialWidth / 2, y: y + small * BASELINE, size: small };
  y += small * 1.25;
  const frames: Frame[] = [];
  const mark = content.qualityMark;
  if (mark !== '') {
    const markSize = mark === QUALITY_MARK.released ? small * 1.5 : small * 1.25;
    const markWidth = font.measure(mark) * markSize + markSize * 0.7;
    const frame = { x: middle - markWidth / 2, y, width: markWidth, height: markSize * 1.3, line: 2 * dot };
    frames.push(frame);
    texts.push(centred(mark, y + markSize * 1.02, markSize, true));
    y += frame.height;
  }
  if (y > stock.height - edge) return undefined;

  const flow = flowText(plan, { margin, narrow: left - margin - 0.6, below: y + 0.3 }, size);
  if (!flow) return undefined;
  return {
    ...{ width: stock.width, height: stock.height, texts: [...flow, ...texts], frames, code, serial },
    qr: qrAt(left, snap(edge, dot), module, plan.modules),
  };
}

/** What a short label says beside its name: the batch, or whose label it is while there is none. */
function shortLine({ number, lines }: LabelContent): { field: string; text: string } {
  return number !== ''
    ? { field: 'batchNumber', text: `批号 ${number}` }
    : { field: 'organisation', text: lines[0]?.text ?? '' };
}

/** QR on the left; name and batch beside it; the code below. */
function shortLabel(plan: Plan, module: number, size: number): LabelDrawing | undefined {
  const { stock, content, font, dot } = plan;
  const side = (plan.modules + 2 * QUIET_ZONE) * module;
  const [x, y] = [snap(EDGE, dot), snap(EDGE, dot)];
  const margin = marginOf(stock);
  const codeSize = Math.min((stock.width - 2 * margin) / (19 * CODE_EM), size * 1.1, 3);
  const code = [
    { from: 0, to: 19 },
    { from: 20, to: CODE_CHARACTERS },
  ].map((part, line) => ({ ...part, x: margin, y: y + side + codeSize * (0.75 + line * 1.1), size: codeSize }));
  if (code[1]!.y > stock.height - EDGE) return undefined;
  const beside = { x: x + side, width: stock.width - margin - x - side };
  const texts: TextLine[] = [];
  let top = margin;
  for (const { text, em, bold } of [
    { text: content.name, em: size * 1.35, bold: true },
    { text: shortLine(content).text, em: size, bold: false },
  ]) {
    for (let rest = text; rest !== '';) {
      const cut = cutLine(font, rest, beside.width / em);
      if (!cut) return undefined;
      texts.push({ x: beside.x, y: top + em * BASELINE, size: em, text: cut.line, bold });
      top += em * LINE_HEIGHT;
      rest = cut.rest;
    }
    top += em * 0.3;
  }
  if (top > y + side) return undefined;
  return {
    ...{ width: stock.width, height: stock.height, texts, frames: [], code },
    qr: qrAt(x, y, module, plan.modules),
  };
}

/** The code in two lines, or in three where two would be too small to read, centred around `middle`. */
function codeLines(width: number, top: number, middle: number): CodeLine[] {
  const sizeOf = (characters: number): number => Math.min(width / (characters * CODE_EM), 2.6);
  const cuts = sizeOf(CODE_CUTS[0][1]) >= SMALLEST_TEXT ? CODE_CUTS[0] : CODE_CUTS[1];
  const size = sizeOf(cuts[1]);
  return cuts.slice(1).map((to, line) => {
    const from = line === 0 ? 0 : cuts[line]! + 1; // the hyphen at the cut is not printed
    const half = ((to - from) * CODE_EM * size * 0.92) / 2;
    return { x: middle - half, y: top + size * (0.8 + line * 1.08), size, from, to };
  });
}

function codeAlone({ stock, modules, dot }: Plan): LabelDrawing {
  const side = modules + 2 * QUIET_ZONE;
  const dots = Math.max(1, Math.floor(Math.min(stock.width, stock.height) / side / dot));
  const module = dots * dot;
  const [x, y] = [snap((stock.width - side * module) / 2, dot), snap((stock.height - side * module) / 2, dot)];
  return {
    ...{ width: stock.width, height: stock.height, texts: [], frames: [], code: [] },
    qr: qrAt(x, y, module, modules),
  };
}

/** The name large, then the fields, line by line; undefined when they reach below the label. */
function flowText(
  { stock, content, font }: Plan,
  room: { margin: number; narrow: number; below: number },
  size: number,
): TextLine[] | undefined {
  const lines: TextLine[] = [];
  const edge = stock.sheet ? SHEET_TOP : room.margin;
  let top = edge;
  const put = (text: string, em: number, bold: boolean): boolean => {
    for (let rest = text; rest !== '';) {
      const width = top >= room.below ? stock.width - 2 * room.margin : room.narrow;
      const cut = cutLine(font, rest, width / em);
      if (!cut) return false;
      lines.push({ x: room.margin, y: top + em * BASELINE, size: em, text: cut.line, bold });
      top += em * LINE_HEIGHT;
      rest = cut.rest;
      if (top > stock.height - edge + em * 0.2) return false;
    }
    return true;
  };
  if (!put(content.name, size * 1.6, true)) return undefined;
  top += size * 0.15;
  for (const { title, text } of content.lines) if (!put(`${title}：${text}`, size, false)) return undefined;
  return lines;
}

function longestField({ stock, content, font }: Plan): string {
  const { name, lines } = content;
  const fields = [{ field: 'name', text: name }, ...(stock.text === 'short' ? [shortLine(content)] : lines)];
  return fields.reduce((longest, next) => (font.measure(next.text) > font.measure(longest.text) ? next : longest))
    .field;
}

function qrAt(left: number, top: number, module: number, modules: number): LabelDrawing['qr'] {
  return { x: left + QUIET_ZONE * module, y: top + QUIET_ZONE * module, module, modules };
}

function marginOf({ width, height, sheet }: LabelStock): number {
  return sheet ? SHEET_SIDE : Math.max(1.2, Math.min(width, height) * 0.035);
}

function snap(millimetres: number, dot: number): number {
  return Math.round(millimetres / dot) * dot;
}
