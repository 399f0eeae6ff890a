import { getQueueToken } from '@nestjs/bullmq';
import { Queue, Worker, type Job } from 'bullmq';
import { newId } from '../../src/platform/ids.js';
import { REWRITE_PAGES } from '../../src/rules/evidence.service.js';
import { RewritePagesJob } from '../../src/trace/rewrite-pages.job.js';
import { median, type Comparison } from '../rounds.js';
import { amount } from '../size.js';
import type { Stage } from '../stage.js';

const JOBS = amount(60, 5);

/** J2 of the goals: from adding a job to its beginning, one after another, in our queue and in one made of BullMQ alone. */
export function waitingCases(stage: Stage): { comparisons: Comparison[]; end(): Promise<void> } {
  const ours: Queue = stage.running.app.get(getQueueToken(REWRITE_PAGES), { strict: false });
  const { worker } = stage.running.app.get(RewritePagesJob, { strict: false });
  // The same database and schema, the backend's own defaults.
  const connection = {
    connectionString: stage.databaseUrl,
    options: '-c role=bencao_system',
    schema: 'bullmq',
  } as never;
  const raw = new Queue('bench-raw', { connection });
  const rawWorker = new Worker('bench-raw', () => Promise.resolve(), { connection, concurrency: 32 });
  raw.on('error', () => undefined);
  rawWorker.on('error', () => undefined);
  return {
    comparisons: [
      {
        ...{ goal: 'J2', what: 'from adding a job to its beginning, p50', unit: 'ms', kind: 'time', wanted: 1.5 },
        // A fact that nobody has: the job finds no page to write.
        ours: () => p50(ours, worker, () => ({ fact: newId(), outboxId: newId() })),
        ...{ bare: () => p50(raw, rawWorker, () => ({})), bareName: 'BullMQ alone on the same backend' },
      },
    ],
    async end() {
      await rawWorker.close();
      await raw.close();
    },
  };
}

async function p50(queue: Queue, worker: Worker, data: () => object): Promise<number> {
  const waits: number[] = [];
  for (let n = 0; n < JOBS; n += 1) {
    const jobId = newId();
    const began = performance.now();
    const active = new Promise<void>((done) => {
      const look = (job: Job): void => {
        if (job.id !== jobId) return;
        worker.off('active', look);
        done();
      };
      worker.on('active', look);
    });
    await queue.add('bench', data(), { jobId });
    await active;
    waits.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 20));
  }
  return median(waits);
}
