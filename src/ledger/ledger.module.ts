import { Module } from '@nestjs/common';
import { Readiness } from '../platform/health/readiness.js';
import { LedgerController } from './ledger.controller.js';
import { Ledger } from './ledger.service.js';
import { Proofs } from './proofs.service.js';
import { Sealer } from './sealer.service.js';
import { SigningKey } from './signing-key.service.js';

/** Facts and the tree over them; knows no word of the trade. The sequencer runs where run.ts starts it. */
@Module({
  controllers: [LedgerController],
  providers: [Ledger, Proofs, Sealer, SigningKey],
  exports: [Ledger, Proofs, Sealer],
})
export class LedgerModule {
  constructor(readiness: Readiness, sealer: Sealer) {
    readiness.add('ledger', () => sealer.sealingRefusal());
  }
}
