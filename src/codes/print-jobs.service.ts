import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import { REWRITE_PAGES } from '../ledger/rewrite-pages.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { databaseNow, inTx, type Tx } from '../platform/db/tx.js';
import { scopeOf, type Actor } from '../platform/http/actor.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import { FileStore } from '../platform/storage/file-store.js';
import { FileExpired, JobFinished, NoSuchFile, NoSuchJob } from './codes.errors.js';
import { CODES_VOIDED, LABELS_CANCELLED, type CodesVoided, type LabelsCancelled } from './codes.facts.js';
import { issueOfLabels, kindOfJob } from './codes.queries.js';
import { JobFileEntity, PrintJobEntity } from './print-job.entity.js';
import { toJobView, type JobView } from './job-view.js';
import { countSerials } from './serial-run.js';
import { liveRunsOfJob, voidRuns } from './voids/voids.queries.js';

/** A file on its way to its owner. The stream must be consumed or destroyed. */
export interface Download {
  name: string;
  mediaType: string;
  bytes: number;
  sha256: string;
  stream: Readable;
}

/** The jobs of an organisation: how far they are, their files, and how to stop one. Another organisation's job does not exist. */
@Injectable()
export class PrintJobs {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly ledger: Ledger,
    private readonly files: FileStore,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws NoSuchJob */
  view(actor: Actor, id: string): Promise<JobView> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const job = await jobOf(tx, actor, id);
      const files = await tx.find(JobFileEntity, { where: { organisationId: actor.organisation.id, jobId: id } });
      return toJobView(job, files);
    });
  }

  /**
   * Stops a job that is not finished and makes all its codes void: none of them is on paper, as its files never appear. The
   * packages are free for other codes at once. A job that was given up is cleared away the same. What was voided before stays as it is.
   * @throws NoSuchJob, JobFinished, CodeIsPacked
   */
  cancel(
    actor: Actor,
    id: string,
    actId: string,
  ): Promise<Recorded<{ id: string; factId: string; findings: []; job: string }>> {
    return this.acts.perform(
      actor,
      { id: actId, kind: 'codes.cancel-job', path: id, body: { id: actId } },
      async (tx) => {
        const job = await jobOf(tx, actor, id, true);
        if (job.state === 'completed' || job.state === 'cancelled') throw new JobFinished(id, job.state);
        await tx.query(
          `update print_job set state = 'cancelled', finished_at = clock_timestamp() where organisation_id = $1 and id = $2`,
          [actor.organisation.id, id],
        );
        if (job.kind === 'labels') {
          const factId = await this.noteLabelsCancelled(tx, actor, job);
          return { id: actId, factId, findings: [], job: id };
        }
        const kind = await kindOfJob(tx, id);
        const live = await liveRunsOfJob(tx, actor.organisation.id, id);
        const open: CodesVoided = { kind, count: countSerials(live), reason: 'job-cancelled' };
        const { factId } = await this.ledger.record(tx, actor, {
          type: CODES_VOIDED,
          visibility: 'public',
          occurredAt: await databaseNow(tx),
          subjects: [job.lotId ?? id],
          open,
        });
        await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: factId } });
        await voidRuns(tx, actor.organisation.id, live, { reason: 'job-cancelled', actId, factId });
        return { id: actId, factId, findings: [], job: id };
      },
    );
  }

  /** Labels are not codes: the codes stay live, and other labels may be ordered for them. */
  private async noteLabelsCancelled(tx: Tx, actor: Actor, job: PrintJobEntity): Promise<string> {
    const of =
      job.lotId === null ? { issue: await issueOfLabels(tx, actor.organisation.id, job.id) } : { lot: job.lotId };
    const open: LabelsCancelled = { ...of, job: job.id };
    const { factId } = await this.ledger.record(tx, actor, {
      ...{
        type: LABELS_CANCELLED,
        visibility: 'party',
        occurredAt: await databaseNow(tx),
        subjects: [of.lot ?? of.issue],
        open,
      },
    });
    return factId;
  }

  /** @throws NoSuchJob, NoSuchFile, FileExpired */
  async download(actor: Actor, id: string, name: string): Promise<Download> {
    const file = await inTx(this.db, scopeOf(actor), async (tx) => {
      await jobOf(tx, actor, id);
      return tx.findOneBy(JobFileEntity, { organisationId: actor.organisation.id, jobId: id, name });
    });
    if (!file) throw new NoSuchFile(name);
    if (file.expiresAt <= this.clock.now()) throw new FileExpired(name, file.expiresAt);
    const found = await this.files.open(file.sha256);
    if (!found) throw new NoSuchFile(name);
    return { name, mediaType: file.mediaType, sha256: file.sha256, ...found };
  }
}

async function jobOf(tx: Tx, actor: Actor, id: string, lock = false): Promise<PrintJobEntity> {
  const job = await tx.findOne(PrintJobEntity, {
    where: { organisationId: actor.organisation.id, id },
    ...(lock && { lock: { mode: 'pessimistic_write' as const } }),
  });
  if (!job) throw new NoSuchJob(id);
  return job;
}
