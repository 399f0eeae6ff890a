import { Injectable } from '@nestjs/common';
import { LotsService } from '../../lots/lots.service.js';
import type { LotView } from '../../lots/lot.js';
import { Ledger } from '../../ledger/ledger.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { Outbox } from '../../platform/outbox/outbox.service.js';
import type { PrintOrder } from '../artifacts/print-order.js';
import { BatchRejected, NotABatch } from '../codes.errors.js';
import { LABELS_ORDERED, type LabelsOrdered } from '../codes.facts.js';
import { PRINT_CODES } from '../print-codes.job.js';
import { insertJob } from '../print-job.queries.js';
import { countSerials, MAX_CODES_AT_ONCE, type PrintableRun, type SerialRun } from '../serial-run.js';
import { LabelOrders } from './label-orders.service.js';
import { reprintNeedsReason, SerialsNotLive, wrongWish } from './labels.errors.js';
import type { PrintLabelsDto } from './labels.dto.js';
import { insertPrints, liveRuns, printedBefore } from './labels.queries.js';

export interface LabelsRequested {
  id: string;
  factId: string;
  findings: [];
  job: string;
  count: number;
  /** True when some of these labels were printed before. */
  again: boolean;
}

/**
 * Labels of packages that have their codes: printed now, or once more. Codes stay what they are; who ordered labels, how many, and
 * why once more, is a fact.
 */
@Injectable()
export class LabelPrints {
  constructor(
    private readonly acts: Acts,
    private readonly lots: LotsService,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly orders: LabelOrders,
  ) {}

  /**
   * @throws NoSuchLot, NotABatch, BatchRejected, LotHeld, SerialsNotLive, LabelIncomplete, LabelTooLong, LabelUnprintable,
   *   InvalidInput
   */
  print(actor: Actor, lotId: string, dto: PrintLabelsDto): Promise<Recorded<LabelsRequested>> {
    const [first, last] = dto.serials;
    const serials = { first, last };
    if (last < first) throw wrongWish('serials.1', '止号不得小于起号', 'the last serial is before the first');
    if (last - first + 1 > MAX_CODES_AT_ONCE) {
      throw wrongWish('serials', `一次最多 ${MAX_CODES_AT_ONCE} 张`, `at most ${MAX_CODES_AT_ONCE} at once`);
    }
    if (!this.orders.stockOf(dto) && !dto.formats) {
      throw wrongWish('template', '请选择标签版式', 'say which labels');
    }
    const act = { id: dto.id, kind: 'codes.print-labels', path: lotId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const lot = await this.printable(tx, actor, lotId);
      const runs = await this.runsOf(tx, lot.id, serials);
      const before = await printedBefore(tx, runs);
      if (before && dto.reason === undefined) throw reprintNeedsReason(before.first, before.last);
      const order = await this.orders.orderFor(tx, actor, lot, [serials], dto);
      const { factId } = await this.note(tx, actor, {
        id: dto.id,
        lot: lot.id,
        order,
        runs,
        again: before !== undefined,
        reason: dto.reason,
        newJob: true,
      });
      return { id: dto.id, factId, findings: [], job: dto.id, count: countSerials(runs), again: before !== undefined };
    });
  }

  /** The fact of an order of labels, and its serials; with a job of its own unless the codes' job prints them. */
  async note(
    tx: Tx,
    actor: Actor,
    ordered: {
      id: string;
      lot: string;
      order: PrintOrder;
      runs: readonly (SerialRun & { range: number })[];
      again: boolean;
      reason?: string | undefined;
      newJob: boolean;
    },
  ): Promise<{ factId: string }> {
    const { id, lot, order, runs, again, reason, newJob } = ordered;
    const count = countSerials(runs);
    const open: LabelsOrdered = {
      lot,
      job: id,
      count,
      again,
      stock: order.stock?.name ?? 'qr',
      files: [...order.files],
    };
    const { factId } = await this.ledger.record(tx, actor, {
      ...{ type: LABELS_ORDERED, visibility: 'party', occurredAt: await databaseNow(tx), subjects: [lot] },
      open,
      sealed: { ...(reason === undefined ? {} : { reason }) },
    });
    if (newJob) {
      await insertJob(tx, actor, { id, lot, total: count, kind: 'labels', order });
      await this.outbox.send(tx, { topic: PRINT_CODES, payload: { job: id } });
    }
    await insertPrints(tx, { organisationId: actor.organisation.id, job: id, lot, again, factId, runs });
    return { factId };
  }

  /** The lot, locked: neither rejected nor held, for a label goes on goods that are to move. */
  private async printable(tx: Tx, actor: Actor, lotId: string): Promise<LotView> {
    const lot = await this.lots.lotForUpdate(tx, lotId);
    if (lot.kind !== 'batch' || lot.madeBy !== actor.organisation.id) throw new NotABatch(lotId);
    if (lot.quality === 'rejected') throw new BatchRejected(lotId);
    await this.lots.assertFree(tx, lotId);
    return lot;
  }

  private async runsOf(tx: Tx, lot: string, serials: SerialRun): Promise<PrintableRun[]> {
    const runs = await liveRuns(tx, lot, serials);
    let next = serials.first;
    for (const { first, last } of [...runs, { first: serials.last + 1, last: serials.last + 1 }]) {
      if (first > next) throw new SerialsNotLive(lot, next, first - 1);
      next = last + 1;
    }
    return runs;
  }
}
