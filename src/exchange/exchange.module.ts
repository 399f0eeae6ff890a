import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { EvidencePackController } from './evidence-pack/evidence-pack.controller.js';
import { EvidencePacks } from './evidence-pack/evidence-pack.service.js';
import { SyncController } from './sync.controller.js';
import { SyncService } from './sync.service.js';

@Module({
  imports: [LedgerModule, LotsModule],
  controllers: [SyncController, EvidencePackController],
  providers: [SyncService, EvidencePacks],
})
export class ExchangeModule {}
