import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { FinishRunDto } from './processing.dto.js';
import { RunsService } from './runs.service.js';

/** Processing runs of the caller's organisation. */
@ApiTags('processing')
@Controller('api/runs')
export class ProcessingController {
  constructor(private readonly runs: RunsService) {}

  @Post()
  @Requires('processing:write')
  finish(@CurrentActor() actor: Actor, @Body() dto: FinishRunDto) {
    return this.runs.finishRun(actor, dto);
  }

  @Get()
  @Requires('processing:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.runs.list(actor, page);
  }

  @Get(':id')
  @Requires('processing:read')
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.runs.run(actor, id);
  }
}
