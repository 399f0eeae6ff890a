import { Module } from '@nestjs/common';
import { FindingsService } from './findings.service.js';
import { RulesController } from './rules.controller.js';

@Module({ controllers: [RulesController], providers: [FindingsService], exports: [FindingsService] })
export class RulesModule {}
