import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { BasePhotosController } from './base-photos.controller.js';
import { BasePhotosService } from './base-photos.service.js';
import { BasesController } from './bases.controller.js';
import { BasesService } from './bases.service.js';
import { ChecklistsController } from './checklists.controller.js';
import { ChecklistsService } from './checklists.service.js';
import { EnvironmentController } from './environment.controller.js';
import { EnvironmentService } from './environment.service.js';
import { FieldWorkService } from './field-work.service.js';
import { HarvestsAfterwards } from './harvests-afterwards.service.js';
import { HarvestPlansService } from './harvest-plans.service.js';
import { HarvestsService } from './harvests.service.js';
import { InputsController } from './inputs.controller.js';
import { InputsService } from './inputs.service.js';
import { PlantingController } from './planting.controller.js';
import { PlantingsService } from './plantings.service.js';
import { PlotImportController } from './plot-import.controller.js';
import { PlotImportService } from './plot-import.service.js';
import { PlotChangesController } from './plot-changes.controller.js';
import { PlotChangesService } from './plot-changes.service.js';
import { PurchaseSlipPdfController } from './purchase-slip-pdf.controller.js';
import { PurchaseSlipPageController } from './purchase-slip.page.controller.js';
import { RecordPhotosController } from './record-photos.controller.js';
import { RecordPhotosService } from './record-photos.service.js';
import { StaffController } from './staff.controller.js';
import { StaffService } from './staff.service.js';
import { SopsController } from './sops.controller.js';
import { SopsService } from './sops.service.js';
import { PurchasesService } from './purchases.service.js';

@Module({
  imports: [LedgerModule, LotsModule, RulesModule],
  controllers: [
    BasesController,
    RecordPhotosController,
    ChecklistsController,
    StaffController,
    PlotImportController,
    EnvironmentController,
    BasePhotosController,
    PlotChangesController,
    SopsController,
    InputsController,
    PlantingController,
    PurchaseSlipPageController,
    PurchaseSlipPdfController,
  ],
  providers: [
    BasesService,
    RecordPhotosService,
    ChecklistsService,
    StaffService,
    PlotImportService,
    BasePhotosService,
    PlantingsService,
    InputsService,
    FieldWorkService,
    HarvestsAfterwards,
    HarvestPlansService,
    PlotChangesService,
    SopsService,
    EnvironmentService,
    HarvestsService,
    PurchasesService,
  ],
})
export class PlantingModule {}
