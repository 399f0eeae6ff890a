import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { OrganisationEntity } from '../identity/organisation.entity.js';
import type { Fact } from '../ledger/fact.js';
import { CodeReader } from '../lots/coded-things.js';
import type { PackageRange } from '../lots/custody.js';
import { Clock } from '../platform/clock.js';
import type { Actor } from '../platform/http/actor.js';
import { isUuid } from '../platform/ids.js';
import { chineseDay } from '../platform/occurred-at.js';
import { noDelivery } from './custody.errors.js';
import { custodyReference } from './custody-reference.queries.js';
import { findingsOn, ownLimitsOf, reportsOf, standingOf, type LotStanding } from './expected-delivery.queries.js';
import { auditedUntil, licencesOf } from './partners.queries.js';
import {
  receivingVerdict,
  type DeliveryLine,
  type DeliveryReport,
  type OwnLimit,
  type ReportLine,
  type Verdict,
  type VerdictReason,
} from './receiving-verdict.js';
import { rootsOf, shipmentsWhere, whereNow, type Shipment } from './shipments.queries.js';

export interface DeliveryLineView {
  lot: string;
  herb: string;
  variant: string | null;
  number: string | null;
  /** What was sent, and what waits for an answer still. */
  grams: number;
  state: 'under-way' | 'answered';
  packages: PackageRange[];
  /** Counties and days of the harvests it came from: origin without names. */
  origin: { region: string; harvestedAt: string }[];
}

/** What a scan at the gate shows. */
export interface DeliveryView {
  /** Null when the goods are not the caller's affair: no more is told than that. */
  shipment: {
    id: string;
    documentNumber: string;
    from: { id: string; name: string };
    to: { id: string; name: string };
    reason: string;
    shippedAt: string;
    carrier: string | null;
    vehicle: string | null;
    code: string;
    factId: string;
  } | null;
  verdict: Verdict;
  reasons: VerdictReason[];
  lines: DeliveryLineView[];
  reports: (DeliveryReport & { lot: string; testedOn: string; laboratory: string; factId: string })[];
}

/** What else a judgement takes into account. */
interface Circumstances {
  codeVoid?: boolean;
  /** Grams by lot. */
  weighed?: ReadonlyMap<string, number>;
  /** Holds the receiver itself placed when it set the goods aside. */
  ignoring?: ReadonlySet<string>;
}

/** Opens a whole delivery from whatever was scanned, and judges it. Reads only. */
@Injectable()
export class ExpectedDeliveries {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly codes: CodeReader,
    private readonly clock: Clock,
  ) {}

  /** By the code of a package, a sack, a carton, a pallet, a batch or a delivery note, or by the shipment's id. @throws NotFound */
  async byCode(actor: Actor, text: string): Promise<DeliveryView> {
    const own = actor.organisation.id;
    if (isUuid(text)) {
      const [named] = await shipmentsWhere(this.system, 's.id = $1', [text], 1);
      if (named === undefined) throw noDelivery(text);
      return this.view(actor, named, false);
    }
    const read = await this.codes.read(text);
    if (read === undefined) throw noDelivery(text);
    const found =
      read.kind === 'delivery-note'
        ? await shipmentsWhere(this.system, 's.note_code = $1', [read.code], 1)
        : await this.shipmentsWith(read.kind === 'batch', read.things, own);
    const mine = found.filter(({ to }) => to === own);
    const shipment = mine[0] ?? found.find(({ sender }) => sender === own) ?? found[0];
    if (shipment === undefined) throw noDelivery(text);
    return this.view(actor, shipment, read.voided);
  }

  /** The judgement of a shipment for its receiver; `weighed` gives grams by lot. */
  async judge(
    receiver: string,
    shipment: Shipment,
    { codeVoid = false, weighed, ignoring }: Circumstances = {},
  ): Promise<Pick<DeliveryView, 'verdict' | 'reasons' | 'reports'> & { standings: LotStanding[] }> {
    const today = chineseDay(this.clock.now());
    const lots = shipment.lines.map(({ lot }) => lot);
    const standings = await standingOf(this.system, lots);
    const reports = await reportsOf(this.system, [...new Set(standings.flatMap(({ split }) => split))]);
    const findings = await findingsOn(this.system, [...new Set(standings.flatMap(({ family }) => family))]);
    const reference = await custodyReference(this.system.manager);
    const sender = await this.system.manager.findOneBy(OrganisationEntity, { id: shipment.sender });
    const ownLimits = new Map<string, OwnLimit[]>();
    for (const { lot, herb, variant } of shipment.lines)
      ownLimits.set(lot, await ownLimitsOf(this.system, receiver, herb, variant, today));
    const standing = (lot: string): LotStanding => standings.find((each) => each.lot === lot)!;
    const judged = receivingVerdict({
      addressed: shipment.to === receiver || standings.some(({ towards }) => towards === receiver),
      underWay: standings.some(({ towards }) => towards === receiver),
      ...{ codeVoid, reason: shipment.reason, today, ownLimits },
      needsRelease: reference.reasons.find(({ code }) => code === shipment.reason)?.needsRelease ?? true,
      lines: shipment.lines.map(({ lot, number, grams }): DeliveryLine => {
        const { quality, sourceRejected, split, chain, family } = standing(lot);
        const holds = standing(lot).holds.filter(({ hold }) => ignoring?.has(hold) !== true);
        const about = findings.filter((finding) => finding.lots.some((id) => family.includes(id)));
        const said = (ruleId: string, pattern = /./) =>
          about.flatMap(({ ruleId: rule, message }) => (rule === ruleId && pattern.test(message) ? [message] : []));
        return {
          ...{ lot, number, grams, quality, sourceRejected, holds, chain },
          weighedGrams: weighed?.get(lot),
          reports: newestOf(split, reports).map(toReport),
          // Of what R-21 finds, the two sentences of quality/report-reuse.ts.
          reused: said('R-21', /已用于另一批次|代表 \d+ 克/),
          intervalOverrides: said('R-12'),
          excursions: said('R-30'),
        };
      }),
      supplier: {
        wanted:
          shipment.reason === 'sale'
            ? (reference.supplierLicences.find(({ kind }) => kind === sender?.kind)?.licences ?? [])
            : [],
        licences: await licencesOf(this.system, receiver, shipment.sender),
        auditedUntil: await auditedUntil(this.system, receiver, shipment.sender),
      },
      weightTolerancePermille: reference.weightTolerancePermille,
    });
    const shown = standings.flatMap(({ lot, split }) =>
      newestOf(split, reports).map((fact) => ({
        ...{ lot, ...toReport(fact), testedOn: String(fact.open['testedOn']), factId: fact.id },
        laboratory: String((fact.open['laboratory'] as { name?: string } | undefined)?.name ?? ''),
      })),
    );
    return { ...judged, reports: shown, standings };
  }

  private async view(actor: Actor, shipment: Shipment, codeVoid: boolean): Promise<DeliveryView> {
    const own = actor.organisation.id;
    const { standings, ...judged } = await this.judge(own, shipment, { codeVoid });
    const party =
      shipment.to === own || shipment.sender === own || judged.reasons.every(({ code }) => code !== 'not-addressed');
    if (!party) return { shipment: null, verdict: judged.verdict, reasons: judged.reasons, lines: [], reports: [] };
    const {
      id,
      documentNumber,
      sender,
      senderName,
      to,
      toName,
      reason,
      shippedAt,
      carrier,
      vehicle,
      noteCode,
      factId,
    } = shipment;
    return {
      shipment: {
        ...{ id, documentNumber, from: { id: sender, name: senderName }, to: { id: to, name: toName } },
        ...{ reason, shippedAt, carrier, vehicle, code: noteCode, factId },
      },
      verdict: judged.verdict,
      reasons: judged.reasons,
      lines: shipment.lines.map(({ lot, herb, variant, number, grams, packages }) => {
        const { custody, towards, origin } = standings.find((each) => each.lot === lot)!;
        const state = custody === 'in-transit' && towards === shipment.to ? 'under-way' : 'answered';
        return { ...{ lot, herb, variant, number, grams, packages, origin }, state };
      }),
      reports: judged.reports,
    };
  }

  /** Shipments the things went with: by where the packages are now; of a batch's own code, those of its parts that wait here. */
  private async shipmentsWith(
    whole: boolean,
    things: Parameters<typeof whereNow>[1],
    own: string,
  ): Promise<Shipment[]> {
    const lots = [...new Set((await whereNow(this.system, things)).flatMap(({ lot, now }) => [lot, now]))];
    const direct = await shipmentsWhere(
      this.system,
      `exists (select from shipment_line x where x.organisation_id = s.organisation_id and x.shipment_id = s.id and x.lot_id = any($1::uuid[]))`,
      [lots],
      50,
    );
    if (!whole && direct.length > 0) return direct;
    const waiting = await shipmentsWhere(
      this.system,
      `s.to_id = $1 and exists (select from shipment_line x join lot l on l.id = x.lot_id where x.organisation_id = s.organisation_id
         and x.shipment_id = s.id and l.towards_id = $1)`,
      [own],
      200,
    );
    const roots = await rootsOf(
      this.system,
      waiting.flatMap((shipment) => shipment.lines.map(({ lot }) => lot)),
    );
    return waiting.filter(({ lines }) => lines.some(({ lot }) => lots.includes(roots.get(lot) ?? '')));
  }
}

/** The newest report of the nearest lot that has one: a part has the report of the whole. */
function newestOf(split: readonly string[], reports: ReadonlyMap<string, readonly Fact[]>): Fact[] {
  const lot = split.find((each) => reports.has(each));
  return lot === undefined ? [] : reports.get(lot)!.slice(0, 1);
}

function toReport({ open }: Fact): DeliveryReport {
  const items = (open['items'] ?? []) as unknown as {
    item: string;
    name: { zh: string };
    value: string | null;
    unit: string;
    verdict: string;
  }[];
  return {
    number: String(open['number']),
    judgement: String(open['judgement']),
    lines: items.map(({ item, name, value, unit, verdict }): ReportLine => ({
      item,
      name: name.zh,
      value,
      unit,
      verdict,
    })),
  };
}
