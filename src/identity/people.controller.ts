import { Body, Controller, Get, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { AppointPersonDto, ChangePersonDto } from './people.dto.js';
import { People } from './people.service.js';

@ApiTags('identity')
@Controller('api/people')
export class PeopleController {
  constructor(private readonly people: People) {}

  /** Gives a colleague a login in the own organisation. */
  @Post()
  @Requires('people:write')
  appoint(@CurrentActor() actor: Actor, @Body() dto: AppointPersonDto) {
    return this.people.appoint(actor, dto);
  }

  /** The people of the own organisation, disabled ones too. */
  @Get()
  @Requires('people:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.people.list(actor, page);
  }

  /** Changes name, role, region or password, or shuts somebody out; in force at the person's next request. */
  @Patch(':id')
  @Requires('people:write')
  change(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ChangePersonDto) {
    return this.people.change(actor, id, dto);
  }
}
