import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { ReceiveAdjuvantDto } from './adjuvants.dto.js';
import { AdjuvantsService } from './adjuvants.service.js';
import { FinishRunDto } from './processing.dto.js';
import { RunsService } from './runs.service.js';

/** Processing runs of the caller's organisation. */
@ApiTags('processing')
@Controller('api')
export class ProcessingController {
  constructor(
    private readonly runs: RunsService,
    private readonly adjuvants: AdjuvantsService,
  ) {}

  @Post('adjuvants')
  @Requires('processing:write')
  receive(@CurrentActor() actor: Actor, @Body() dto: ReceiveAdjuvantDto) {
    return this.adjuvants.receive(actor, dto);
  }

  @Get('adjuvants')
  @Requires('processing:read')
  adjuvantLots(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.adjuvants.list(actor, page);
  }

  @Post('runs')
  @Requires('processing:write')
  finish(@CurrentActor() actor: Actor, @Body() dto: FinishRunDto) {
    return this.runs.finishRun(actor, dto);
  }

  @Get('runs')
  @Requires('processing:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.runs.list(actor, page);
  }

  @Get('runs/:id')
  @Requires('processing:read')
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.runs.run(actor, id);
  }
}
