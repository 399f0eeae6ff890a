import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, inTx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { Outbox } from '../../platform/outbox/outbox.service.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { CodeKeyRing } from '../code-key-ring.service.js';
import { CODES_ISSUED, type CodesIssued } from '../codes.facts.js';
import { insertRange } from '../codes.queries.js';
import { LabelOrders } from '../labels/label-orders.service.js';
import { LabelPrints } from '../labels/label-prints.service.js';
import { PRINT_CODES } from '../print-codes.job.js';
import { insertJob } from '../print-job.queries.js';
import { looseAccountOf, type LooseAccount } from '../printing/code-account.queries.js';
import type { LooseCodesDto } from './loose.dto.js';
import { NoSuchLooseCodes } from './loose.errors.js';

export interface LooseCodesIssued extends ActAnswer {
  job: string;
  kind: LooseCodesDto['kind'];
  count: number;
}

/**
 * Codes issued before anybody knows what they will stand on: a roll of labels for the field, cartons and pallets for the
 * packing shop. They count against their own roll alone; scanned before they are used, they say so.
 */
@Injectable()
export class LooseCodes {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
    private readonly keys: CodeKeyRing,
    private readonly outbox: Outbox,
    private readonly orders: LabelOrders,
    private readonly prints: LabelPrints,
  ) {}

  /**
   * Issues `count` codes, serials 1 to n of a range of their own, and orders their list, and their labels if wanted.
   * @throws LabelTooLong, LabelUnprintable, InvalidInput
   */
  request(actor: Actor, dto: LooseCodesDto): Promise<Recorded<LooseCodesIssued>> {
    const { id, kind, count } = dto;
    return this.acts.perform(actor, { id, kind: 'codes.request-loose', body: dto }, async (tx) => {
      const order = await this.orders.looseOrderFor(actor, kind, dto);
      order.files.unshift('list');
      const open: CodesIssued = { kind, count };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ type: CODES_ISSUED, visibility: 'public', occurredAt: await databaseNow(tx) },
          ...{ subjects: [id], open },
        },
        subject: `codes:${id}`,
      });
      await insertJob(tx, actor, { id, lot: null, total: count, order });
      const range = await insertRange(tx, {
        ...{ organisationId: actor.organisation.id, lotId: null, kind, first: 1, last: count },
        ...{ keyId: this.keys.newestKeyId, actId: id, factId, jobId: id },
      });
      await this.outbox.send(tx, { topic: PRINT_CODES, payload: { job: id } });
      if (order.stock) {
        const runs = [{ range, first: 1, last: count }];
        await this.prints.note(tx, actor, { id, of: { issue: id }, order, runs, again: false, newJob: false });
      }
      return { id, factId, findings, job: id, kind, count };
    });
  }

  /** Where the codes of an order are. @throws NoSuchLooseCodes */
  account(actor: Actor, issue: string): Promise<LooseAccount & { id: string }> {
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const found = await looseAccountOf(tx, actor.organisation.id, issue);
      if (!found) throw new NoSuchLooseCodes(issue);
      return { id: issue, ...found };
    });
  }
}
