import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../platform/config/config.js';
import { inTx } from '../platform/db/tx.js';
import { FileStore, type Draft } from '../platform/storage/file-store.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { CODE_LIST, codeLines, type PrintableRun } from './code-list.js';
import { chunksOf } from './serial-run.js';
import * as jobs from './print-job.queries.js';

/** Serials between two checkpoints: long enough that the queue costs nothing, short enough to lose little. */
export const CHUNK = 1_000;

/** The run was asked to stop, or another run has taken its place; nothing is wrong with the job. */
class RunEnded extends Error {}

/**
 * Makes the files of one job, as long as it is this run's turn. What is done stands in PostgreSQL and on the disk after every
 * chunk:
 *
 *   run 1: claim … chunk, checkpoint, chunk, checkpoint, chu- kill -9
 *   run 2: claim (the lease is over) … copy the draft up to the checkpoint … go on with the next serial
 *   run 1, if it was only slow: its next checkpoint finds another run number, and it stops; it wrote into its own file
 *
 * Codes are computed from range and serial, so a chunk made twice is the same chunk.
 */
@Injectable()
export class PrintRun implements OnModuleDestroy {
  private readonly logger = new Logger('print-codes');
  private stopping = false;

  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly files: FileStore,
    private readonly keys: CodeKeyRing,
    private readonly config: Config,
  ) {}

  /** From here on every run ends after its chunk; the next process goes on. */
  onModuleDestroy(): void {
    this.stopping = true;
  }

  /** Runs a job to its end; harmless when it is finished, cancelled, or another run is alive. Throws to be tried again. */
  async run(jobId: string, outboxId?: string): Promise<void> {
    const turn = await jobs.claim(this.db, jobId);
    if (!turn) {
      if (outboxId !== undefined && (await jobs.isOver(this.db, jobId))) await jobs.settle(this.db, outboxId);
      return;
    }
    let draft: Draft | undefined;
    try {
      draft = await this.begin(turn);
      await this.write(turn, draft);
      await this.finish(turn, draft, outboxId);
      await this.files.discardDrafts(`${jobId}.`);
    } catch (error) {
      if (error instanceof RunEnded) return this.end(turn, draft);
      await jobs.stumble(this.db, turn, reasonOf(error)).catch(() => undefined);
      this.logger.error(`job ${jobId}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      await draft?.leave();
    }
  }

  private async begin(turn: jobs.Turn): Promise<Draft> {
    const name = `${turn.id}.${turn.run}`;
    if (turn.done > 0) {
      const draft = await this.files.resume(`${turn.id}.${turn.writtenBy}`, turn.draftBytes, name);
      if (draft) return draft;
      turn.done = 0; // the draft is on another machine, or lost: everything is computed again
    }
    return this.files.draft(name);
  }

  private async write(turn: jobs.Turn, draft: Draft): Promise<void> {
    const runs: PrintableRun[] = await jobs.runsOf(this.db, turn.id);
    for (const chunk of chunksOf(runs, turn.done, CHUNK)) {
      if (this.stopping) throw new RunEnded();
      await draft.append(codeLines(this.keys.codes, this.config.publicUrl, chunk));
      turn.done += chunk.last - chunk.first + 1;
      turn.draftBytes = await draft.checkpoint();
      if (!(await jobs.checkpoint(this.db, turn))) throw new RunEnded();
    }
  }

  /** Publishes while the job's row is locked: a cancel comes before, and nothing is published, or after, and is refused. */
  private async finish(turn: jobs.Turn, draft: Draft, outboxId: string | undefined): Promise<void> {
    await inTx(this.db, 'system', async (tx) => {
      if (!(await jobs.isStillMine(tx, turn))) throw new RunEnded();
      await jobs.complete(tx, turn, { ...CODE_LIST, ...(await draft.publish()) });
      if (outboxId !== undefined) await jobs.settle(tx, outboxId);
    });
  }

  /** Leaves the job to the next run when this process stops; throws the draft away when the job is over. */
  private async end(turn: jobs.Turn, draft: Draft | undefined): Promise<void> {
    if (await jobs.release(this.db, turn)) {
      throw new Error(`job ${turn.id} is left to the next worker: this one is stopping`);
    }
    await draft?.discard();
    if (await jobs.isOver(this.db, turn.id)) await this.files.discardDrafts(`${turn.id}.`);
  }
}

/** What the owner of the job is told. Paths and other inside matters stay in the log. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : 'internal';
}
