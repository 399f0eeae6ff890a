import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { inTx, mayBeLost } from '../platform/db/tx.js';
import { isDone, once } from '../platform/outbox/outbox.service.js';
import { REWRITE_PAGES } from '../rules/evidence.service.js';
import { QUICK_RECOVERY } from '../platform/queue/quick-recovery.js';
import { PageWriter } from './page-writer.service.js';
import { batchesTouchedBy } from './pages.queries.js';

export interface RewritePagesPayload {
  /** A fact, or one of each thing that a set of acts was about. */
  fact: string | string[];
  outboxId: string;
}

/** Writes the pages of all batches a new fact belongs to, soon after it was recorded. */
// Jobs of one batch wait for one writing together, so many may be waiting; few write at the same time.
@Processor(REWRITE_PAGES, { concurrency: 32, ...QUICK_RECOVERY })
export class RewritePagesJob extends WorkerHost implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly writer: PageWriter,
  ) {
    super();
  }

  /** A fact that touches hundreds of batches must not hold up a stop: the job is sent again, to the next process. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  async process({ data }: Job<RewritePagesPayload>): Promise<void> {
    const batches = await inTx(this.db, 'system', async (tx) => {
      if (await isDone(tx, data.outboxId)) return [];
      const facts = await this.ledger.facts(tx, [data.fact].flat());
      return batchesTouchedBy(tx, [...new Set(facts.flatMap(({ subjects }) => subjects))]);
    });
    await this.writer.writeAll(batches, this.stopping.signal);
    if (this.stopping.signal.aborted) throw new Error('broken off by the stop; to be tried again');
    await inTx(this.db, 'system', async (tx) => {
      await mayBeLost(tx);
      await once(tx, data.outboxId, () => Promise.resolve());
    });
  }
}
