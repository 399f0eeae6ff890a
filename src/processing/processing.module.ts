import { Module } from '@nestjs/common';
import { LotsModule } from '../lots/lots.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { AdjuvantsService } from './adjuvants.service.js';
import { ProcessingController } from './processing.controller.js';
import { RunsService } from './runs.service.js';
import { TollController } from './toll.controller.js';
import { TollService } from './toll.service.js';

@Module({
  imports: [LedgerModule, LotsModule, RulesModule],
  controllers: [ProcessingController, TollController],
  providers: [RunsService, AdjuvantsService, TollService],
})
export class ProcessingModule {}
