import { Controller, Get, Param, ParseUUIDPipe, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { EvidencePacks } from './evidence-pack.service.js';

@ApiTags('exchange')
@Controller('api/lots')
export class EvidencePackController {
  constructor(private readonly packs: EvidencePacks) {}

  /** One ZIP: facts, proofs, checkpoint, sealed values, reports, photos, a sheet, a PDF, and a page that checks it all. */
  @Get(':id/evidence-pack')
  @Requires('lots:read')
  @ApiOperation({ summary: 'Everything that shows how a lot came to be, in a ZIP that can be checked without network' })
  @ApiProduces('application/zip')
  async pack(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) id: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, zip } = await this.packs.pack(actor, id.toLowerCase());
    await reply
      .headers({
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="${name}"`,
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      })
      .send(Buffer.from(zip.buffer, zip.byteOffset, zip.byteLength));
  }
}
