import { Body, Controller, Get, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { AddAliasDto, WithdrawAliasDto } from './aliases.dto.js';
import { Aliases } from './aliases.service.js';

/** Numbers under which other systems know a lot. */
@ApiTags('codes')
@Controller('api')
export class AliasesController {
  constructor(private readonly aliases: Aliases) {}

  @Post('lots/:id/aliases')
  @Requires('codes:write')
  add(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string, @Body() dto: AddAliasDto) {
    return this.aliases.add(actor, lot, dto);
  }

  @Get('lots/:id/aliases')
  @Requires('codes:read')
  list(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) lot: string) {
    return this.aliases.list(actor, lot);
  }

  @Post('aliases/:id/withdraw')
  @Requires('codes:write')
  withdraw(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: WithdrawAliasDto) {
    return this.aliases.withdraw(actor, id, dto);
  }
}
