import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { LabelPreview } from './label-preview.service.js';
import { LabelPrints } from './label-prints.service.js';
import { LabelPreviewQuery, PrintLabelsDto } from './labels.dto.js';

/** Labels of a batch: seen beforehand, printed, and printed again. */
@Controller('api/batches/:id')
export class LabelsController {
  constructor(
    private readonly prints: LabelPrints,
    private readonly previews: LabelPreview,
  ) {}

  /** Prints labels of packages that have codes; once more only with a reason. */
  @Post('labels')
  @HttpCode(202)
  @Requires('codes:write')
  print(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string, @Body() dto: PrintLabelsDto) {
    return this.prints.print(actor, lot, dto);
  }

  /** One label as it will be printed, as outlines. */
  @Get('label.svg')
  @Requires('codes:write')
  @ApiProduces('image/svg+xml')
  async svg(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) lot: string,
    @Query() query: LabelPreviewQuery,
    @Res() reply: FastifyReply,
  ) {
    const image = await this.previews.ofBatch(actor, lot, query, 'svg');
    await reply.header('content-type', 'image/svg+xml').header('cache-control', 'private, no-store').send(image);
  }

  /** One label as the dots of the printer. */
  @Get('label.png')
  @Requires('codes:write')
  @ApiProduces('image/png')
  async png(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) lot: string,
    @Query() query: LabelPreviewQuery,
    @Res() reply: FastifyReply,
  ) {
    const image = await this.previews.ofBatch(actor, lot, query, 'png');
    await reply.header('content-type', 'image/png').header('cache-control', 'private, no-store').send(image);
  }
}
