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
import { dotOf } from './label-layout.js';
import { LabelOrders } from './label-orders.service.js';
import { LABEL_STOCKS } from './label-stock.js';
import { labelSvg } from './label-svg.js';

/** Which label is to be seen. */
export interface Preview {
  template: string;
  dpi: number;
  serial: number;
}

/**
 * Shows one label with the batch's real text before anything is printed. In the place of a package's code stands the batch's own:
 * a package's code leaves the house on its label only.
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

  /** @throws NoSuchLot, NotABatch, LabelIncomplete, LabelTooLong, LabelUnprintable */
  async svg(actor: Actor, lot: string, preview: Preview): Promise<string> {
    const { font, drawing, label } = await this.drawn(actor, lot, preview);
    return labelSvg(font, drawing, label);
  }

  /** One pixel a printer dot. */
  async png(actor: Actor, lot: string, preview: Preview): Promise<Buffer> {
    const { font, drawing, label } = await this.drawn(actor, lot, preview);
    return bitmapPng(labelBitmap(makePlate(font, drawing, { dots: 1 / dotOf(preview.dpi) }), label));
  }

  private async drawn(actor: Actor, lotId: string, { template, dpi, serial }: Preview) {
    const stock = LABEL_STOCKS[template]!;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const lot = await this.lots.view(tx, actor, lotId);
      if (lot.disclosure !== 'full' || lot.kind !== 'batch') throw new NotABatch(lotId);
      const code = await this.codes.codeOfBatch(tx, lot.id);
      if (code === undefined) throw new NotABatch(lotId);
      const drawn = await this.orders.preview(tx, actor, lot, stock, serial, dpi);
      return { ...drawn, label: { code, serial, qr: bulkQr(codeUrl(this.config.publicUrl, code)) } };
    });
  }
}
