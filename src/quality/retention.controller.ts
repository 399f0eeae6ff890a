import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { Requires } from '../platform/http/access.js';
import { EraseDto } from './quality.dto.js';
import { RetentionService, type RetentionView } from './retention.service.js';

/** How long records are kept, and the erasing of what is sealed in them once that time is over. */
@Controller('api/records/:factId')
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  /** How long this record of one's own is kept, by which clock. */
  @Get('retention')
  @Requires('quality:read')
  view(@CurrentActor() actor: Actor, @Param('factId', ParseUUIDPipe) factId: string): Promise<RetentionView> {
    return this.retention.retention(actor, factId);
  }

  /** Erases what is sealed in a record; before its time it is refused. Asking again changes nothing. */
  @Post('erasure')
  @HttpCode(200)
  @Requires('people:write')
  erase(
    @CurrentActor() actor: Actor,
    @Param('factId', ParseUUIDPipe) factId: string,
    @Body() _dto: EraseDto,
  ): Promise<RetentionView> {
    return this.retention.erase(actor, factId);
  }
}
