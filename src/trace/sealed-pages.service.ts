import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../platform/config/config.js';
import { inTx, mayBeLost } from '../platform/db/tx.js';
import { Loop } from '../platform/loop.js';
import { PageWriter } from './page-writer.service.js';
import { advanceTo, batchesTouchedBy, nextLeaves } from './pages.queries.js';

/** How often the ledger is asked for newly sealed leaves; the sequencer seals about once a second. */
const PERIOD_MS = 500;
/** As many as the sequencer seals in some rounds: each page of them is written once. */
const LEAVES_AT_ONCE = 5_000;

/**
 * Follows the ledger: when a fact has been sealed, the pages of its batches are written anew, now with their proof. It also carries
 * every fact whose own job was lost, or whose act never asked for one.
 */
@Injectable()
export class SealedPages implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('pages');
  private readonly loop = new Loop('sealed-pages', PERIOD_MS, (stopping) => this.follow(stopping));

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly writer: PageWriter,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /**
   * Writes the pages of everything sealed since last time; gives how many pages that were. The progress is noted last, so a crash
   * repeats a round instead of losing it, and two processes at worst do the same work twice.
   */
  async follow(stopping?: AbortSignal): Promise<number> {
    for (let written = 0; ;) {
      const round = await inTx(this.db, 'system', async (tx) => {
        const leaves = await nextLeaves(tx, LEAVES_AT_ONCE);
        return leaves && { ...leaves, batches: await batchesTouchedBy(tx, leaves.subjects) };
      });
      if (!round) return written;
      // A page that cannot be written must not stop the others for ever; it is tried again when it is looked at.
      await this.writer.writeAll(round.batches, stopping).catch((error: Error) => this.logger.error(error.message));
      // Not all of them were written then: the next process begins with this round again.
      if (stopping?.aborted === true) return written;
      await inTx(this.db, 'system', async (tx) => {
        await mayBeLost(tx);
        await advanceTo(tx, round.from, round.next);
      });
      written += round.batches.length;
    }
  }
}
