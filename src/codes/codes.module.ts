import { Global, Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { LedgerModule } from '../ledger/ledger.module.js';
import { BatchCodes } from '../lots/batch-codes.js';
import { CodeReader } from '../lots/coded-things.js';
import { LotsModule } from '../lots/lots.module.js';
import { PaperFont } from '../platform/paper/paper-font.js';
import { RulesModule } from '../rules/rules.module.js';
import { AggregationController } from './aggregation/aggregation.controller.js';
import { AggregationEvents } from './aggregation/aggregation-events.service.js';
import { Aggregations } from './aggregation/aggregations.service.js';
import { CodeFamilies } from './aggregation/code-family.service.js';
import { AliasesController } from './aliases/aliases.controller.js';
import { Aliases } from './aliases/aliases.service.js';
import { Bindings } from './loose/bindings.service.js';
import { LooseCodes } from './loose/loose-codes.service.js';
import { LooseLabels } from './loose/loose-labels.service.js';
import { LooseController } from './loose/loose.controller.js';
import { JobRetries } from './printing/job-retry.service.js';
import { PrintRescue } from './printing/print-rescue.service.js';
import { PrintingController } from './printing/printing.controller.js';
import { Replacements } from './voids/replacements.service.js';
import { VoidsController } from './voids/voids.controller.js';
import { Voids } from './voids/voids.service.js';
import { ArtifactSweep } from './artifacts/artifact-sweep.service.js';
import { ChunkThreads } from './artifacts/chunk-threads.service.js';
import { CodeReading } from './code-reader.service.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { CodeKeyWatch } from './code-key-watch.service.js';
import { CodesController } from './codes.controller.js';
import { CodesService } from './codes.service.js';
import { JobWatch } from './job-watch.service.js';
import { JobsController } from './jobs.controller.js';
import { LabelFonts } from './labels/label-fonts.service.js';
import { LabelOrders } from './labels/label-orders.service.js';
import { LabelPreview } from './labels/label-preview.service.js';
import { LabelPrints } from './labels/label-prints.service.js';
import { LabelsController } from './labels/labels.controller.js';
import { PackageCodes } from './package-codes.service.js';
import { PRINT_CODES, PrintCodesJob } from './print-codes.job.js';
import { PrintJobs } from './print-jobs.service.js';
import { PrintRun } from './print-run.service.js';

/** Global for the wishes of its neighbours alone, who ask without knowing who fulfils them. */
@Global()
@Module({
  imports: [LedgerModule, LotsModule, RulesModule, BullModule.registerQueue({ name: PRINT_CODES })],
  controllers: [
    CodesController,
    JobsController,
    AliasesController,
    LooseController,
    VoidsController,
    AggregationController,
    LabelsController,
    PrintingController,
  ],
  providers: [
    Aliases,
    JobRetries,
    PrintRescue,
    LooseCodes,
    LooseLabels,
    Bindings,
    Voids,
    Replacements,
    AggregationEvents,
    Aggregations,
    CodeFamilies,
    CodeKeyRing,
    CodeKeyWatch,
    CodesService,
    { provide: BatchCodes, useExisting: CodesService },
    CodeReading,
    { provide: CodeReader, useExisting: CodeReading },
    { provide: PaperFont, useExisting: LabelFonts },
    ArtifactSweep,
    ChunkThreads,
    LabelFonts,
    LabelOrders,
    LabelPreview,
    LabelPrints,
    PackageCodes,
    PrintJobs,
    PrintRun,
    PrintCodesJob,
    JobWatch,
  ],
  exports: [CodesService, BatchCodes, CodeReader, PaperFont],
})
export class CodesModule {}
