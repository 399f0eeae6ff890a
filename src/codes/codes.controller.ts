import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public, Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { RequestCodesDto, QrQueryDto } from './codes.dto.js';
import { CodeMistyped, NoSuchCode } from './codes.errors.js';
import { CodesService } from './codes.service.js';
import { PackageCodes } from './package-codes.service.js';
import { qrMatrix, qrPng, qrSvg, type QrMatrix } from './qr-image.js';

/** The picture of a code never changes; a day lets a new PUBLIC_URL through. */
const KEEP = 'public, max-age=86400';

/** Codes for packages, and the picture of one code. */
@Controller('api')
export class CodesController {
  constructor(
    private readonly codes: CodesService,
    private readonly packages: PackageCodes,
  ) {}

  /** Gives packages that have no live code one, and starts the job that makes the list `codes.ndjson`. */
  @Post('batches/:id/codes')
  @HttpCode(202)
  @Requires('codes:write')
  request(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string, @Body() dto: RequestCodesDto) {
    return this.packages.request(actor, lot, { ...dto });
  }

  /** The QR of an issued code as a 1-bit PNG of whole pixels per module. */
  @Get('codes/:code/qr.png')
  @Public()
  @ApiProduces('image/png')
  async png(@Param('code') code: string, @Query() { scale }: QrQueryDto, @Res() reply: FastifyReply) {
    const image = qrPng(await this.matrix(code), Number(scale));
    await reply.header('content-type', 'image/png').header('cache-control', KEEP).send(image);
  }

  /** The QR of an issued code as SVG, one unit a module. */
  @Get('codes/:code/qr.svg')
  @Public()
  @ApiProduces('image/svg+xml')
  async svg(@Param('code') code: string, @Res() reply: FastifyReply) {
    const image = qrSvg(await this.matrix(code));
    await reply.header('content-type', 'image/svg+xml').header('cache-control', KEEP).send(image);
  }

  private async matrix(text: string): Promise<QrMatrix> {
    const found = await this.codes.resolve(text);
    if (found.verdict === 'mistyped') throw new CodeMistyped();
    if (found.verdict !== 'issued') throw new NoSuchCode();
    return qrMatrix(this.codes.urlOf(found.code));
  }
}
