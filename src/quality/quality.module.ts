import { Module } from '@nestjs/common';
import { HerbsModule } from '../herbs/herbs.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { CompletenessService } from './completeness.service.js';
import { CorrectionsService } from './corrections.service.js';
import { LaboratoryController } from './laboratory.controller.js';
import { LaboratoryService } from './laboratory.service.js';
import { OriginalsService } from './originals.service.js';
import { OwnStandardController } from './own-standard.controller.js';
import { OwnStandardService } from './own-standard.service.js';
import { QualityController } from './quality.controller.js';
import { ReportFilesController } from './report-files.controller.js';
import { ReleaseEvidenceService } from './release-evidence.service.js';
import { ReleaseService } from './release.service.js';
import { ReportsService } from './reports.service.js';
import { RetentionController } from './retention.controller.js';
import { RetentionService } from './retention.service.js';
import { SamplesService } from './samples.service.js';

@Module({
  imports: [HerbsModule, IdentityModule, LedgerModule, LotsModule, RulesModule],
  controllers: [
    QualityController,
    ReportFilesController,
    LaboratoryController,
    OwnStandardController,
    RetentionController,
  ],
  providers: [
    SamplesService,
    ReportsService,
    ReleaseService,
    OriginalsService,
    CorrectionsService,
    RetentionService,
    CompletenessService,
    LaboratoryService,
    OwnStandardService,
    ReleaseEvidenceService,
  ],
})
export class QualityModule {}
