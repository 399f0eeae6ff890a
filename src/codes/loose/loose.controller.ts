import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { Bindings } from './bindings.service.js';
import { LooseCodes } from './loose-codes.service.js';
import { LabelPreview } from '../labels/label-preview.service.js';
import { PrintLabelsDto } from '../labels/labels.dto.js';
import { LooseLabels } from './loose-labels.service.js';
import { BindLabelDto, LooseCodesDto, LoosePreviewQuery } from './loose.dto.js';

/** Codes that are printed before anybody knows what they will stand on. */
@ApiTags('codes')
@Controller('api')
export class LooseController {
  constructor(
    private readonly codes: LooseCodes,
    private readonly labels: LooseLabels,
    private readonly previews: LabelPreview,
    private readonly bindings: Bindings,
  ) {}

  /** Issues labels of a roll, for cartons or for pallets, and starts the job that makes their list, and the labels if wanted. */
  @Post('loose-codes')
  @HttpCode(202)
  @Requires('codes:write')
  request(@CurrentActor() actor: Actor, @Body() dto: LooseCodesDto) {
    return this.codes.request(actor, dto);
  }

  /** Prints labels of an order of rolls, cartons or pallets; once more only with a reason. */
  @Post('loose-codes/:id/labels')
  @HttpCode(202)
  @Requires('codes:write')
  print(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) issue: string, @Body() dto: PrintLabelsDto) {
    return this.labels.print(actor, issue, dto);
  }

  /** One label of a roll, a carton or a pallet as it will be printed, with a specimen of a code; as outlines. */
  @Get('loose-codes/label.svg')
  @Requires('codes:write')
  @ApiProduces('image/svg+xml')
  async svg(@CurrentActor() actor: Actor, @Query() query: LoosePreviewQuery, @Res() reply: FastifyReply) {
    const image = await this.previews.ofLoose(actor, query.kind, query, 'svg');
    await reply.header('content-type', 'image/svg+xml').header('cache-control', 'private, no-store').send(image);
  }

  /** The same as the dots of the printer. */
  @Get('loose-codes/label.png')
  @Requires('codes:write')
  @ApiProduces('image/png')
  async png(@CurrentActor() actor: Actor, @Query() query: LoosePreviewQuery, @Res() reply: FastifyReply) {
    const image = await this.previews.ofLoose(actor, query.kind, query, 'png');
    await reply.header('content-type', 'image/png').header('cache-control', 'private, no-store').send(image);
  }

  /** Every code of an order of rolls, cartons or pallets accounted for: printed, still to be printed, void; how many are in use. */
  @Get('loose-codes/:id')
  @Requires('codes:read')
  account(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) issue: string) {
    return this.codes.account(actor, issue);
  }

  /** Binds a label of a roll to a lot, a sack of it or one of its packages. The same act is `bind-label` in POST /api/sync. */
  @Post('label-bindings')
  @Requires('codes:bind')
  bind(@CurrentActor() actor: Actor, @Body() dto: BindLabelDto) {
    return this.bindings.bind(actor, dto);
  }
}
