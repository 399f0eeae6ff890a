import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { OpenCaseDto } from './cases.dto.js';
import { Cases } from './cases.service.js';

@ApiTags('oversight')
@Controller('api/cases')
export class CasesController {
  constructor(private readonly cases: Cases) {}

  @Post()
  @Requires('cases:write')
  @ApiOperation({ summary: 'Open a case: the reason under which a regulator looks' })
  open(@CurrentActor() actor: Actor, @Body() dto: OpenCaseDto) {
    return this.cases.open(actor, dto);
  }

  @Get()
  @Requires('cases:write')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.cases.list(actor, page);
  }

  @Get(':id/looks')
  @Requires('cases:write')
  @ApiOperation({ summary: 'Every look taken under a case' })
  looks(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Query() page: PageQuery) {
    return this.cases.looks(actor, id, page);
  }
}
