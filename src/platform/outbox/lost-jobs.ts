import type { Queue } from 'bullmq';
import type { Tx } from '../db/tx.js';

/** A job this old that has not reported its effect is asked for in its queue. */
const ASK_AFTER_SECONDS = 3;
/** Jobs asked for in one look: an emptied queue has none of them, a busy one has all. */
const ASKED = 20;

interface SentRow {
  id: string;
  topic: string;
  sends: number;
}

/**
 * Finds effects whose job is no longer in its queue, and marks them as not sent: a Redis that came back empty, a queue on PostgreSQL
 * that lost its last rows. The oldest few are asked for; when the queue knows none of those, it forgot everything, and all of the
 * topic that was sent before is sent again. Asking wrongly costs a job that finds its effect done. Gives the number of rows.
 */
export async function forgetLostJobs(tx: Tx, queueOf: (topic: string) => Queue): Promise<number> {
  const sent: SentRow[] = await tx.query(
    `select id, topic, sends from outbox
      where done_at is null and sent_at < now() - make_interval(secs => $1) order by sent_at limit $2`,
    [ASK_AFTER_SECONDS, ASKED],
  );
  if (sent.length === 0) return 0;
  const known = await Promise.all(
    sent.map(({ id, topic, sends }) =>
      queueOf(topic)
        .getJob(jobIdOf(id, sends - 1))
        .then((job) => job !== undefined),
    ),
  );
  const lost = sent.filter((_, index) => !known[index]);
  if (lost.length === 0) return 0;
  const [ids, topics] = [lost.map(({ id }) => id), [...new Set(lost.map(({ topic }) => topic))]];
  const emptied = topics.filter((topic) => sent.every((row, index) => row.topic !== topic || !known[index]));
  const [, count]: [unknown, number] = await tx.query(
    `update outbox set sent_at = null
      where done_at is null and (id = any($1) or (topic = any($2) and sent_at < now() - make_interval(secs => $3)))`,
    [ids, lost.length === ASKED ? emptied : [], ASK_AFTER_SECONDS],
  );
  return count;
}

/** A finished job that is still kept blocks its id, so each sending has its own. */
export function jobIdOf(outboxId: string, sends: number): string {
  return `${outboxId}-${sends}`;
}
