import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../../platform/http/access.js';
import { CurrentActor, type Actor } from '../../platform/http/actor.js';
import { PageQuery } from '../../platform/http/page.dto.js';
import { Facilities } from './facilities.service.js';
import { StockService } from './stock.service.js';
import { StockTakes } from './stock-takes.service.js';
import {
  CheckStorageDto,
  DateLotDto,
  FumigateDto,
  MoveStockDto,
  RegisterFacilityDto,
  RegisterLocationDto,
  RegisterZoneDto,
  TakeStockDto,
} from './storage.dto.js';
import { Upkeep } from './upkeep.service.js';

/** Where goods lie, how they are counted and looked after. */
@ApiTags('storage')
@Controller('api')
export class StoresController {
  constructor(
    private readonly facilities: Facilities,
    private readonly stock: StockService,
    private readonly takes: StockTakes,
    private readonly upkeep: Upkeep,
  ) {}

  @Post('facilities')
  @Requires('storage:write')
  facility(@CurrentActor() actor: Actor, @Body() dto: RegisterFacilityDto) {
    return this.facilities.registerFacility(actor, dto);
  }

  /** All places: facilities, their zones with bands, their locations. */
  @Get('facilities')
  @Requires('storage:read')
  list(@CurrentActor() actor: Actor) {
    return this.facilities.list(actor);
  }

  @Post('storage-zones')
  @Requires('storage:write')
  zone(@CurrentActor() actor: Actor, @Body() dto: RegisterZoneDto) {
    return this.facilities.registerZone(actor, dto);
  }

  @Post('storage-locations')
  @Requires('storage:write')
  location(@CurrentActor() actor: Actor, @Body() dto: RegisterLocationDto) {
    return this.facilities.registerLocation(actor, dto);
  }

  /** What lies there by the books, with the version that a stock-take gives back. */
  @Get('storage-locations/:id/stock')
  @Requires('storage:read')
  at(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.stock.at(actor, id);
  }

  /** Where a lot lies, and how much of it at no place. */
  @Get('lots/:id/places')
  @Requires('storage:read')
  places(@CurrentActor() actor: Actor, @Param('id', ParseUUIDPipe) id: string) {
    return this.stock.placesOf(actor, id);
  }

  /** Put-away, move, take-out. */
  @Post('stock-moves')
  @Requires('storage:write')
  move(@CurrentActor() actor: Actor, @Body() dto: MoveStockDto) {
    return this.stock.move(actor, dto);
  }

  @Post('stock-takes')
  @Requires('storage:write')
  take(@CurrentActor() actor: Actor, @Body() dto: TakeStockDto) {
    return this.takes.take(actor, dto);
  }

  @Get('stock-takes')
  @Requires('storage:read')
  stockTakes(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.takes.list(actor, page);
  }

  /** 养护. */
  @Post('storage-checks')
  @Requires('storage:write')
  check(@CurrentActor() actor: Actor, @Body() dto: CheckStorageDto) {
    return this.upkeep.check(actor, dto);
  }

  @Post('fumigations')
  @Requires('storage:write')
  fumigate(@CurrentActor() actor: Actor, @Body() dto: FumigateDto) {
    return this.upkeep.fumigate(actor, dto);
  }

  @Post('lot-datings')
  @Requires('storage:write')
  date(@CurrentActor() actor: Actor, @Body() dto: DateLotDto) {
    return this.upkeep.date(actor, dto);
  }

  /** What wants doing, soonest first. */
  @Get('storage-tasks')
  @Requires('storage:read')
  tasks(@CurrentActor() actor: Actor) {
    return this.upkeep.tasks(actor);
  }
}
