import { Injectable } from '@nestjs/common';
import { BatchLabels, type BatchLabel, type PackageLabel } from '../../lots/batch-label.js';
import type { LotView } from '../../lots/lot.js';
import { Config } from '../../platform/config/config.js';
import type { Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { drawLabels, modulesOf } from '../artifacts/plan-files.js';
import type { PrintOrder, SerialContent } from '../artifacts/print-order.js';
import { NotABatch } from '../codes.errors.js';
import type { SerialRun } from '../serial-run.js';
import { MAX_SERIAL } from '../trace-code.js';
import { labelContent, LOOSE_NAMES, looseContent, textsOf, type LooseKind } from './label-content.js';
import type { LabelDrawing } from './label-drawing.js';
import { VARIABLE_CHARACTERS } from './label-drawing.js';
import { LabelFonts } from './label-fonts.service.js';
import type { LabelFont } from './label-font.js';
import { customStock, LABEL_STOCKS, type LabelStock } from './label-stock.js';
import { LabelIncomplete, LabelUnprintable, wrongWish } from './labels.errors.js';
import type { LabelWishDto } from './labels.dto.js';
import { offsetRoom } from './offset-room.js';

/** A label drawn for an order, before it is one. */
export interface DrawnLabel {
  font: LabelFont;
  drawing: LabelDrawing;
}

/** On what, for which printer, and moved by how many millimetres. */
export interface Printed {
  stock: LabelStock;
  dpi: number;
  shift: { x: number; y: number };
}

/**
 * Turns a wish for labels into an order that can be printed, or refuses it: what is printed is complete, fits, and has a
 * picture for every character. Knows batches only by what lots/batch-label tells.
 */
@Injectable()
export class LabelOrders {
  constructor(
    private readonly labels: BatchLabels,
    private readonly fonts: LabelFonts,
    private readonly config: Config,
  ) {}

  /** What to print on; undefined when no labels are wanted. @throws InvalidInput for wishes that contradict each other */
  stockOf({ template, size, formats }: LabelWishDto): LabelStock | undefined {
    if (template && size) {
      throw wrongWish('size', '与 template 只能给一个', 'cannot be given together with template');
    }
    const stock = size ? customStock(size) : template ? LABEL_STOCKS[template]! : undefined;
    const needing = [...new Set(formats)].filter((format) => format === 'pdf' || format === 'tspl' || format === 'zpl');
    if (!stock && needing.length > 0) {
      throw wrongWish(
        'formats',
        `${needing.join('、')} 需要 template 或 size`,
        `${needing.join(', ')} need a template or a size`,
      );
    }
    if (stock?.sheet && needing.some((format) => format !== 'pdf')) {
      throw wrongWish('formats', '标签打印机不打印 A4 纸，请用 pdf', 'a label printer prints no sheets; take pdf');
    }
    return stock;
  }

  /**
   * The order for labels of these serials. The label is drawn here once to see that it fits.
   * @throws NotABatch, LabelIncomplete, LabelTooLong, LabelUnprintable, InvalidInput
   */
  async orderFor(
    tx: Tx,
    actor: Actor,
    lot: LotView,
    serials: readonly SerialRun[],
    wish: LabelWishDto,
  ): Promise<PrintOrder> {
    const stock = this.stockOf(wish);
    const label = await this.labels.labelOf(tx, actor, lot.id);
    if (stock && !label) throw new NotABatch(lot);
    const contents =
      stock && label ? contentsOf(label, serials, stock, supplierOf(actor), lot.quality === 'released') : [];
    const name = label?.packings[0]?.fields.find(({ key }) => key === 'name')?.value ?? '';
    return this.drawnOrder(stock, wish, { contents, name, number: lot.number ?? '' });
  }

  /** The order for labels of rolls, cartons or pallets. @throws LabelTooLong, LabelUnprintable, InvalidInput */
  async looseOrderFor(actor: Actor, kind: LooseKind, wish: LabelWishDto): Promise<PrintOrder> {
    const stock = this.stockOf(wish);
    const contents = stock ? [looseLabels(actor, kind)] : [];
    return this.drawnOrder(stock, wish, { contents, name: LOOSE_NAMES[kind], number: '' });
  }

  /** What one label of a batch will look like. @throws as orderFor; InvalidInput when no package has the serial */
  async preview(tx: Tx, actor: Actor, lot: LotView, serial: number, printed: Printed): Promise<DrawnLabel> {
    const label = await this.labels.labelOf(tx, actor, lot.id);
    if (!label) throw new NotABatch(lot);
    const serials = [{ first: serial, last: serial }];
    const contents = contentsOf(label, serials, printed.stock, supplierOf(actor), lot.quality === 'released');
    if (contents.length === 0) throw wrongWish('serial', `没有件号 ${serial}`, `there is no package ${serial}`);
    return this.drawnPreview(contents, printed);
  }

  /** What one label of a roll, a carton or a pallet will look like. @throws LabelTooLong, LabelUnprintable, InvalidInput */
  loosePreview(actor: Actor, kind: LooseKind, printed: Printed): Promise<DrawnLabel> {
    return this.drawnPreview([looseLabels(actor, kind)], printed);
  }

  private async drawnOrder(
    stock: LabelStock | undefined,
    { dpi = 203, offset = { x: 0, y: 0 }, formats }: LabelWishDto,
    told: Pick<PrintOrder, 'contents' | 'name' | 'number'>,
  ): Promise<PrintOrder> {
    const files = formats ? [...new Set(formats)] : stock ? (['pdf'] as const) : [];
    const shift = { x: offset.x, y: offset.y };
    if (stock) {
      const drawings = await this.draw(told.contents, stock, dpi);
      refuseOffPaper(drawings, stock, await this.fonts.load(), shift, { x: 'offset.x', y: 'offset.y' });
    }
    return { files: [...files], dpi, shift, ...told, ...(stock && { stock }) };
  }

  private async drawnPreview(contents: SerialContent[], { stock, dpi, shift }: Printed): Promise<DrawnLabel> {
    const drawings = await this.draw(contents, stock, dpi);
    const font = await this.fonts.load();
    refuseOffPaper(drawings, stock, font, shift, { x: 'offsetX', y: 'offsetY' });
    return { font, drawing: drawings[0]! };
  }

  private async draw(contents: readonly SerialContent[], stock: LabelStock, dpi: number): Promise<LabelDrawing[]> {
    const font = await this.fonts.load();
    if (stock.text !== 'qr') for (const { content } of contents) refuseUnprintable(font, content);
    return drawLabels(font, stock, contents, { dpi, modules: modulesOf(this.config.publicUrl) });
  }
}

function supplierOf(actor: Actor): string {
  return actor.organisation.name;
}

/** One content for all of them, whatever their serials. */
function looseLabels(actor: Actor, kind: LooseKind): SerialContent {
  return { first: 0, last: MAX_SERIAL, content: looseContent(kind, actor.organisation.name) };
}

/** What the labels of these serials say, packing by packing. */
function contentsOf(
  label: BatchLabel,
  serials: readonly SerialRun[],
  stock: LabelStock,
  supplier: string,
  released: boolean,
): SerialContent[] {
  const wanted = label.packings.filter((packing) => serials.some((run) => overlap(packing, run)));
  if (stock.text === 'product') {
    // The trace mark of a package is its own code, not the batch's.
    const missing = wanted.flatMap((packing) => packing.missing.filter((key) => key !== 'traceMark'));
    if (missing.length > 0) throw new LabelIncomplete([...new Set(missing)]);
  }
  return wanted.map((packing) => ({
    ...{ first: packing.firstSerial, last: packing.lastSerial },
    content: labelContent(packing, { supplier, storage: label.storage, released }),
  }));
}

function overlap({ firstSerial, lastSerial }: PackageLabel, { first, last }: SerialRun): boolean {
  return firstSerial <= last && lastSerial >= first;
}

function refuseUnprintable(font: LabelFont, content: SerialContent['content']): void {
  for (const { field, text } of [...textsOf(content), { field: 'traceMark', text: VARIABLE_CHARACTERS }]) {
    const missing = font.missing(text);
    if (missing.length > 0) throw new LabelUnprintable(field, missing);
  }
}

/** Ink moved off the paper is lost, and a QR without its quiet zone is not read. */
function refuseOffPaper(
  drawings: readonly LabelDrawing[],
  stock: LabelStock,
  font: LabelFont,
  offset: { x: number; y: number },
  paths: { x: string; y: string },
): void {
  const room = offsetRoom(font, stock, drawings);
  for (const axis of ['x', 'y'] as const) {
    const { min, max } = room[axis];
    if (offset[axis] >= min && offset[axis] <= max) continue;
    throw wrongWish(
      paths[axis],
      `应为 ${min} 至 ${max} 毫米，否则内容会移出标签纸`,
      `must be ${min} to ${max} mm, or print would leave the paper`,
    );
  }
}
