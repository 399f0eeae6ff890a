import { Processor, WorkerHost } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { inTx } from '../../platform/db/tx.js';
import { isDone, once } from '../../platform/outbox/outbox.service.js';
import { postSigned } from '../../platform/post-signed.js';

/** The queue that tells another system of a recall of its goods. */
export const RECALL_NOTICES = 'recall-notices';

interface Owed {
  url: string;
  secret: string;
  notice: { id: string };
}

/**
 * Tells the system of a holder (the hook that it set for its receipts) that its goods are recalled, at least once; the message's id is the
 * notice's. The relay asks again until it is told: a recall is not given up.
 */
@Processor(RECALL_NOTICES, { concurrency: 4 })
export class RecallNoticesJob extends WorkerHost {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
  }

  async process({
    data,
  }: Pick<Job<{ organisation: string; recall: string; outboxId: string }>, 'data'>): Promise<void> {
    const { organisation, recall, outboxId } = data;
    const owed = await inTx(this.system, 'system', async (tx): Promise<Owed | undefined> => {
      if (await isDone(tx, outboxId)) return undefined;
      const rows: Owed[] = await tx.query(OWED, [organisation, recall]);
      return rows[0];
    });
    if (owed !== undefined) {
      const { url, secret, notice } = owed;
      const at = this.clock.now();
      const body = JSON.stringify({ type: 'recall.published', timestamp: at.toISOString(), data: notice });
      const status = await postSigned(
        url,
        secret,
        { id: notice.id, at, body },
        this.config.environment === 'production',
      );
      if (!/^2\d\d$/.test(status)) throw new Error(`the holder's system answered ${status}`);
    }
    await inTx(this.system, 'system', (tx) => once(tx, outboxId, () => Promise.resolve()));
  }
}

const OWED = `
  select h.url, h.secret, json_build_object('id', n.id, 'recall', n.recall_id, 'class', r.class, 'reason', r.reason, 'lots', n.lots,
         'grams', n.grams, 'notifiedAt', n.notified_at, 'dueAt', n.due_at) as notice
    from recall_notice n join recall r on r.id = n.recall_id
    join lateral (select url, secret from erp_hook where organisation_id = n.organisation_id order by id desc limit 1) h on h.url is not null
   where n.organisation_id = $1 and n.recall_id = $2`;
