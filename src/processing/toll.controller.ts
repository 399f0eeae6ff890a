import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { TollAgreementDto } from './toll.dto.js';
import { TollService } from './toll.service.js';

/** Toll processing: one organisation works on the goods of another. */
@ApiTags('processing')
@Controller('api')
export class TollController {
  constructor(private readonly toll: TollService) {}

  @Post('toll-agreements')
  @Requires('processing:write')
  agree(@CurrentActor() actor: Actor, @Body() dto: TollAgreementDto) {
    return this.toll.agree(actor, dto);
  }

  @Get('toll-agreements')
  @Requires('processing:read')
  agreements(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.toll.agreements(actor, page);
  }

  @Get('toll-runs')
  @Requires('processing:read')
  runs(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.toll.runs(actor, page);
  }

  @Get('toll-runs/:id')
  @Requires('processing:read')
  run(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.toll.run(actor, id);
  }

  @Get('toll-balances')
  @Requires('processing:read')
  balances(@CurrentActor() actor: Actor) {
    return this.toll.balances(actor);
  }
}
