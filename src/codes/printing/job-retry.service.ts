import { Injectable } from '@nestjs/common';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import type { Actor } from '../../platform/http/actor.js';
import { Outbox } from '../../platform/outbox/outbox.service.js';
import { JobNotStopped, NoSuchJob } from '../codes.errors.js';
import { PRINT_CODES } from '../print-codes.job.js';
import type { JobState } from '../print-job.entity.js';

/** Lets a job go on that was given up, or that waits after a failure: there is room on the disk again. */
@Injectable()
export class JobRetries {
  constructor(
    private readonly acts: Acts,
    private readonly outbox: Outbox,
  ) {}

  /** Goes on where it stopped; nothing is issued anew. @throws NoSuchJob, JobNotStopped */
  retry(actor: Actor, job: string, id: string): Promise<Recorded<{ id: string; job: string; state: 'waiting' }>> {
    const act = { id, kind: 'codes.retry-job', path: job.toLowerCase(), body: { id } };
    return this.acts.perform(actor, act, async (tx) => {
      const own = actor.organisation.id;
      const rows: { state: JobState; failures: number }[] = await tx.query(
        `select state, failures from print_job where organisation_id = $1 and id = $2 for update`,
        [own, job],
      );
      const [found] = rows;
      if (!found) throw new NoSuchJob(job);
      const stopped = found.state === 'failed' || (found.state === 'waiting' && found.failures > 0);
      if (!stopped) throw new JobNotStopped(job, found.state as Exclude<JobState, 'failed'>);
      await tx.query(
        `update print_job set state = 'waiting', failures = 0, finished_at = null where organisation_id = $1 and id = $2`,
        [own, job],
      );
      await this.outbox.send(tx, { topic: PRINT_CODES, payload: { job } });
      return { id, job, state: 'waiting' };
    });
  }
}
