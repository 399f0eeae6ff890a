import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EvidenceService } from './evidence.service.js';
import { FindingsService } from './findings.service.js';
import { RulesController } from './rules.controller.js';

@Module({
  imports: [LedgerModule],
  controllers: [RulesController],
  providers: [FindingsService, EvidenceService],
  exports: [FindingsService, EvidenceService],
})
export class RulesModule {}
