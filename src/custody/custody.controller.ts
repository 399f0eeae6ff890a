import { Body, Controller, Get, Header, Param, ParseUUIDPipe, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { CustodyDesk } from './custody-desk.service.js';
import { DeliveryNotes } from './delivery-note.service.js';
import { ExpectedDeliveries } from './expected-delivery.service.js';
import { JourneyService } from './journey.service.js';
import { JourneyDto, ShipmentDto } from './shipments.dto.js';
import { ShipmentsService } from './shipments.service.js';

/** Goods that leave, and what happens to them on the way. */
@ApiTags('custody')
@Controller('api')
export class CustodyController {
  constructor(
    private readonly shipments: ShipmentsService,
    private readonly journeys: JourneyService,
    private readonly deliveries: ExpectedDeliveries,
    private readonly desk: CustodyDesk,
    private readonly notes: DeliveryNotes,
  ) {}

  @Post('shipments')
  @Requires('shipments:write')
  @ApiOperation({ summary: 'Dispatch released stock: by lot, packages, or the code of a carton or pallet' })
  ship(@CurrentActor() actor: Actor, @Body() dto: ShipmentDto) {
    return this.shipments.ship(actor, dto);
  }

  @Get('shipments')
  @Requires('shipments:read')
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.desk.shipments(actor, page);
  }

  @Get('shipments/:id')
  @Requires('shipments:read')
  one(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.desk.shipment(actor, id);
  }

  @Get('shipments/:id/delivery-note.pdf')
  @Requires('shipments:read')
  @Header('cache-control', 'private, no-cache')
  @ApiOperation({ summary: '随货同行单, with its code' })
  @ApiProduces('application/pdf')
  async note(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string): Promise<StreamableFile> {
    const bytes = await this.notes.pdf(actor, id);
    return new StreamableFile(bytes, { type: 'application/pdf', disposition: `inline; filename="${id}.pdf"` });
  }

  @Post('shipments/:id/journey')
  @Requires('journeys:write')
  @ApiOperation({ summary: 'Pick-up, position or temperature on the way' })
  journey(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string, @Body() dto: JourneyDto) {
    return this.journeys.note(actor, id, dto);
  }

  @Get('receiving/:code')
  @Requires('shipments:read')
  @ApiOperation({ summary: 'The whole expected delivery by any of its codes, with the verdict and every reason' })
  receiving(@CurrentActor() actor: Actor, @Param('code') code: string) {
    return this.deliveries.byCode(actor, code);
  }

  @Get('custody/unconfirmed')
  @Requires('shipments:read')
  @ApiOperation({ summary: 'Hand-overs nobody has answered, the oldest first' })
  unconfirmed(@CurrentActor() actor: Actor) {
    return this.desk.unconfirmed(actor);
  }

  @Get('lots/:id/custody')
  @Requires('lots:read')
  @ApiOperation({ summary: 'Holder and owner of a lot at every instant' })
  history(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.desk.history(actor, id);
  }

  @Get('facts/:factId/opened')
  @Requires('shipments:read')
  @ApiOperation({ summary: 'What is sealed in a fact and open to the caller, checked against the fact' })
  opened(@CurrentActor() actor: Actor, @Param('factId', ParseUUIDPipe) factId: string) {
    return this.desk.opened(actor, factId);
  }
}
