import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { MakeBatchDto, PackDto, SetLabelDto, SplitBatchDto } from './batches.dto.js';
import { BatchesService } from './batches.service.js';
import { LabelsService } from './labels.service.js';
import { PackingService } from './packing.service.js';

/** Batches of the caller's organisation and how they were packed. */
@ApiTags('batches')
@Controller('api/batches')
export class BatchesController {
  constructor(
    private readonly batches: BatchesService,
    private readonly packing: PackingService,
    private readonly labels: LabelsService,
  ) {}

  @Post()
  @Requires('batches:write')
  make(@CurrentActor() actor: Actor, @Body() dto: MakeBatchDto) {
    return this.batches.makeBatch(actor, dto);
  }

  @Get()
  @Requires('batches:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.batches.list(actor, page);
  }

  @Get(':id')
  @Requires('batches:read')
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.packing.batch(actor, id);
  }

  @Post(':id/packages')
  @Requires('batches:write')
  pack(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: PackDto) {
    return this.packing.pack(actor, id, dto);
  }

  /** The eleven fields of its labels, packing by packing, and what they lack. */
  @Get(':id/label')
  @Requires('batches:read')
  label(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.labels.label(actor, id);
  }

  /** Decides what the labels say from now on, until the batch is released. */
  @Post(':id/label')
  @Requires('batches:write')
  setLabel(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: SetLabelDto) {
    return this.labels.setLabel(actor, id, dto);
  }

  /** Splits it into new batches, each to be tested and released on its own. */
  @Post(':id/split')
  @Requires('batches:write')
  split(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: SplitBatchDto) {
    return this.batches.split(actor, id, dto);
  }
}
