import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { publicPageHeaders } from '../platform/html/content-security-policy.js';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { renderPurchaseSlip, SLIP_STYLE } from './purchase-slip.page.js';
import { PurchasesService } from './purchases.service.js';

const HEADERS = publicPageHeaders(SLIP_STYLE);

/** The slip that is printed at the scale. It shows a name and a price: for those who weigh in, and never cached. */
@ApiTags('planting')
@ApiProduces('text/html')
@Controller('api/purchases/:id/slip')
export class PurchaseSlipPageController {
  constructor(private readonly purchases: PurchasesService) {}

  @Get()
  @Requires('purchases:write')
  async slip(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const html = renderPurchaseSlip(await this.purchases.slip(actor, id));
    await reply.headers(HEADERS).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);
  }
}
