import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { Sealer } from '../ledger/sealer.service.js';
import { LotCustody } from './custody.service.js';
import { LotsController } from './lots.controller.js';
import { LotsService } from './lots.service.js';
import { LotPackages } from './packages.service.js';
import { unevenBooks } from './replay.queries.js';

@Module({
  imports: [LedgerModule],
  controllers: [LotsController],
  providers: [LotsService, LotPackages, LotCustody],
  exports: [LotsService, LotPackages, LotCustody],
})
export class LotsModule {
  /** Nothing is signed while the books of the lots do not add up. */
  constructor(sealer: Sealer) {
    sealer.addAudit(unevenBooks);
  }
}
