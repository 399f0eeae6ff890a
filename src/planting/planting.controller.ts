import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Requires } from '../platform/http/access.js';
import { CurrentActor, type Actor } from '../platform/http/actor.js';
import { PageQuery } from '../platform/http/page.dto.js';
import { FieldWorkService } from './field-work.service.js';
import { HarvestPlansService } from './harvest-plans.service.js';
import { HarvestsService } from './harvests.service.js';
import { DoFieldWorkDto, HarvestDto, PlanHarvestDto, PlantDto, ReceiveSeedLotDto, WeighInDto } from './planting.dto.js';
import { PlantingsService } from './plantings.service.js';
import { PurchasesService } from './purchases.service.js';

/** Everything between seed and scales. */
@ApiTags('planting')
@Controller('api')
export class PlantingController {
  constructor(
    private readonly plantings: PlantingsService,
    private readonly fieldWork: FieldWorkService,
    private readonly plans: HarvestPlansService,
    private readonly harvests: HarvestsService,
    private readonly purchases: PurchasesService,
  ) {}

  @Post('seed-lots')
  @Requires('planting:write')
  receiveSeedLot(@CurrentActor() actor: Actor, @Body() dto: ReceiveSeedLotDto) {
    return this.plantings.receiveSeedLot(actor, dto);
  }

  @Get('seed-lots')
  @Requires('planting:read')
  listSeedLots(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.plantings.seedLots(actor, page);
  }

  @Post('plantings')
  @Requires('planting:write')
  plant(@CurrentActor() actor: Actor, @Body() dto: PlantDto) {
    return this.plantings.plant(actor, dto);
  }

  @Get('plantings')
  @Requires('planting:read')
  listPlantings(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.plantings.plantings(actor, page);
  }

  @Post('field-work')
  @Requires('planting:write')
  doFieldWork(@CurrentActor() actor: Actor, @Body() dto: DoFieldWorkDto) {
    return this.fieldWork.doWork(actor, dto);
  }

  @Get('field-work')
  @Requires('planting:read')
  listFieldWork(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.fieldWork.list(actor, page);
  }

  @Post('harvest-plans')
  @Requires('harvests:write')
  planHarvest(@CurrentActor() actor: Actor, @Body() dto: PlanHarvestDto) {
    return this.plans.plan(actor, dto);
  }

  @Get('harvest-plans')
  @Requires('planting:read')
  listHarvestPlans(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.plans.list(actor, page);
  }

  @Post('harvests')
  @Requires('harvests:write')
  harvest(@CurrentActor() actor: Actor, @Body() dto: HarvestDto) {
    return this.harvests.harvest(actor, dto);
  }

  @Get('harvests')
  @Requires('planting:read')
  listHarvests(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.harvests.list(actor, page);
  }

  @Post('purchases')
  @Requires('purchases:write')
  weighIn(@CurrentActor() actor: Actor, @Body() dto: WeighInDto) {
    return this.purchases.weighIn(actor, dto);
  }

  @Get('purchases')
  @Requires('purchases:write')
  listPurchases(@CurrentActor() actor: Actor, @Query() page: PageQuery) {
    return this.purchases.list(actor, page);
  }
}
