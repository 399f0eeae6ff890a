import { Module } from '@nestjs/common';
import { HerbsModule } from '../herbs/herbs.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { QualityController } from './quality.controller.js';
import { ReleaseService } from './release.service.js';
import { ReportsService } from './reports.service.js';
import { SamplesService } from './samples.service.js';

@Module({
  imports: [HerbsModule, IdentityModule, LotsModule, RulesModule],
  controllers: [QualityController],
  providers: [SamplesService, ReportsService, ReleaseService],
})
export class QualityModule {}
