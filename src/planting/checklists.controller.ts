import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { MarkChecklistDto, SeasonQuery } from './checklist.dto.js';
import { ChecklistsService } from './checklists.service.js';

/** Checklists of a base and season. */
@ApiTags('planting')
@Controller('api/bases/:id')
export class ChecklistsController {
  constructor(private readonly checklists: ChecklistsService) {}

  @Get('checklists')
  @Requires('planting:read')
  of(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Query() { season }: SeasonQuery) {
    return this.checklists.of(actor, id, season);
  }

  @Post('checklist-marks')
  @Requires('planting:write')
  mark(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: MarkChecklistDto) {
    return this.checklists.mark(actor, id, dto);
  }
}
