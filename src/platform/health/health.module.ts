import { Global, Module } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { DurabilityCheck } from './durability-check.service.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';

@Global()
@Module({ controllers: [HealthController], providers: [Readiness, DurabilityCheck], exports: [Readiness] })
export class HealthModule {
  constructor(readiness: Readiness, @InjectDataSource() db: DataSource) {
    readiness.add('database', async () => {
      await db.query('select 1');
      return undefined;
    });
  }
}
