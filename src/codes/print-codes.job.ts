import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { PrintRun } from './print-run.service.js';

export const PRINT_CODES = 'print-codes';

/** Ids only: everything else is read from the database when the job runs. */
export interface PrintCodesPayload {
  job: string;
  outboxId: string;
}

/**
 * Makes the files of a codes job. After a kill -9 BullMQ finds the job stalled within some 20 seconds and runs it again; should
 * the queue itself be lost, the relay sends it again. Both may happen: the run claims the job in the database.
 */
@Processor(PRINT_CODES, {
  concurrency: 2,
  lockDuration: 15_000,
  stalledInterval: 5_000,
  maxStalledCount: 100,
  runRetryDelay: 500,
})
export class PrintCodesJob extends WorkerHost {
  constructor(private readonly runs: PrintRun) {
    super();
  }

  async process(job: Job<PrintCodesPayload>): Promise<void> {
    await this.runs.run(job.data.job, job.data.outboxId);
  }
}
