import { codeUrl } from '../code-url.js';
import { dotOf, layoutLabel } from '../labels/label-layout.js';
import type { LabelDrawing } from '../labels/label-drawing.js';
import type { LabelFont } from '../labels/label-font.js';
import { LabelTooLong } from '../labels/labels.errors.js';
import { makePlate } from '../labels/label-bitmap.js';
import type { LabelStock } from '../labels/label-stock.js';
import type { FileFrame } from './artifact.js';
import { chunkLabelsOf, planPdf } from './pdf-plan.js';
import { FILE_NAMES, type PrintOrder, type SerialContent } from './print-order.js';
import { bulkQr, headOf, type ArtifactPlan } from './render-chunk.js';

/** Serials between two checkpoints: long enough that the queue costs nothing, short enough to lose little. */
export const CHUNK = 1_000;
/** Pixels a module of a QR picture: 37 modules are 444 pixels. */
const PICTURE_SCALE = 12;

/** One file of a job, worked out. */
export interface PlannedFile {
  name: string;
  mediaType: string;
  plan: ArtifactPlan;
  frame: FileFrame;
}

/** All files of a job, and how many serials make a chunk: whole sheets. */
export interface PlannedJob {
  files: PlannedFile[];
  chunk: number;
}

/** Modules a side of the symbols that hold our addresses; all addresses are equally long. */
export function modulesOf(publicUrl: string): number {
  return bulkQr(codeUrl(publicUrl, '0'.repeat(28))).size;
}

/**
 * Draws the labels of an order.
 * @throws LabelTooLong
 */
export function drawLabels(
  font: LabelFont,
  stock: LabelStock,
  contents: readonly SerialContent[],
  printing: { dpi: number; modules: number },
): LabelDrawing[] {
  return contents.map(({ content }) => {
    const drawing = layoutLabel(font, stock, content, printing);
    if (!('tooLong' in drawing)) return drawing;
    const lines = [{ field: 'name', text: content.name }, ...content.lines];
    const text = lines.find(({ field }) => field === drawing.tooLong)?.text ?? '';
    throw new LabelTooLong(drawing.tooLong, text, stock.name);
  });
}

/** Works out an order of `total` serials. `font` is asked for only when there are labels. */
export async function planFiles(
  order: PrintOrder,
  total: number,
  publicUrl: string,
  loadFont: () => Promise<LabelFont>,
): Promise<PlannedJob> {
  const { stock, dpi, shift, contents, name, number } = order;
  const dot = dotOf(dpi);
  const font = stock && (await loadFont());
  const drawings = font ? drawLabels(font, stock, contents, { dpi, modules: modulesOf(publicUrl) }) : [];
  const files = order.files.map((kind): PlannedFile => {
    const named = FILE_NAMES[kind];
    if (kind === 'pdf') return { ...named, ...planPdf(font!, { stock: stock!, drawings, total, dot, shift }) };
    const plan = planOf(kind);
    return { ...named, plan, frame: headOf(plan) };
  });
  return { files, chunk: stock && order.files.includes('pdf') ? chunkLabelsOf(stock) : CHUNK };

  function planOf(kind: Exclude<PrintOrder['files'][number], 'pdf'>): ArtifactPlan {
    if (kind === 'list') return { kind };
    if (kind === 'csv') return { kind, publicUrl, name, number };
    if (kind === 'png' || kind === 'svg') return { kind, total, scale: PICTURE_SCALE };
    const plates = drawings.map((drawing) => makePlate(font!, drawing, { dots: 1 / dot, shift }));
    return { kind, stock: stock!, plates };
  }
}

/** Which drawing a serial has. */
export function drawingOf(contents: readonly SerialContent[], serial: number): number {
  const at = contents.findIndex(({ first, last }) => serial >= first && serial <= last);
  return at < 0 ? 0 : at;
}
