import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ActId } from '../platform/acts/act-id.js';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Ref } from '../platform/http/fields.js';
import type { Photographed } from './record-photos.queries.js';
import { RecordPhotosService } from './record-photos.service.js';

class AddRecordPhotoDto {
  @ActId() id: string;
}

class PhotosQuery {
  @Ref() record: string;
}

/** Photos of records: the body is the picture itself, up to 12 MB; `id` stands in the address. */
@ApiTags('planting')
@Controller('api')
export class RecordPhotosController {
  constructor(private readonly photos: RecordPhotosService) {}

  @Post('field-work/:id/photos')
  @Requires('planting:write')
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  ofWork(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) record: string,
    @Query() { id }: AddRecordPhotoDto,
    @Req() request: FastifyRequest,
  ) {
    return this.add(actor, { kind: 'field-work', record }, id, request);
  }

  @Post('harvests/:id/photos')
  @Requires('harvests:write')
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  ofHarvest(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) record: string,
    @Query() { id }: AddRecordPhotoDto,
    @Req() request: FastifyRequest,
  ) {
    return this.add(actor, { kind: 'harvest', record }, id, request);
  }

  @Post('purchases/:id/photos')
  @Requires('purchases:write')
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  ofPurchase(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) record: string,
    @Query() { id }: AddRecordPhotoDto,
    @Req() request: FastifyRequest,
  ) {
    return this.add(actor, { kind: 'purchase', record }, id, request);
  }

  /** Photos of one record, oldest first. */
  @Get('photos')
  @Requires('planting:read')
  list(@CurrentActor() actor: Actor, @Query() { record }: PhotosQuery) {
    return this.photos.list(actor, record.toLowerCase());
  }

  @Get('photos/:sha256')
  @Requires('planting:read')
  @ApiProduces('image/webp')
  async picture(
    @CurrentActor() actor: Actor,
    @Param('sha256') sha256: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { bytes, stream } = await this.photos.open(actor, sha256);
    await reply
      .headers({
        ...{ 'content-type': 'image/webp', 'content-length': bytes, 'x-content-type-options': 'nosniff' },
        // It may show people: kept by the browser of whoever may see it, and by nobody between.
        'cache-control': 'private, max-age=86400, immutable',
      })
      .send(stream);
  }

  private add(actor: Actor, of: { kind: Photographed; record: string }, id: string, { body }: FastifyRequest) {
    const record = of.record.toLowerCase();
    return this.photos.add(actor, { ...of, record }, id, Buffer.isBuffer(body) ? body : Buffer.alloc(0));
  }
}
