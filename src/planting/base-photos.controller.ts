import { Controller, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ActId } from '../platform/acts/act-id.js';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { BasePhotosService } from './base-photos.service.js';

class AddPhotoDto {
  @ActId() id: string;
}

/** Photos of bases: the body is the picture itself, up to 12 MB; `id` stands in the address. */
@ApiTags('planting')
@Controller('api/bases/:id/photo')
export class BasePhotosController {
  constructor(private readonly photos: BasePhotosService) {}

  @Post()
  @Requires('planting:write')
  @ApiConsumes('image/jpeg', 'image/png', 'image/webp')
  add(
    @CurrentActor() actor: Actor,
    @Param('id', ParseUUIDPipe) base: string,
    @Query() { id }: AddPhotoDto,
    @Req() request: FastifyRequest,
  ) {
    return this.photos.add(
      actor,
      base.toLowerCase(),
      id,
      Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    );
  }
}
