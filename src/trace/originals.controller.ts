import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { NotFound } from '../platform/errors.js';
import { Public } from '../platform/http/access.js';
import { FileStore } from '../platform/storage/file-store.js';
import { isBasePhoto, originalIsShown } from './originals.queries.js';

/** Files that may be read by everybody: printed test reports and photos of bases. */
@ApiTags('trace')
@Controller()
export class OriginalsController {
  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly files: FileStore,
  ) {}

  @Get('originals/:sha256')
  @Public()
  @ApiOperation({ summary: 'The original of a test report, by its hash, while its batch may be shown with it (R-28)' })
  @ApiParam({ name: 'sha256' })
  @ApiProduces('application/pdf')
  @ApiResponse({
    status: 404,
    description: 'no such file, not filed for the public, or withheld with the reports of its batch',
  })
  async original(@Param('sha256') sha256: string, @Res() reply: FastifyReply): Promise<void> {
    const known = /^[0-9a-f]{64}$/.test(sha256) && (await originalIsShown(this.db, sha256));
    const file = known ? await this.files.open(sha256) : undefined;
    if (!file) throw new NotFound({ zh: '报告原件', en: 'The original' }, sha256.slice(0, 64));
    await reply
      .headers({
        'content-type': 'application/pdf',
        'content-length': file.bytes,
        'content-disposition': `inline; filename="${sha256.slice(0, 12)}.pdf"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
        // Asked for anew each time: a recall withdraws it with the reports.
        'cache-control': 'private, no-cache',
        'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
      })
      .send(file.stream);
  }

  @Get('photos/:sha256')
  @Public()
  @ApiOperation({ summary: 'A photo of a base, by the hash of what is shown' })
  @ApiParam({ name: 'sha256' })
  @ApiProduces('image/webp')
  @ApiResponse({ status: 404, description: 'no such photo' })
  async photo(@Param('sha256') sha256: string, @Res() reply: FastifyReply): Promise<void> {
    const known = /^[0-9a-f]{64}$/.test(sha256) && (await isBasePhoto(this.db, sha256));
    const file = known ? await this.files.open(sha256) : undefined;
    if (!file) throw new NotFound({ zh: '照片', en: 'The photo' }, sha256.slice(0, 64));
    await reply
      .headers({
        'content-type': 'image/webp',
        'content-length': file.bytes,
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex',
        // The address is the hash of the content: it can never be another picture.
        'cache-control': 'public, max-age=31536000, immutable',
      })
      .send(file.stream);
  }
}
