import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PaperFont } from '../platform/paper/paper-font.js';
import { purchaseSlipPdf } from './purchase-slip-pdf.js';
import { PurchasesService } from './purchases.service.js';

/** The slip as a file to print: a name and a price are on it, so it is for those who weigh in, and never cached. */
@ApiTags('planting')
@ApiProduces('application/pdf')
@Controller('api/purchases/:id/slip.pdf')
export class PurchaseSlipPdfController {
  constructor(
    private readonly purchases: PurchasesService,
    private readonly font: PaperFont,
  ) {}

  @Get()
  @Requires('purchases:write')
  async slip(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const slip = await this.purchases.slip(actor, id);
    const pdf = await purchaseSlipPdf(await this.font.bytes(), slip);
    await reply
      .headers({
        ...{ 'content-type': 'application/pdf', 'content-length': pdf.length, 'cache-control': 'no-store' },
        ...{ 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" },
        'content-disposition': `inline; filename="guobangdan-${id.slice(0, 13)}.pdf"`,
      })
      .send(pdf);
  }
}
