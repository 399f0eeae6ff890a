import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { inTx } from '../../platform/db/tx.js';
import { Loop } from '../../platform/loop.js';
import { FileStore } from '../../platform/storage/file-store.js';
import { expiredFiles, isStillWanted, lockContents, noteErased } from './stored-files.queries.js';

const EVERY_MS = 60_000;
/** Files of one round. */
const SWEEP = 200;

/**
 * Erases files whose time is over: lists of codes are worth money, and labels can be made again from their codes at any time. The
 * row with the hash stays, so that it is known what was made.
 */
@Injectable()
export class ArtifactSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop = new Loop('artifact-sweep', EVERY_MS, async () => void (await this.sweep()));

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly store: FileStore,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'web') this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Erases what is due; returns how many files that were. Erased before it is noted, so a crash in between erases again. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const files = await expiredFiles(this.db, now, SWEEP);
    for (const file of files) {
      await inTx(this.db, 'system', async (tx) => {
        await lockContents(tx, [file]);
        if (!(await isStillWanted(tx, file.sha256, now))) await this.store.erase(file.sha256);
        await noteErased(tx, file, now);
      });
    }
    return files.length;
  }
}
