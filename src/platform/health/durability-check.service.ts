import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Redis } from 'ioredis';
import { DataSource } from 'typeorm';
import { Config } from '../config/config.js';
import {
  databaseDurabilityFaults,
  NotDurable,
  redisDurabilityFaults,
  redisSettingsFrom,
} from '../lifecycle/durability.js';
import { Readiness } from './readiness.js';

/**
 * Refuses to start over storage that would lose what was acknowledged, and turns readiness red when somebody changes
 * it later. Not in tests, whose throw-away cluster runs without fsync.
 */
@Injectable()
export class DurabilityCheck implements OnApplicationBootstrap, OnApplicationShutdown {
  private redis: Redis | undefined;

  constructor(
    private readonly config: Config,
    private readonly readiness: Readiness,
    @InjectDataSource() private readonly db: DataSource,
    @InjectDataSource('system') private readonly system: DataSource,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.environment === 'test') return;
    if (this.config.queueBackend === 'redis') {
      this.redis = new Redis(this.config.redisUrl!, { maxRetriesPerRequest: 3, connectTimeout: 2_000 });
      this.redis.on('error', () => undefined); // said by the check itself
    }
    const faults = await this.faults();
    if (faults.length > 0) throw new NotDurable(faults);
    this.readiness.add('durability', async () => (await this.faults()).join('; ') || undefined);
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }

  private async faults(): Promise<string[]> {
    const faults = [
      ...(await databaseDurabilityFaults((sql) => this.db.query(sql))),
      ...(await databaseDurabilityFaults((sql) => this.system.query(sql))),
    ];
    if (this.redis) faults.push(...redisDurabilityFaults(redisSettingsFrom(await this.redis.info())));
    return [...new Set(faults)];
  }
}
