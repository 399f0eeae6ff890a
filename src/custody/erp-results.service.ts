import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Config } from '../platform/config/config.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { wrongField } from './custody.errors.js';
import { hookAddress } from './hook-address.js';
import type { ErpHookDto } from './partners.dto.js';

/** The queue that tells an ERP of a receipt. */
export const ERP_RESULTS = 'erp-results';

/** Owes an organisation's own ERP the result of each receipt, in the transaction of the receipt. */
@Injectable()
export class ErpResults {
  constructor(
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  /**
   * Sets or ends where receipts are told. The secret is shown in this answer alone; messages are signed by it as Standard
   * Webhooks say (HMAC-SHA256 over id, time and body).
   * @throws InvalidInput for an address that is none, or that is inside the house
   */
  set(actor: Actor, dto: ErpHookDto): Promise<Recorded<ActAnswer & { secret?: string }>> {
    const url = dto.url === undefined ? undefined : hookAddress(dto.url, this.config.environment === 'production');
    if (url === null) throw wrongField('url', dto.url!, '应为公网 https 地址', 'must be a public https address');
    return this.acts.perform(actor, { id: dto.id, kind: 'erp-hook', body: dto }, async (tx) => {
      const secret = url === undefined ? undefined : `whsec_${randomBytes(32).toString('base64')}`;
      const fact = { type: 'custody.erp-hook-set', visibility: 'party', occurredAt: await databaseNow(tx) } as const;
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...fact,
          subjects: [dto.id],
          open: { hook: dto.id, told: url !== undefined },
          ...(url === undefined ? {} : { sealed: { url } }),
        },
        subject: `erp-hook:${dto.id}`,
      });
      await tx.query(`insert into erp_hook (organisation_id, id, url, secret, fact_id) values ($1, $2, $3, $4, $5)`, [
        ...[actor.organisation.id, dto.id, url ?? null, secret ?? null, factId],
      ]);
      return { id: dto.id, factId, findings, ...(secret === undefined ? {} : { secret }) };
    });
  }

  /** Owes the result of a receipt, where an ERP wants to be told. */
  async owe(tx: Tx, organisation: string, receipt: string): Promise<void> {
    const rows: { url: string | null }[] = await tx.query(
      `select url from erp_hook where organisation_id = $1 order by id desc limit 1`,
      [organisation],
    );
    if (rows[0]?.url == null) return;
    await tx.query(`insert into erp_delivery (organisation_id, receipt_id) values ($1, $2)`, [organisation, receipt]);
    await this.outbox.send(tx, { topic: ERP_RESULTS, payload: { organisation, receipt } });
  }
}
