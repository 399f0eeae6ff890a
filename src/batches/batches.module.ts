import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { BatchesController } from './batches.controller.js';
import { BatchesService } from './batches.service.js';
import { PackingService } from './packing.service.js';

/** Needs lots/batch-codes fulfilled by whoever is composed beside it (codes/, a global module). */
@Module({
  imports: [LedgerModule, LotsModule, RulesModule],
  controllers: [BatchesController],
  providers: [BatchesService, PackingService],
})
export class BatchesModule {}
