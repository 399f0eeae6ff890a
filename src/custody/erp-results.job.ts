import { Processor, WorkerHost } from '@nestjs/bullmq';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Job } from 'bullmq';
import { DataSource } from 'typeorm';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config/config.js';
import { inTx } from '../platform/db/tx.js';
import { isDone, once } from '../platform/outbox/outbox.service.js';
import { postSigned } from '../platform/post-signed.js';
import { ERP_RESULTS } from './erp-results.service.js';

/** Tries before it is given up; the receipt can always be read. */
const TRIES = 20;

interface Owed {
  url: string;
  secret: string;
  attempts: number;
  receipt: object;
}

/**
 * Tells the ERP of a receipt, at least once: the message's id is the receipt's, by which the ERP knows it again. Standard
 * Webhooks: webhook-id, webhook-timestamp, webhook-signature v1.
 */
@Processor(ERP_RESULTS, { concurrency: 4 })
export class ErpResultsJob extends WorkerHost {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {
    super();
  }

  async process({ data }: Job<{ organisation: string; receipt: string; outboxId: string }>): Promise<void> {
    const { organisation, receipt, outboxId } = data;
    const owed = await inTx(this.system, 'system', async (tx): Promise<Owed | undefined> => {
      if (await isDone(tx, outboxId)) return undefined;
      const rows: Owed[] = await tx.query(OWED, [organisation, receipt]);
      return rows[0];
    });
    const status = owed === undefined ? 'nobody to tell' : await this.tell(receipt, owed);
    const told = owed === undefined || /^2\d\d$/.test(status);
    await inTx(this.system, 'system', async (tx) => {
      await tx.query(
        `update erp_delivery set attempts = attempts + 1, last_status = $3, delivered_at = case when $4 then coalesce(delivered_at, now()) end
          where organisation_id = $1 and receipt_id = $2 and delivered_at is null`,
        [organisation, receipt, status.slice(0, 200), told && owed !== undefined],
      );
      if (told || owed.attempts + 1 >= TRIES) await once(tx, outboxId, () => Promise.resolve());
    });
    if (!told) throw new Error(`the ERP answered ${status}`);
  }

  private async tell(receipt: string, { url, secret, receipt: told }: Owed): Promise<string> {
    const at = this.clock.now();
    const body = JSON.stringify({ type: 'receipt.recorded', timestamp: at.toISOString(), data: told });
    return postSigned(url, secret, { id: receipt, at, body }, this.config.environment === 'production');
  }
}

const OWED = `
  select h.url, h.secret, d.attempts, json_build_object('id', r.id, 'externalNumber', r.external_number, 'shipment', r.shipment_id,
         'documentNumber', s.document_number, 'receivedAt', r.received_at, 'verdict', r.verdict, 'provisional', r.provisional,
         'factId', r.fact_id, 'lines', (select json_agg(json_build_object('lot', l.lot_id, 'part', l.part_id, 'verdict', l.verdict,
           'grams', l.grams, 'exception', l.exception, 'reason', l.reason) order by l.position) from receipt_line l
           where l.organisation_id = r.organisation_id and l.receipt_id = r.id)) as receipt
    from receipt r join shipment s on s.id = r.shipment_id
    join erp_delivery d on d.organisation_id = r.organisation_id and d.receipt_id = r.id
    join lateral (select url, secret from erp_hook where organisation_id = r.organisation_id order by id desc limit 1) h on h.url is not null
   where r.organisation_id = $1 and r.id = $2`;
