import { Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { CodesModule } from '../codes/codes.module.js';
import { HerbsModule } from '../herbs/herbs.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { CopyJudge } from './looks/copy-judge.service.js';
import { EraseLooks } from './looks/erase-looks.service.js';
import { LookLog } from './looks/look-log.service.js';
import { VisitorKeys } from './looks/visitor-keys.service.js';
import { NetworkBudgets } from './budgets/network-budgets.service.js';
import { Complaints } from './complaints/complaints.service.js';
import { ComplaintsController } from './complaints/complaints.controller.js';
import { OriginalsController } from './originals.controller.js';
import { PageWriter } from './page-writer.service.js';
import { REWRITE_PAGES } from '../rules/evidence.service.js';
import { RewritePagesJob } from './rewrite-pages.job.js';
import { Scans } from './scans.service.js';
import { SealedPages } from './sealed-pages.service.js';
import { StorySources } from './story-source.service.js';
import { TraceController } from './trace.controller.js';
import { TraceDesk } from './trace-desk.service.js';
import { TracePageController } from './trace.page.controller.js';

/** The public story of a code: pages, JSON, and the jobs that keep them written. */
@Module({
  imports: [LedgerModule, HerbsModule, CodesModule, BullModule.registerQueue({ name: REWRITE_PAGES })],
  controllers: [TracePageController, TraceController, ComplaintsController, OriginalsController],
  providers: [
    StorySources,
    PageWriter,
    RewritePagesJob,
    SealedPages,
    VisitorKeys,
    CopyJudge,
    LookLog,
    EraseLooks,
    NetworkBudgets,
    Complaints,
    Scans,
    TraceDesk,
  ],
})
export class TraceModule {}
