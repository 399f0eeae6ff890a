import { createHash } from 'node:crypto';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Config } from '../platform/config/config.js';
import { inTx } from '../platform/db/tx.js';
import { FileStore } from '../platform/storage/file-store.js';
import type { ChunkBytes, CodedItem } from './artifacts/artifact.js';
import { ChunkThreads } from './artifacts/chunk-threads.service.js';
import { FileDraft } from './artifacts/file-drafts.js';
import { drawingOf, planFiles, type PlannedJob } from './artifacts/plan-files.js';
import { lockContents } from './artifacts/stored-files.queries.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { LabelFonts } from './labels/label-fonts.service.js';
import { blocksOf, type PrintableRun } from './serial-run.js';
import * as jobs from './print-job.queries.js';

const BREATHE_MS = 3_000;

/** The run was asked to stop, or another run has taken its place; nothing is wrong with the job. */
class RunEnded extends Error {}

/**
 * Makes the files of one job, as long as it is this run's turn. What is done stands in PostgreSQL and on the disk after every
 * chunk:
 *
 *   run 1: claim … chunk, checkpoint, chunk, checkpoint, chu- kill -9
 *   run 2: claim (the lease is over) … copy the drafts up to the checkpoint … go on with the next serial
 *   run 1, if it was only slow: its next checkpoint finds another run number, and it stops; it wrote into its own drafts
 *
 * Codes are computed from range and serial, and chunks from the order, so a chunk made twice is the same chunk. Chunks are drawn
 * ahead in threads and written in order.
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
    private readonly fonts: LabelFonts,
    private readonly threads: ChunkThreads,
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
    let drafts: FileDraft[] = [];
    const breathing = setInterval(() => void jobs.breathe(this.db, turn).catch(() => undefined), BREATHE_MS);
    try {
      const { publicUrl } = this.config;
      const job = await planFiles(turn.order, turn.total, publicUrl, () => this.fonts.load());
      drafts = await this.begin(turn, job);
      await this.write(turn, job, drafts);
      await this.finish(turn, drafts, outboxId);
      await this.files.discardDrafts(`${jobId}.`);
    } catch (error) {
      if (error instanceof RunEnded) return await this.end(turn, drafts);
      await jobs.stumble(this.db, turn, reasonOf(error)).catch(() => undefined);
      // Nothing of this run is needed by the next: on a full disk what it wrote would take the room that is missing.
      if (turn.writtenBy !== turn.run) await this.files.discardDrafts(`${jobId}.${turn.run}.`);
      this.logger.error(`job ${jobId}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      clearInterval(breathing);
      await Promise.all(drafts.map((draft) => draft.leave()));
    }
  }

  private async begin(turn: jobs.Turn, job: PlannedJob): Promise<FileDraft[]> {
    const plan = hashOf(job);
    const nameOf = (run: number, index: number): string => `${turn.id}.${run}.${index}`;
    if (turn.done > 0 && turn.drafts?.plan === plan) {
      const resumed: FileDraft[] = [];
      for (const [index, file] of job.files.entries()) {
        const lengths = turn.drafts.parts[index]!;
        const from = nameOf(turn.writtenBy, index);
        const draft = await FileDraft.resume(this.files, file, from, lengths, nameOf(turn.run, index));
        if (!draft) break;
        resumed.push(draft);
      }
      if (resumed.length === job.files.length) return resumed;
      await Promise.all(resumed.map((draft) => draft.discard()));
    }
    // The drafts are on another machine, lost, or of another version of the program: everything is made again.
    turn.done = 0;
    turn.drafts = { plan, parts: [] };
    const begun: FileDraft[] = [];
    for (const [index, file] of job.files.entries()) {
      begun.push(await FileDraft.begin(this.files, file, nameOf(turn.run, index)));
    }
    return begun;
  }

  private async write(turn: jobs.Turn, job: PlannedJob, drafts: readonly FileDraft[]): Promise<void> {
    const runs = await jobs.runsOf(this.db, turn.id);
    const ahead: { count: number; chunks: Promise<ChunkBytes[]> }[] = [];
    const blocks = blocksOf(runs, turn.done, job.chunk);
    let index = turn.done / job.chunk;
    const draw = (): boolean => {
      const block = blocks.next();
      if (block.done === true) return false;
      const chunks = this.draw(turn, job, index++, block.value);
      chunks.catch(() => undefined); // told when its turn to be written comes
      ahead.push({ count: countOf(block.value), chunks });
      return true;
    };
    while (ahead.length < this.threads.width && draw());
    for (let next = ahead.shift(); next !== undefined; next = ahead.shift()) {
      if (this.stopping) throw new RunEnded();
      const chunks = await next.chunks;
      draw();
      for (const [file, draft] of drafts.entries()) await draft.add(chunks[file]!);
      const parts = await Promise.all(drafts.map((draft) => draft.checkpoint()));
      turn.done += next.count;
      turn.drafts = { plan: turn.drafts!.plan, parts };
      if (!(await jobs.checkpoint(this.db, turn))) throw new RunEnded();
      if (turn.writtenBy !== turn.run) await this.forgetEarlier(turn);
    }
  }

  /** What earlier runs wrote is in this run's drafts, which are on the disk. */
  private async forgetEarlier(turn: jobs.Turn): Promise<void> {
    for (let run = turn.writtenBy; run < turn.run; run += 1) await this.files.discardDrafts(`${turn.id}.${run}.`);
    turn.writtenBy = turn.run;
  }

  private draw(
    { order }: jobs.Turn,
    job: PlannedJob,
    index: number,
    block: readonly PrintableRun[],
  ): Promise<ChunkBytes[]> {
    const items = block.flatMap(({ kind, range, keyId, first, last }) =>
      this.keys.codes
        .encodeRun(keyId, { kind, range, serial: first }, last - first + 1)
        .map((code, at): CodedItem => ({ code, serial: first + at, drawing: drawingOf(order.contents, first + at) })),
    );
    return this.threads.render({
      ...{ publicUrl: this.config.publicUrl, index, items },
      plans: job.files.map(({ plan }) => plan),
    });
  }

  /**
   * Publishes, then names the files while the job's row is locked: a cancel comes before, and nothing is named, or after, and is
   * refused. Publishing stands outside the transaction, because a store may be far away.
   */
  private async finish(turn: jobs.Turn, drafts: readonly FileDraft[], outboxId: string | undefined): Promise<void> {
    const made: jobs.MadeFile[] = [];
    for (const draft of drafts) {
      const { name, mediaType } = draft.file;
      made.push({ name, mediaType, ...(await draft.publish()) });
    }
    await inTx(this.db, 'system', async (tx) => {
      if (!(await jobs.isStillMine(tx, turn))) throw new RunEnded();
      await lockContents(tx, made);
      for (const { sha256, name } of made) {
        const file = await this.files.open(sha256);
        if (!file) throw new Error(`${name} was erased before it was named`);
        file.stream.destroy();
      }
      await jobs.complete(tx, turn, made);
      if (outboxId !== undefined) await jobs.settle(tx, outboxId);
    });
  }

  /** Leaves the job to the next run when this process stops; throws the drafts away when the job is over. */
  private async end(turn: jobs.Turn, drafts: readonly FileDraft[]): Promise<void> {
    if (await jobs.release(this.db, turn)) {
      throw new Error(`job ${turn.id} is left to the next worker: this one is stopping`);
    }
    await Promise.all(drafts.map((draft) => draft.discard()));
    if (await jobs.isOver(this.db, turn.id)) await this.files.discardDrafts(`${turn.id}.`);
  }
}

function hashOf(job: PlannedJob): string {
  const hash = createHash('sha256').update(String(job.chunk));
  for (const { name, frame } of job.files) hash.update(name).update(frame.head).update(frame.tailHead);
  return hash.digest('hex');
}

function countOf(block: readonly PrintableRun[]): number {
  return block.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** What the owner of the job is told. Paths and other inside matters stay in the log. */
function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : 'internal';
}
