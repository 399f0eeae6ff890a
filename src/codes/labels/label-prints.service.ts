import { Injectable } from '@nestjs/common';
import { LotsService } from '../../lots/lots.service.js';
import type { LotView } from '../../lots/lot.js';
import { Ledger } from '../../ledger/ledger.service.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { databaseNow, type Tx } from '../../platform/db/tx.js';
import type { Actor } from '../../platform/http/actor.js';
import { Outbox } from '../../platform/outbox/outbox.service.js';
import type { LabelsOf, PrintOrder } from '../artifacts/print-order.js';
import { BatchRejected, NotABatch } from '../codes.errors.js';
import { LABELS_ORDERED, type LabelsOrdered } from '../codes.facts.js';
import { PRINT_CODES } from '../print-codes.job.js';
import { insertJob } from '../print-job.queries.js';
import { countSerials, firstGap, MAX_CODES_AT_ONCE, type PrintableRun, type SerialRun } from '../serial-run.js';
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

/** Labels on order. */
export interface OrderedLabels {
  id: string;
  of: LabelsOf;
  order: PrintOrder;
  runs: readonly (PrintableRun | (SerialRun & { range: number }))[];
  again: boolean;
  reason?: string | undefined;
  /** False when the job that issues the codes prints them. */
  newJob: boolean;
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
    const serials = this.wishedSerials(dto);
    const act = { id: dto.id, kind: 'codes.print-labels', path: lotId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const lot = await this.printable(tx, actor, lotId);
      const runs = await this.runsOf(tx, actor, lot.id, serials);
      const order = await this.orders.orderFor(tx, actor, lot, [serials], dto);
      return this.order(tx, actor, dto, { of: { lot: lot.id }, order, runs });
    });
  }

  /** The serials that are wished for. @throws InvalidInput for none, too many, or no files of them */
  wishedSerials(dto: PrintLabelsDto): SerialRun {
    const [first, last] = dto.serials;
    if (last < first) throw wrongWish('serials.1', '止号不得小于起号', 'the last serial is before the first');
    if (last - first + 1 > MAX_CODES_AT_ONCE) {
      throw wrongWish('serials', `一次最多 ${MAX_CODES_AT_ONCE} 张`, `at most ${MAX_CODES_AT_ONCE} at once`);
    }
    if (!this.orders.stockOf(dto) && !dto.formats) throw wrongWish('template', '请选择标签版式', 'say which labels');
    return { first, last };
  }

  /** Orders labels of codes that are there; once more only with a reason. @throws InvalidInput */
  async order(
    tx: Tx,
    actor: Actor,
    { id, reason }: PrintLabelsDto,
    wished: Pick<OrderedLabels, 'of' | 'order' | 'runs'>,
  ): Promise<LabelsRequested> {
    const before = await printedBefore(tx, wished.runs);
    if (before && reason === undefined) throw reprintNeedsReason(before.first, before.last);
    const again = before !== undefined;
    const { factId } = await this.note(tx, actor, { id, ...wished, again, reason, newJob: true });
    return { id, factId, findings: [], job: id, count: countSerials(wished.runs), again };
  }

  /** The fact of an order of labels, and its serials; with a job of its own unless the codes' job prints them. */
  async note(
    tx: Tx,
    actor: Actor,
    { id, of, order, runs, again, reason, newJob }: OrderedLabels,
  ): Promise<{ factId: string }> {
    const count = countSerials(runs);
    const open: LabelsOrdered = {
      ...of,
      job: id,
      count,
      again,
      stock: order.stock?.name ?? 'qr',
      files: [...order.files],
    };
    const { factId } = await this.ledger.record(tx, actor, {
      ...{
        type: LABELS_ORDERED,
        visibility: 'party',
        occurredAt: await databaseNow(tx),
        subjects: [of.lot ?? of.issue],
      },
      open,
      sealed: { ...(reason === undefined ? {} : { reason }) },
    });
    const lot = of.lot ?? null;
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
    if (lot.kind !== 'batch' || lot.madeBy !== actor.organisation.id) throw new NotABatch(lot);
    if (lot.quality === 'rejected') throw new BatchRejected(lot);
    await this.lots.assertFree(tx, lotId);
    return lot;
  }

  private async runsOf(tx: Tx, actor: Actor, lot: string, serials: SerialRun): Promise<PrintableRun[]> {
    const runs = await liveRuns(tx, actor.organisation.id, lot, serials);
    const gap = firstGap(runs, serials);
    if (gap) throw new SerialsNotLive({ lot }, gap.first, gap.last);
    return runs;
  }
}
