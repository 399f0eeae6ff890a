import { Injectable } from '@nestjs/common';
import { Ledger } from '../ledger/ledger.service.js';
import { REWRITE_PAGES } from '../ledger/rewrite-pages.js';
import type { LotView } from '../lots/lot.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { Outbox } from '../platform/outbox/outbox.service.js';
import type { PrintOrder } from './artifacts/print-order.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { BatchNotPacked, BatchRejected, NotABatch, PackagesExceeded } from './codes.errors.js';
import { CODES_ISSUED, type CodesIssued } from './codes.facts.js';
import { insertRange, isPacked, serialsWithoutCode } from './codes.queries.js';
import { LabelOrders } from './labels/label-orders.service.js';
import { LabelPrints } from './labels/label-prints.service.js';
import type { LabelWishDto } from './labels/labels.dto.js';
import { PRINT_CODES } from './print-codes.job.js';
import { insertJob } from './print-job.queries.js';
import { countSerials, takeSerials, type SerialRun } from './serial-run.js';

/** What was asked for: codes for `count` packages of the batch. */
export interface CodesRequest extends LabelWishDto {
  id: string;
  count: number;
}

/** The job that makes the list; its id is the act's. */
export interface CodesRequested {
  id: string;
  factId: string;
  findings: [];
  job: string;
  serials: SerialRun[];
}

/**
 * Gives packages their codes: the ranges, the fact and the job are one transaction, so a code is issued before anything is
 * printed, and what is printed was issued. The lot is locked: two requests follow one another, and no hold, rejection or
 * packing slips in between. The database has the last word (code_range_keeps_to_packages).
 */
@Injectable()
export class PackageCodes {
  constructor(
    private readonly acts: Acts,
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
    private readonly keys: CodeKeyRing,
    private readonly outbox: Outbox,
    private readonly orders: LabelOrders,
    private readonly prints: LabelPrints,
  ) {}

  /**
   * @throws NoSuchLot, NotABatch, BatchRejected, LotHeld, BatchNotPacked, PackagesExceeded; with labels also LabelIncomplete,
   *   LabelTooLong, LabelUnprintable
   */
  async request(actor: Actor, lot: string, asked: CodesRequest): Promise<Recorded<CodesRequested>> {
    const act = { id: asked.id, kind: 'codes.request', path: lot, body: asked };
    return this.acts.perform(actor, act, async (tx) => {
      const locked = await this.lockLot(tx, actor, lot);
      const serials = await this.freeSerials(tx, locked, asked.count);
      const order = await this.orders.orderFor(tx, actor, locked, serials, asked);
      order.files.unshift('list');
      const open: CodesIssued = { kind: 'package', count: asked.count };
      const { factId } = await this.ledger.record(tx, actor, {
        type: CODES_ISSUED,
        visibility: 'public',
        occurredAt: await databaseNow(tx),
        subjects: [lot],
        open,
      });
      await this.outbox.send(tx, { topic: REWRITE_PAGES, payload: { fact: factId } });
      await this.queueJob(tx, actor, lot, asked, order);
      const runs: (SerialRun & { range: number })[] = [];
      for (const run of serials) {
        runs.push({ ...run, range: await this.issue(tx, actor, lot, { ...run, actId: asked.id, factId }) });
      }
      if (order.stock)
        await this.prints.note(tx, actor, { id: asked.id, of: { lot }, order, runs, again: false, newJob: false });
      return { id: asked.id, factId, findings: [], job: asked.id, serials };
    });
  }

  /** Locks the lot. Only the batch's maker issues: two issuers could not see each other's ranges. */
  private async lockLot(tx: Tx, actor: Actor, lotId: string): Promise<LotView> {
    const lot = await this.lots.lotForUpdate(tx, lotId);
    if (lot.kind !== 'batch' || lot.madeBy !== actor.organisation.id) throw new NotABatch(lot);
    if (lot.quality === 'rejected') throw new BatchRejected(lot);
    await this.lots.assertFree(tx, lotId);
    if (!(await isPacked(tx, lotId))) throw new BatchNotPacked(lot);
    return lot;
  }

  private async freeSerials(tx: Tx, lot: LotView, count: number): Promise<SerialRun[]> {
    const free = await serialsWithoutCode(tx, lot.id);
    const left = countSerials(free);
    if (left < count) throw new PackagesExceeded(lot, count, left);
    return takeSerials(free, count);
  }

  private async queueJob(
    tx: Tx,
    actor: Actor,
    lot: string,
    { id, count }: CodesRequest,
    order: PrintOrder,
  ): Promise<void> {
    await insertJob(tx, actor, { id, lot, total: count, order });
    await this.outbox.send(tx, { topic: PRINT_CODES, payload: { job: id } });
  }

  private async issue(
    tx: Tx,
    actor: Actor,
    lot: string,
    run: SerialRun & { actId: string; factId: string },
  ): Promise<number> {
    return insertRange(tx, {
      ...run,
      organisationId: actor.organisation.id,
      lotId: lot,
      kind: 'package',
      keyId: this.keys.newestKeyId,
      jobId: run.actId,
    });
  }
}
