import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { ChangePlotDto } from './plot-change.dto.js';
import { PlotChangesService } from './plot-changes.service.js';

/** What became of a plot after it was registered. */
@ApiTags('planting')
@Controller('api/plots/:id/changes')
export class PlotChangesController {
  constructor(private readonly changes: PlotChangesService) {}

  @Post()
  @Requires('planting:write')
  change(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ChangePlotDto) {
    return this.changes.change(actor, id, dto);
  }

  @Get()
  @Requires('planting:read')
  list(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Query() page: PageQuery) {
    return this.changes.list(actor, id, page);
  }
}
