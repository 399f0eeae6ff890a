import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Ledger } from '../ledger/ledger.service.js';
import type { Received } from '../lots/custody.js';
import { HANDS } from '../lots/custody-told.js';
import { LotCustody } from '../lots/custody.service.js';
import { LotsService } from '../lots/lots.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { SyncActs } from '../platform/acts/sync-acts.service.js';
import { Clock } from '../platform/clock.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import type { Tx } from '../platform/db/tx.js';
import { InvalidInput } from '../platform/errors.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';
import { countedLines, type CountedLot } from './counted-lines.js';
import type { CustodyFacts } from './custody.facts.js';
import { DocumentNumberTaken, noShipment, ReceiptRefused } from './custody.errors.js';
import { divisionOf } from './division-of.queries.js';
import { ErpResults } from './erp-results.service.js';
import { ExpectedDeliveries } from './expected-delivery.service.js';
import { verdictOf, type Verdict, type VerdictReason } from './receiving-verdict.js';
import { ReceiptDto } from './receipts.dto.js';
import { answerable, insertReceipt, type ReceiptLineRow } from './receipts.queries.js';
import { rootsOf, shipmentsWhere, type Shipment } from './shipments.queries.js';

export interface ReceiptAnswer extends ActAnswer {
  shipment: string;
  /** 暂收待核: it was recorded without a signal, and judged when it arrived here. */
  provisional: boolean;
  verdict: Verdict;
  reasons: VerdictReason[];
  /** `part` is the lot these grams are now. */
  lines: ReceiptLineRow[];
  externalNumber?: string;
}

interface Prepared {
  shipment: Shipment;
  lots: CountedLot[];
  verdict: Verdict;
  reasons: VerdictReason[];
  /** Quarantine holds that this answer ends. */
  ending: string[];
  roots: ReadonlyMap<string, string>;
}

/** The receiver's half of a hand-over. */
@Injectable()
export class ReceiptsService implements OnModuleInit {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly ledger: Ledger,
    private readonly lots: LotsService,
    private readonly custody: LotCustody,
    private readonly deliveries: ExpectedDeliveries,
    private readonly erp: ErpResults,
    private readonly sync: SyncActs,
  ) {}

  onModuleInit(): void {
    this.sync.register({
      ...{ kind: 'receipt', permission: 'receipts:write', dto: ReceiptDto },
      perform: (actor, body) => this.receive(actor, body, true),
    });
  }

  /**
   * Accepts, sets aside or refuses. What may not be accepted is not (409 with every reason); recorded without a signal it
   * was taken in all the same, and is set aside until somebody decides. Goods that come back are received in the same way.
   * @throws NotFound, ReceiptRefused, NothingToReceive, LotHeld, InvalidInput, DocumentNumberTaken
   */
  async receive(actor: Actor, dto: ReceiptDto, provisional = false): Promise<Recorded<ReceiptAnswer>> {
    refuseFuture('receivedAt', dto.receivedAt, this.clock.now());
    let prepared: Prepared | undefined;
    return this.acts.perform(actor, { id: dto.id, kind: 'receipt', body: dto }, async (tx) => {
      prepared ??= await this.prepare(actor, dto, provisional);
      return this.record(tx, actor, dto, prepared, provisional);
    });
  }

  /** Everything that is read of the goods before they are the receiver's, as the system's role. */
  private async prepare(actor: Actor, dto: ReceiptDto, provisional: boolean): Promise<Prepared> {
    const own = actor.organisation.id;
    const [shipment] = await shipmentsWhere(
      this.system,
      's.id = $1 and $2 in (s.to_id, s.organisation_id)',
      [dto.shipment, own],
      1,
    );
    if (shipment === undefined) throw noShipment(dto.shipment);
    const known = await answerable(this.system, shipment.id);
    const lines = dto.lines.map((line) => ({ ...line, lot: line.lot.toLowerCase() }));
    const strange = lines.findIndex(({ lot }) => known.every((each) => each.lot !== lot));
    if (strange >= 0) throw notOfShipment(strange, lines[strange]!.lot);
    const { lots, unexplained } = countedLines(lines, new Map(known.map(({ lot, grams }) => [lot, grams])));
    if (unexplained.length > 0)
      throw new InvalidInput(
        unexplained.map(({ lot, sentGrams, saidGrams }) => ({
          path: `lines.${lines.findIndex((line) => line.lot === lot)}.grams`,
          value: saidGrams,
          message: {
            zh: `发货 ${sentGrams} 克，填写 ${saidGrams} 克，请注明差异（exception 或 reason）`,
            en: `${sentGrams} g were sent and ${saidGrams} g are said: give an exception or a reason`,
          },
        })),
      );
    const ending = known.flatMap(({ lot, hold }) =>
      hold !== null && lots.some((each) => each.lot === lot) ? [hold] : [],
    );
    const roots = await rootsOf(
      this.system,
      known.map(({ lot }) => lot),
    );
    // Goods that come home were judged when they left.
    if (shipment.to !== own) return { shipment, lots, verdict: '可以验收', reasons: [], ending, roots };
    const weighed = new Map(
      lots.map(({ lot, accepted, quarantined, rejected, over }) => [lot, accepted + quarantined + rejected + over]),
    );
    const judged = await this.deliveries.judge(own, shipment, { weighed, ignoring: new Set(ending) });
    const concerned = new Set(lots.map(({ lot }) => known.find((each) => each.lot === lot)!.of));
    // Whether it waits for an answer is decided under the lock of each lot.
    const reasons = judged.reasons.filter(
      ({ code, lot }) => code !== 'not-under-way' && (lot === undefined || concerned.has(lot)),
    );
    const blocks = reasons.filter(({ level }) => level === 'block');
    const taken = lots.filter(({ accepted }) => accepted > 0);
    if (blocks.length > 0 && taken.length > 0) {
      if (!provisional) throw new ReceiptRefused(blocks);
      for (const lot of taken) setAside(lot);
    }
    return { shipment, lots, verdict: verdictOf(reasons), reasons, ending, roots };
  }

  private async record(
    tx: Tx,
    actor: Actor,
    dto: ReceiptDto,
    prepared: Prepared,
    provisional: boolean,
  ): Promise<ReceiptAnswer> {
    const { shipment, lots, verdict, reasons, roots } = prepared;
    const [own, factId] = [actor.organisation.id, newId()];
    for (const hold of prepared.ending) await this.lots.lift(tx, actor, { hold, reason: '验收复核已有结论' });
    const { lines: received, told } = await this.custody.receive(tx, actor, {
      ...{ actId: dto.id, factId, at: dto.receivedAt },
      lots: lots.map((counted) => ({
        ...{
          lot: counted.lot,
          accepted: counted.accepted,
          quarantined: counted.quarantined,
          rejected: counted.rejected,
        },
        ...{
          short: counted.short,
          reason: counted.reason ?? counted.exception,
          quarantinedAs: newId(),
          rejectedAs: newId(),
        },
        ...{ quarantinedSerials: counted.quarantinedSerials, rejectedSerials: counted.rejectedSerials },
      })),
    });
    const holds = new Map<string, string>();
    for (const { quarantinedAs } of received) {
      if (quarantinedAs === null) continue;
      const hold = {
        id: newId(),
        scope: 'lot',
        subject: quarantinedAs,
        authority: 'company',
        reason: '验收隔离，待复核',
      } as const;
      await this.lots.hold(tx, actor, hold);
      holds.set(quarantinedAs, hold.id);
    }
    const lines = received.flatMap((line, index) => linesOf(line, lots[index]!, holds));
    const { hands, ...moved } = told;
    const open: CustodyFacts['custody.received'] = {
      ...{ receipt: dto.id, shipment: shipment.id, at: dto.receivedAt, divisionCode: await divisionOf(tx, own) },
      ...{ provisional, verdict, reasons: [...new Set(reasons.map(({ code }) => code))] },
      lines: lines.map(({ reason: _, ...line }) => line),
      ...moved,
    };
    const other = own === shipment.sender ? shipment.to : shipment.sender;
    const sealed = {
      ...{ from: shipment.sender, [HANDS]: hands },
      ...(dto.externalNumber === undefined ? {} : { externalNumber: dto.externalNumber }),
    };
    const subjects = [
      dto.id,
      shipment.id,
      ...lines.flatMap(({ lot, part }) => [lot, ...(part === undefined ? [] : [part])]),
    ];
    const { findings } = await this.evidence.record(tx, actor, {
      fact: {
        ...{ id: factId, type: 'custody.received', visibility: 'party', occurredAt: dto.receivedAt },
        subjects: [...subjects, ...lots.flatMap(({ lot }) => roots.get(lot) ?? [])],
        ...{ open, sealed, parties: [other] },
      },
      drafts: draftsOf(lots, reasons),
      lots: lots.map(({ lot }) => lot),
      subject: `receipt:${dto.id}`,
    });
    await this.ledger.share(tx, actor, factId, ['from', HANDS], [other]);
    try {
      await insertReceipt(
        tx,
        {
          ...{ organisationId: own, id: dto.id, shipmentId: shipment.id, senderId: other, receivedAt: dto.receivedAt },
          ...{
            receivedZone: zoneOf(dto.receivedAt),
            externalNumber: dto.externalNumber ?? null,
            provisional,
            verdict,
            reasons,
            factId,
          },
        },
        lines,
      );
    } catch (error) {
      if (violatedConstraint(error) === 'receipt_external_number_is_used_once')
        throw new DocumentNumberTaken('externalNumber', dto.externalNumber ?? '');
      throw error;
    }
    await this.erp.owe(tx, own, dto.id);
    return {
      ...{ id: dto.id, factId, findings, shipment: shipment.id, provisional, verdict, reasons, lines },
      ...(dto.externalNumber === undefined ? {} : { externalNumber: dto.externalNumber }),
    };
  }
}

/** 暂收待核: what was taken in without a signal and may not be accepted waits for a decision. */
function setAside(lot: CountedLot): void {
  lot.quarantined += lot.accepted;
  lot.accepted = 0;
}

function linesOf(line: Received, counted: CountedLot, holds: ReadonlyMap<string, string>): ReceiptLineRow[] {
  const { lot } = line;
  const said = {
    ...(counted.exception === undefined ? {} : { exception: counted.exception }),
    reason: counted.reason ?? null,
  };
  const rows: ReceiptLineRow[] = [];
  if (line.accepted > 0) rows.push({ lot, part: lot, verdict: 'accepted', grams: line.accepted, ...said });
  if (line.quarantinedAs !== null) {
    const hold = holds.get(line.quarantinedAs)!;
    rows.push({ lot, part: line.quarantinedAs, verdict: 'quarantined', grams: line.quarantined, hold, ...said });
  }
  if (line.rejectedAs !== null)
    rows.push({ lot, part: line.rejectedAs, verdict: 'rejected', grams: line.rejected, ...said });
  if (line.short > 0) rows.push({ lot, verdict: 'short', grams: line.short, ...said });
  if (counted.over > 0) rows.push({ lot, verdict: 'over', grams: counted.over, ...said });
  return rows;
}

/** Goods taken in although something asked for a person, and weights that did not fit. */
function draftsOf(lots: readonly CountedLot[], reasons: readonly VerdictReason[]): FindingDraft[] {
  const taken = lots.some(({ accepted }) => accepted > 0);
  const drafts: FindingDraft[] = taken
    ? reasons.map(({ message }) => ({ ruleId: 'R-24', level: 'warn', message }))
    : [];
  for (const { short, over } of lots) {
    if (short > 0) drafts.push(warning(`短少 ${short} 克`, `${short} g are missing`));
    if (over > 0) drafts.push(warning(`多出 ${over} 克，未入账`, `${over} g more than was sent, not booked`));
  }
  return drafts;
}

function warning(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-24', level: 'warn', message: { zh, en } };
}

function notOfShipment(index: number, lot: string): InvalidInput {
  const message = { zh: '不属于这张发货单', en: 'is not of this shipment' };
  return new InvalidInput([{ path: `lines.${index}.lot`, value: lot, message }]);
}
