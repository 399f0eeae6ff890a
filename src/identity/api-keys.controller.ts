import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { MakeApiKeyDto } from './api-keys.dto.js';
import { ApiKeys } from './api-keys.service.js';
import { PageQuery } from '../platform/http/page.dto.js';

@ApiTags('identity')
@Controller('api/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  /** Makes a key. The answer shows it once; a replay of the same id shows everything else. */
  @Post()
  @Requires('api-keys:write')
  make(@CurrentActor() actor: Actor, @Body() dto: MakeApiKeyDto) {
    return this.keys.make(actor, dto);
  }

  /** The organisation's keys, ended ones too, without the keys themselves. */
  @Get()
  @Requires('api-keys:write')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.keys.list(actor, page);
  }

  /** Ends a key at once. */
  @Delete(':id')
  @HttpCode(204)
  @Requires('api-keys:write')
  revoke(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.keys.revoke(actor, id);
  }
}
