import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { LotsService } from '../../lots/lots.service.js';
import { BatchCodes } from '../../lots/batch-codes.js';
import { Config } from '../../platform/config/config.js';
import { inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { bulkQr } from '../artifacts/render-chunk.js';
import { codeUrl } from '../code-url.js';
import { NotABatch } from '../codes.errors.js';
import { bitmapPng } from './bitmap-png.js';
import { labelBitmap, makePlate } from './label-bitmap.js';
import type { LooseKind } from './label-content.js';
import { dotOf } from './label-layout.js';
import { LabelOrders, type DrawnLabel, type Printed } from './label-orders.service.js';
import { customStock, LABEL_STOCKS } from './label-stock.js';
import { labelSvg, type OneLabel } from './label-svg.js';
import { wrongWish } from './labels.errors.js';
import type { LabelPreviewQuery, PreviewPaperQuery } from './labels.dto.js';

export type Picture = 'svg' | 'png';

/** In the place of a code nobody has yet: what a decoder reads of it was never issued. */
const SPECIMEN = '0'.repeat(28);

/**
 * Shows one label with its real text, where the printer will put it, before anything is printed: drawn by the very plates a job
 * draws by. In the place of a package's code stands the batch's own, for a package's code leaves the house on its label only.
 */
@Injectable()
export class LabelPreview {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly lots: LotsService,
    private readonly codes: BatchCodes,
    private readonly orders: LabelOrders,
    private readonly config: Config,
  ) {}

  /** Of a batch. @throws NoSuchLot, NotABatch, LabelIncomplete, LabelTooLong, LabelUnprintable, InvalidInput */
  ofBatch(actor: Actor, lotId: string, query: LabelPreviewQuery, as: Picture): Promise<string | Buffer> {
    const printed = paperOf(query);
    const serial = query.serial === undefined ? 1 : Number(query.serial);
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const lot = await this.lots.view(tx, actor, lotId);
      if (lot.disclosure !== 'full' || lot.kind !== 'batch') throw new NotABatch(lot);
      const code = await this.codes.codeOfBatch(tx, lot.id);
      if (code === undefined) throw new NotABatch(lot);
      return this.picture(await this.orders.preview(tx, actor, lot, serial, printed), { code, serial }, printed, as);
    });
  }

  /** Of a roll, a carton or a pallet, with a specimen of a code. @throws LabelTooLong, LabelUnprintable, InvalidInput */
  async ofLoose(actor: Actor, kind: LooseKind, query: PreviewPaperQuery, as: Picture): Promise<string | Buffer> {
    const printed = paperOf(query);
    return this.picture(
      await this.orders.loosePreview(actor, kind, printed),
      { code: SPECIMEN, serial: 1 },
      printed,
      as,
    );
  }

  /** One unit a millimetre as SVG, one pixel a printer dot as PNG. */
  private picture(
    { font, drawing }: DrawnLabel,
    { code, serial }: Omit<OneLabel, 'qr'>,
    { dpi, shift }: Printed,
    as: Picture,
  ): string | Buffer {
    const label = { code, serial, qr: bulkQr(codeUrl(this.config.publicUrl, code)) };
    if (as === 'svg') return labelSvg(font, drawing, label, shift);
    return bitmapPng(labelBitmap(makePlate(font, drawing, { dots: 1 / dotOf(dpi), shift }), label));
  }
}

/** What is to be shown on. @throws InvalidInput */
function paperOf({ template, width, height, dpi, offsetX, offsetY }: PreviewPaperQuery): Printed {
  if (template !== undefined && (width ?? height) !== undefined) {
    throw wrongWish('width', '与 template 只能给一个', 'cannot be given together with template');
  }
  if ((width === undefined) !== (height === undefined)) {
    const missing = width === undefined ? 'width' : 'height';
    throw wrongWish(missing, 'width 与 height 须同时给出', 'width and height are given together');
  }
  const stock =
    width !== undefined && height !== undefined ? customStock({ width, height }) : LABEL_STOCKS[template ?? '60x40']!;
  return { stock, dpi: Number(dpi), shift: { x: offsetX, y: offsetY } };
}
