import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { AggregateDto } from './aggregation.dto.js';
import { Aggregations } from './aggregations.service.js';
import { CodeFamilies } from './code-family.service.js';

/** Packages in cartons, cartons on pallets. */
@ApiTags('codes')
@Controller('api')
export class AggregationController {
  constructor(
    private readonly aggregations: Aggregations,
    private readonly families: CodeFamilies,
  ) {}

  /** Packs children into a carton or onto a pallet, or takes them out. The same act is `aggregate` in POST /api/sync. */
  @Post('aggregations')
  @Requires('codes:write')
  aggregate(@CurrentActor() actor: Actor, @Body() dto: AggregateDto) {
    return this.aggregations.aggregate(actor, dto);
  }

  /** What a code of the caller's organisation stands on, what is around and inside it, and what happened to it. */
  @Get('codes/:code')
  @Requires('codes:read')
  view(@CurrentActor() actor: Actor, @Param('code') code: string) {
    return this.families.view(actor, code);
  }
}
