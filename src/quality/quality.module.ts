import { Module } from '@nestjs/common';
import { HerbsModule } from '../herbs/herbs.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { CorrectionsService } from './corrections.service.js';
import { OriginalsService } from './originals.service.js';
import { QualityController } from './quality.controller.js';
import { ReportFilesController } from './report-files.controller.js';
import { ReleaseService } from './release.service.js';
import { ReportsService } from './reports.service.js';
import { SamplesService } from './samples.service.js';

@Module({
  imports: [HerbsModule, IdentityModule, LotsModule, RulesModule],
  controllers: [QualityController, ReportFilesController],
  providers: [SamplesService, ReportsService, ReleaseService, OriginalsService, CorrectionsService],
})
export class QualityModule {}
