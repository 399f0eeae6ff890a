import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { FoundOrganisationDto } from './organisations.dto.js';
import { Organisations } from './organisations.service.js';
import { PageQuery } from '../platform/http/page.dto.js';

@ApiTags('identity')
@Controller('api/organisations')
export class OrganisationsController {
  constructor(private readonly organisations: Organisations) {}

  /** Enters an organisation in the directory; answers the one-time token for its first administrator, once. */
  @Post()
  @Requires('organisations:write')
  found(@CurrentActor() actor: Actor, @Body() dto: FoundOrganisationDto) {
    return this.organisations.found(actor, dto);
  }

  /** The directory. */
  @Get()
  @Requires('identity:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.organisations.list(actor, page);
  }

  @Get(':id')
  @Requires('identity:read')
  show(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.organisations.show(actor, id);
  }
}
