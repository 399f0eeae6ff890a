import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { ImpactQuery } from './impact.dto.js';
import { ImpactService } from './impact.service.js';

@ApiTags('oversight')
@Controller('api/impact')
export class ImpactController {
  constructor(private readonly impact: ImpactService) {}

  @Get()
  @Requires('lots:read')
  @ApiOperation({ summary: 'Everything a lot, code, plot, planting, input, report or company has touched' })
  json(@CurrentActor() actor: Actor, @Query() query: ImpactQuery) {
    return this.impact.impact(actor, query);
  }
}
