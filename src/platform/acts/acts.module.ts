import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock.js';
import { ActConflictsController } from './act-conflicts.controller.js';
import { Acts } from './acts.service.js';

@Global()
@Module({ controllers: [ActConflictsController], providers: [Acts, Clock], exports: [Acts, Clock] })
export class ActsModule {}
