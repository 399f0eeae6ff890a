import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { RegisterBaseDto, RegisterPlotDto } from './base.dto.js';
import { BasesService } from './bases.service.js';

/** Bases, plots and growers of the caller's organisation. */
@ApiTags('planting')
@Controller('api')
export class BasesController {
  constructor(private readonly bases: BasesService) {}

  @Post('bases')
  @Requires('planting:write')
  registerBase(@CurrentActor() actor: Actor, @Body() dto: RegisterBaseDto) {
    return this.bases.registerBase(actor, dto);
  }

  @Get('bases')
  @Requires('planting:read')
  listBases(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.bases.bases(actor, page);
  }

  @Post('plots')
  @Requires('planting:write')
  registerPlot(@CurrentActor() actor: Actor, @Body() dto: RegisterPlotDto) {
    return this.bases.registerPlot(actor, dto);
  }

  @Get('plots')
  @Requires('planting:read')
  listPlots(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.bases.plots(actor, page);
  }

  @Get('growers')
  @Requires('planting:read')
  listGrowers(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.bases.growers(actor, page);
  }
}
