import { Injectable } from '@nestjs/common';
import { InjectQueue } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import { SWEEP_OUTBOX } from './sweep-outbox.job.js';

const EVERY_MS = 60 * 60_000;

/** Arms the hourly sweep; called at every start of a worker, so an emptied queue loses nothing. */
@Injectable()
export class OutboxSchedule {
  constructor(@InjectQueue(SWEEP_OUTBOX) private readonly queue: Queue) {}

  async arm(): Promise<void> {
    await this.queue.upsertJobScheduler(SWEEP_OUTBOX, { every: EVERY_MS }, { name: SWEEP_OUTBOX });
  }
}
