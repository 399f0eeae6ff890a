import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { Loop } from '../../platform/loop.js';
import { eraseLooks, KEEP_DAYS } from './looks.queries.js';

const PERIOD_MS = 600_000;
const ERASED_AT_ONCE = 5_000;

/** Erases looks, with their places and visitors, when their days are over. The tally stays: how often, and when first. */
@Injectable()
export class EraseLooks implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new Loop('erase-looks', PERIOD_MS, () => this.erase());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  async erase(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - KEEP_DAYS * 86_400_000);
    while (await eraseLooks(this.db, before, ERASED_AT_ONCE));
  }
}
