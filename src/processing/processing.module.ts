import { Module } from '@nestjs/common';
import { LotsModule } from '../lots/lots.module.js';
import { RulesModule } from '../rules/rules.module.js';
import { AdjuvantsService } from './adjuvants.service.js';
import { ProcessingController } from './processing.controller.js';
import { RunsService } from './runs.service.js';

@Module({
  imports: [LotsModule, RulesModule],
  controllers: [ProcessingController],
  providers: [RunsService, AdjuvantsService],
})
export class ProcessingModule {}
