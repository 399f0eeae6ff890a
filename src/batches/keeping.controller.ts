import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { BatchNumbers } from './batch-numbers.service.js';
import { DestroySampleDto, RetainSampleDto, SetNumberSchemeDto, VoidNumberDto } from './batches.dto.js';
import { RetainedSamples } from './retained-samples.service.js';

/** What is kept of batches: their numbers, and their retained samples. */
@ApiTags('batches')
@Controller('api')
export class KeepingController {
  constructor(
    private readonly numbers: BatchNumbers,
    private readonly samples: RetainedSamples,
  ) {}

  @Post('batch-number-schemes')
  @Requires('batches:write')
  setScheme(@CurrentActor() actor: Actor, @Body() dto: SetNumberSchemeDto) {
    return this.numbers.setScheme(actor, dto);
  }

  @Get('batch-numbers')
  @Requires('batches:read')
  list(@CurrentActor() actor: Actor) {
    return this.numbers.list(actor);
  }

  @Post('batch-numbers/void')
  @Requires('batches:write')
  voidNumber(@CurrentActor() actor: Actor, @Body() dto: VoidNumberDto) {
    return this.numbers.voidNumber(actor, dto);
  }

  @Post('batches/:id/retained-samples')
  @Requires('samples:write')
  retain(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: RetainSampleDto) {
    return this.samples.retain(actor, id, dto);
  }

  @Get('retained-samples')
  @Requires('batches:read')
  retained(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.samples.list(actor, page);
  }

  /** The first person asks. */
  @Post('retained-samples/:id/destruction')
  @Requires('samples:write')
  ask(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: DestroySampleDto) {
    return this.samples.ask(actor, id, dto);
  }

  /** The second, a quality head, sees to it. */
  @Post('retained-samples/:id/destruction/confirm')
  @Requires('release')
  destroy(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: DestroySampleDto) {
    return this.samples.destroy(actor, id, dto);
  }
}
