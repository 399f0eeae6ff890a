import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { CodesModule } from '../codes/codes.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { CasesController } from './cases/cases.controller.js';
import { Cases } from './cases/cases.service.js';
import { ImpactController } from './impact/impact.controller.js';
import { ImpactService } from './impact/impact.service.js';
import { DrillActs } from './recalls/drill-acts.service.js';
import { RecallAnswersController } from './recalls/recall-answers.controller.js';
import { RecallAnswers } from './recalls/recall-answers.service.js';
import { RecallsController } from './recalls/recalls.controller.js';
import { RECALL_NOTICES, RecallNoticesJob } from './recalls/recall-notices.job.js';
import { Recalls } from './recalls/recalls.service.js';

/** What a bad lot has touched, and how it is brought back. */
@Module({
  imports: [LedgerModule, LotsModule, RulesModule, CodesModule, BullModule.registerQueue({ name: RECALL_NOTICES })],
  controllers: [ImpactController, CasesController, RecallsController, RecallAnswersController],
  providers: [ImpactService, Cases, Recalls, RecallAnswers, DrillActs, RecallNoticesJob],
})
export class OversightModule {}
