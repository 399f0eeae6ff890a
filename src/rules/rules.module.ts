import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { EvidenceService } from './evidence.service.js';
import { FindingDecisions } from './finding-decisions.service.js';
import { FindingsService } from './findings.service.js';
import { RefusalLog } from './refusal-log.service.js';
import { RulesController } from './rules.controller.js';

@Module({
  imports: [LedgerModule],
  controllers: [RulesController],
  providers: [FindingsService, EvidenceService, FindingDecisions, RefusalLog],
  exports: [FindingsService, EvidenceService, FindingDecisions],
})
export class RulesModule {}
