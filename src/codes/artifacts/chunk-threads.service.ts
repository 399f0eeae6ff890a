import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { ChunkBytes } from './artifact.js';
import { renderChunk, type ChunkOrder } from './render-chunk.js';

const PROGRAM = new URL('./chunk.thread.js', import.meta.url);
/** Drawing is all arithmetic: more threads than cores gain nothing, and the event loop wants some of a core too. */
const THREADS = Math.min(availableParallelism(), 4);
/** A thread nobody needed for so long is ended. */
const IDLE_MS = 30_000;

interface Thread {
  worker: Worker;
  waiting: Map<number, { done: (chunks: ChunkBytes[]) => void; fail: (error: Error) => void }>;
}

/**
 * Draws chunks in threads, so that a large job leaves the event loop free and uses all cores. Run from its sources (under jest)
 * the product has no built program for a thread and draws in place.
 */
@Injectable()
export class ChunkThreads implements OnModuleDestroy {
  private readonly threads: Thread[] = [];
  private readonly built = existsSync(fileURLToPath(PROGRAM));
  private next = 0;
  private idle: NodeJS.Timeout | undefined;

  /** Chunks worth having on the way at once. */
  get width(): number {
    return this.built ? THREADS + 1 : 1;
  }

  /** The bytes of one chunk for each file; see {@link renderChunk}. */
  render(order: ChunkOrder): Promise<ChunkBytes[]> {
    if (!this.built) return Promise.resolve().then(() => renderChunk(order));
    this.watchIdle();
    const thread = this.leastBusy();
    const id = this.next++;
    return new Promise((done, fail) => {
      thread.waiting.set(id, { done, fail });
      thread.worker.ref();
      thread.worker.postMessage({ id, order });
    });
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.idle);
    await Promise.all(this.threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  private leastBusy(): Thread {
    const quiet = this.threads.find(({ waiting }) => waiting.size === 0);
    if (quiet) return quiet;
    if (this.threads.length < THREADS) return this.startThread();
    return this.threads.reduce((least, thread) => (thread.waiting.size < least.waiting.size ? thread : least));
  }

  private startThread(): Thread {
    const thread: Thread = { worker: new Worker(PROGRAM), waiting: new Map() };
    this.threads.push(thread);
    thread.worker.on('message', (said: { id: number; chunks?: ChunkBytes[]; error?: string }) => {
      const asked = thread.waiting.get(said.id);
      thread.waiting.delete(said.id);
      if (thread.waiting.size === 0) thread.worker.unref();
      if (said.chunks) asked?.done(said.chunks);
      else asked?.fail(new Error(said.error ?? 'a drawing thread gave nothing'));
    });
    const ended = (error: Error): void => {
      const at = this.threads.indexOf(thread);
      if (at >= 0) this.threads.splice(at, 1);
      for (const { fail } of thread.waiting.values()) fail(error);
      thread.waiting.clear();
    };
    thread.worker.on('error', ended);
    thread.worker.on('exit', () => ended(new Error('a drawing thread ended')));
    return thread;
  }

  /** Ends threads that have had nothing to do for a while; their heaps are worth more elsewhere. */
  private watchIdle(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      for (const { worker, waiting } of [...this.threads]) if (waiting.size === 0) void worker.terminate();
      if (this.threads.some(({ waiting }) => waiting.size > 0)) this.watchIdle();
    }, IDLE_MS);
    this.idle.unref();
  }
}
