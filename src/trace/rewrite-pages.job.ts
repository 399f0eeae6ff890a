import { Processor, WorkerHost } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { inTx } from '../platform/db/tx.js';
import { once } from '../platform/outbox/outbox.service.js';
import { REWRITE_PAGES } from '../rules/evidence.service.js';
import { PageWriter } from './page-writer.service.js';
import { batchesTouchedBy } from './pages.queries.js';

export interface RewritePagesPayload {
  fact: string;
  outboxId: string;
}

/** Writes the pages of all batches a new fact belongs to, soon after it was recorded. */
@Processor(REWRITE_PAGES, { concurrency: 2 })
export class RewritePagesJob extends WorkerHost {
  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly ledger: Ledger,
    private readonly writer: PageWriter,
  ) {
    super();
  }

  async process({ data }: Job<RewritePagesPayload>): Promise<void> {
    const batches = await inTx(this.db, 'system', async (tx) => {
      const [fact] = await this.ledger.facts(tx, [data.fact]);
      return fact ? batchesTouchedBy(tx, fact.subjects) : [];
    });
    await this.writer.writeAll(batches);
    await inTx(this.db, 'system', (tx) => once(tx, data.outboxId, () => Promise.resolve()));
  }
}
