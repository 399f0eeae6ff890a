import { Global, Module } from '@nestjs/common';
import { Clock } from '../clock.js';
import { ActConflictsController } from './act-conflicts.controller.js';
import { Acts } from './acts.service.js';
import { BulkActs } from './bulk-acts.service.js';
import { SyncActs } from './sync-acts.service.js';

@Global()
@Module({
  controllers: [ActConflictsController],
  providers: [Acts, BulkActs, SyncActs, Clock],
  exports: [Acts, BulkActs, SyncActs, Clock],
})
export class ActsModule {}
