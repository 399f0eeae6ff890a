import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsController } from './lots.controller.js';
import { LotsService } from './lots.service.js';
import { LotPackages } from './packages.service.js';

@Module({
  imports: [LedgerModule],
  controllers: [LotsController],
  providers: [LotsService, LotPackages],
  exports: [LotsService, LotPackages],
})
export class LotsModule {}
