import { Global, Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { BatchExpiry } from '../lots/batch-expiry.js';
import { BatchLabels } from '../lots/batch-label.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { ExpiryOfBatches } from './batch-expiry.service.js';
import { BatchMaking } from './batch-making.service.js';
import { BatchNumbers } from './batch-numbers.service.js';
import { BatchesController } from './batches.controller.js';
import { BatchesService } from './batches.service.js';
import { KeepingController } from './keeping.controller.js';
import { LabelsService } from './labels.service.js';
import { PackingService } from './packing.service.js';
import { RetainedSamples } from './retained-samples.service.js';

/**
 * Needs lots/batch-codes fulfilled by whoever is composed beside it (codes/, a global module); global itself for
 * BatchLabels and BatchExpiry alone, which codes/ and custody/ ask for without knowing who fulfils them.
 */
@Global()
@Module({
  imports: [LedgerModule, LotsModule, RulesModule],
  controllers: [BatchesController, KeepingController],
  providers: [
    BatchesService,
    BatchMaking,
    BatchNumbers,
    RetainedSamples,
    PackingService,
    LabelsService,
    { provide: BatchLabels, useExisting: LabelsService },
    { provide: BatchExpiry, useClass: ExpiryOfBatches },
  ],
  exports: [BatchLabels, BatchExpiry],
})
export class BatchesModule {}
