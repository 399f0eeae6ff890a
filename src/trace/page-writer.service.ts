import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, mayBeLost, type Tx } from '../platform/db/tx.js';
import { countFacts, lockPages, storeDocument, storedVersions, touchDocument } from './pages.queries.js';
import { packParts, partsOf, VARIANTS, versionOf } from './public-document.js';
import { PacedOrders } from './paced-orders.js';
import { StorySources } from './story-source.service.js';
import { storyOf } from './story.js';
import { countWithheld } from './withheld-pages.queries.js';

/**
 * Writes the pages of batches, as the system role. Writing twice is harmless: a page whose content has not changed keeps its version,
 * and nobody has to fetch it again.
 */
@Injectable()
export class PageWriter implements OnModuleDestroy {
  private readonly logger = new Logger('pages');
  private readonly writing = new Map<string, Promise<boolean>>();
  private readonly orders = new PacedOrders((lot) => inTx(this.db, 'system', (tx) => this.writeIn(tx, lot)));

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly sources: StorySources,
  ) {}

  /** Writes all forms of one batch's page. False when the lot is no batch with a story. Callers at the same time share one writing. */
  write(lot: string): Promise<boolean> {
    const running = this.writing.get(lot);
    if (running) return running;
    const writing = inTx(this.db, 'system', (tx) => this.writeIn(tx, lot)).finally(() => this.writing.delete(lot));
    this.writing.set(lot, writing);
    return writing;
  }

  onModuleDestroy(): void {
    this.orders.hurry();
  }

  /**
   * Writes many, one after the other, until the signal; one that fails does not keep the others from being written. A
   * page that was just written rests a while, and whatever asks for it meanwhile is served by one writing.
   */
  async writeAll(lots: readonly string[], stopping?: AbortSignal): Promise<void> {
    let failures = 0;
    for (const lot of lots) {
      if (stopping?.aborted === true) return;
      try {
        // Shared only with a writing that has not begun, so that it sees the newest fact.
        await this.orders.order(lot);
      } catch (error) {
        failures += 1;
        this.logger.error(`page of ${lot}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (failures > 0) throw new Error(`${failures} of ${lots.length} pages could not be written`);
  }

  private async writeIn(tx: Tx, lot: string): Promise<boolean> {
    await mayBeLost(tx); // and with it what says that it was written
    await lockPages(tx, lot);
    // Counted before the facts are read: what is recorded meanwhile makes the page old, never silently complete.
    const factsSeen = await countFacts(tx, lot);
    const story = storyOf(await this.sources.gather(tx, lot));
    if (!story) return false;
    const stored = await storedVersions(tx, lot);
    for (const variant of VARIANTS) {
      const parts = partsOf(story, variant);
      const version = versionOf(parts);
      if (stored.get(variant) === version) await touchDocument(tx, lot, variant, factsSeen);
      else await storeDocument(tx, lot, variant, { version, packed: packParts(parts), factsSeen });
    }
    await countWithheld(tx, lot);
    return true;
  }
}
