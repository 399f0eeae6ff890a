import { Module } from '@nestjs/common';
import { LedgerModule } from '../../ledger/ledger.module.js';
import { LotsModule } from '../../lots/lots.module.js';
import { RulesModule } from '../../rules/rules.module.js';
import { ClimateController } from './climate/climate.controller.js';
import { ClimateView } from './climate/climate-view.service.js';
import { Excursions } from './climate/excursions.service.js';
import { Readings } from './climate/readings.service.js';
import { SealClimate } from './climate/seal-climate.service.js';
import { Sensors } from './climate/sensors.service.js';
import { Facilities } from './facilities.service.js';
import { StockService } from './stock.service.js';
import { StockTakes } from './stock-takes.service.js';
import { StorageWatch } from './storage-watch.service.js';
import { StoreState } from './store-state.service.js';
import { StoresController } from './stores.controller.js';
import { Upkeep } from './upkeep.service.js';

/** Stores: places, stock, upkeep, climate. Needs lots/batch-expiry fulfilled by whoever is composed beside it (batches/). */
@Module({
  imports: [LedgerModule, LotsModule, RulesModule],
  controllers: [StoresController, ClimateController],
  providers: [
    ...[Facilities, StockService, StockTakes, StoreState, StorageWatch, Upkeep],
    ...[ClimateView, Excursions, Readings, SealClimate, Sensors],
  ],
  exports: [StorageWatch],
})
export class StoresModule {}
