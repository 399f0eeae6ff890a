import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { DraftSopDto, StepSopDto } from './sop.dto.js';
import { SopsService } from './sops.service.js';

/** Procedures (生产技术规程) and their versions. */
@ApiTags('planting')
@Controller('api/sops')
export class SopsController {
  constructor(private readonly sops: SopsService) {}

  @Post()
  @Requires('planting:write')
  draft(@CurrentActor() actor: Actor, @Body() dto: DraftSopDto) {
    return this.sops.draft(actor, dto);
  }

  @Get()
  @Requires('planting:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.sops.list(actor, page);
  }

  @Post(':id/steps')
  @Requires('planting:write')
  step(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: StepSopDto) {
    return this.sops.step(actor, id, dto);
  }
}
