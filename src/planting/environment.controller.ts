import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { QualifyBaseDto, TestEnvironmentDto } from './environment.dto.js';
import { EnvironmentService } from './environment.service.js';

/** Tests of soil, water and air, and the qualification of bases. */
@ApiTags('planting')
@Controller('api')
export class EnvironmentController {
  constructor(private readonly environment: EnvironmentService) {}

  @Post('environment-tests')
  @Requires('planting:write')
  test(@CurrentActor() actor: Actor, @Body() dto: TestEnvironmentDto) {
    return this.environment.test(actor, dto);
  }

  @Get('environment-tests')
  @Requires('planting:read')
  tests(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.environment.tests(actor, page);
  }

  @Post('bases/:id/qualifications')
  @Requires('planting:write')
  qualify(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: QualifyBaseDto) {
    return this.environment.qualify(actor, id, dto);
  }
}
