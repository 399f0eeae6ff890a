import { Processor, WorkerHost } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { QUICK_RECOVERY } from '../queue/quick-recovery.js';

export const SWEEP_OUTBOX = 'sweep-outbox';
/** Effects that are done are kept this long for anyone who looks into a delay. */
const KEEP_DAYS = 7;
/** Rows of one round; the next round takes the rest. */
const SWEEP = 10_000;

/** Removes effects that were done long ago. Nothing that is owed is ever touched. */
@Processor(SWEEP_OUTBOX, QUICK_RECOVERY)
export class SweepOutboxJob extends WorkerHost {
  constructor(@InjectDataSource('system') private readonly db: DataSource) {
    super();
  }

  async process(): Promise<void> {
    await this.db.query(
      `delete from outbox where id in (
         select id from outbox where done_at < now() - make_interval(days => $1) order by id limit $2)`,
      [KEEP_DAYS, SWEEP],
    );
  }
}
