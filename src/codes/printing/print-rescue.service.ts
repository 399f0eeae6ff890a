import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { Loop } from '../../platform/loop.js';
import { RelayBell } from '../../platform/outbox/relay-bell.js';
import { LEASE_SECONDS } from '../print-job.queries.js';
import { PRINT_CODES } from '../print-codes.job.js';

const LOOK_MS = 1_000;
/** A job that nobody took after this long was lost with its queue, unless every worker is busy. */
const UNTAKEN_SECONDS = 5;

/**
 * Sends print jobs again whose worker was killed, or whose queue lost them: PostgreSQL knows within seconds that nobody is heard of,
 * where BullMQ waits for two rounds of its stall check (20 to 50 s) and the relay a minute. Sending twice is harmless: a run claims
 * its job in the database.
 */
@Injectable()
export class PrintRescue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new Loop('print-rescue', LOOK_MS, () => this.rescue());

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly bell: RelayBell,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** How many jobs were sent once more. A job that stumbles is left to the patience of its queue. */
  async rescue(): Promise<number> {
    const [, sent]: [unknown, number] = await this.db.query(
      `update outbox o set sent_at = null from print_job j
        where o.topic = $1 and o.done_at is null and j.id = (o.payload->>'job')::uuid and (
          j.state = 'active' and j.heard_at < clock_timestamp() - make_interval(secs => $2)
            and o.sent_at < clock_timestamp() - make_interval(secs => $2)
          or j.state = 'waiting' and j.failures = 0 and o.sent_at < clock_timestamp() - make_interval(secs => $3 * o.sends)
            and not exists (select from print_job b where b.state = 'active'
                             and b.heard_at >= clock_timestamp() - make_interval(secs => $2)))`,
      [PRINT_CODES, LEASE_SECONDS, UNTAKEN_SECONDS],
    );
    if (sent > 0) this.bell.ring();
    return sent;
  }
}
