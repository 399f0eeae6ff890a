import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Recorded } from '../platform/acts/recorded.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { CorrectionsService, type WithdrawalAnswer } from './corrections.service.js';
import { OriginalsService, type OriginalAnswer } from './originals.service.js';
import { FileOriginalDto, WithdrawReportDto } from './quality.dto.js';

/** What is added to a report after it was issued: the printed file, and its withdrawal. */
@Controller('api/reports/:id')
export class ReportFilesController {
  constructor(
    private readonly originals: OriginalsService,
    private readonly corrections: CorrectionsService,
  ) {}

  /** Keeps the printed report: the body is the PDF itself, up to 10 MB; `id` and `shown` stand in the address. */
  @Post('original')
  @Requires('originals:write')
  @ApiConsumes('application/pdf')
  file(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) report: string,
    @Query() { id, shown }: FileOriginalDto,
    @Req() request: FastifyRequest,
  ): Promise<Recorded<OriginalAnswer>> {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    return this.originals.file(actor, report, { id, shown: shown === 'true', bytes });
  }

  /** The printed report, as it was filed. */
  @Get('original')
  @Requires('quality:read')
  @ApiProduces('application/pdf')
  async original(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) report: string, @Res() reply: FastifyReply) {
    const file = await this.originals.open(actor, report);
    await reply
      .header('content-type', 'application/pdf')
      .header('content-length', file.bytes)
      .header('content-disposition', `attachment; filename="${file.sha256.slice(0, 12)}.pdf"`)
      .header('x-content-type-options', 'nosniff')
      .header('repr-digest', `sha-256=:${Buffer.from(file.sha256, 'hex').toString('base64')}:`)
      .header('cache-control', 'private, no-store')
      .send(file.stream);
  }

  /** The laboratory withdraws a report entered by mistake; both stay on record. */
  @Post('withdraw')
  @Requires('reports:write')
  withdraw(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) report: string,
    @Body() dto: WithdrawReportDto,
  ): Promise<Recorded<WithdrawalAnswer>> {
    return this.corrections.withdraw(actor, report, dto);
  }
}
