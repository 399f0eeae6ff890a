import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { OrganisationEntity } from '../identity/organisation.entity.js';
import { Ledger } from '../ledger/ledger.service.js';
import { CodeReader } from '../lots/coded-things.js';
import { HANDS } from '../lots/custody-told.js';
import { LotCustody } from '../lots/custody.service.js';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import { violatedConstraint } from '../platform/db/pg-errors.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { isUuid, newId } from '../platform/ids.js';
import { chineseDay, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import type { FindingDraft } from '../rules/finding.js';

import type { CustodyFacts } from './custody.facts.js';
import { DestinationRefused, DocumentNumberTaken, wrongField } from './custody.errors.js';
import { custodyReference, type CustodyReference, type DispatchReason } from './custody-reference.queries.js';
import { destinationAllowed } from './destination-allowed.js';
import { licencesOf } from './partners.queries.js';
import { rangesOf, type PlannedLine } from './shipment-lines.js';
import type { ShipmentDto } from './shipments.dto.js';
import { gramsOf, insertShipment, rootsOf, whereNow, type ShipmentLine } from './shipments.queries.js';

export interface ShipmentAnswer extends ActAnswer {
  documentNumber: string;
  to: { id: string; name: string };
  reason: string;
  /** The code of the delivery note. */
  code: string;
  url: string;
  /** `lot` is the consignment lot that is under way. */
  lines: ShipmentLine[];
}

/** Dispatches goods: the giver's half of a hand-over. */
@Injectable()
export class ShipmentsService {
  constructor(
    @InjectDataSource('system') private readonly system: DataSource,
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
    private readonly ledger: Ledger,
    private readonly custody: LotCustody,
    private readonly codes: CodeReader,
  ) {}

  /**
   * only released stock that no hold binds, never more than the balance, each package once, to a receiver who may
   * have it; what the reason asks for is reference data.
   * @throws NotReleased, LotHeld, MassExceeded, NoSuchPackages, DestinationRefused, DocumentNumberTaken, InvalidInput
   */
  async ship(actor: Actor, dto: ShipmentDto): Promise<Recorded<ShipmentAnswer>> {
    refuseFuture('shippedAt', dto.shippedAt, this.clock.now());
    let planned: { lines: PlannedLine[]; roots: ReadonlyMap<string, string> } | undefined;
    return this.acts.perform(actor, { id: dto.id, kind: 'shipment', body: dto }, async (tx) => {
      planned ??= await this.plan(dto);
      const { lines, roots } = planned;
      const organisationId = actor.organisation.id;
      const reference = await custodyReference(tx);
      const reason = reasonOf(reference, dto.reason ?? 'sale');
      const [to, from] = [await receiverOf(tx, organisationId, dto.to), await organisation(tx, organisationId)];
      const drafts = await this.judge(tx, reference, { organisationId, to, reason, shippedAt: dto.shippedAt });
      const carrier = await carrierOf(tx, dto.carrier);
      if (dto.climate !== undefined && !reference.climates.some(({ code }) => code === dto.climate))
        throw wrongField('climate', dto.climate, '没有这种运输条件', 'is no climate of transport');

      const factId = newId();
      const { lines: made, told } = await this.custody.dispatch(tx, actor, {
        ...{ actId: dto.id, factId, at: dto.shippedAt, towards: to.id },
        ...{ released: reason.needsRelease, free: reason.needsFree },
        passesTo: reason.ownership === 'passes' ? to.id : null,
        lines: lines.map((line) => ({ id: newId(), ...line })),
      });
      const code = await this.codes.issueNoteCode(tx, actor, { actId: dto.id, factId });
      const { hands, ...moved } = told;
      const open: CustodyFacts['custody.dispatched'] = {
        ...{ shipment: dto.id, reason: reason.code, at: dto.shippedAt },
        divisionCode: from?.divisionCode?.slice(0, 6) ?? null,
        ...(dto.climate === undefined ? {} : { climate: dto.climate }),
        ...moved,
      };
      const sealed = {
        ...{ to: to.id, documentNumber: dto.documentNumber, [HANDS]: hands },
        ...(dto.carrier === undefined ? {} : { carrier: carrier.carrier }),
        ...(dto.vehicle === undefined ? {} : { vehicle: dto.vehicle }),
        ...(dto.address === undefined ? {} : { address: dto.address }),
      };
      const { findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{ id: factId, type: 'custody.dispatched', visibility: 'party', occurredAt: dto.shippedAt },
          subjects: [dto.id, ...made.flatMap(({ lot, from: source }) => [lot, source, roots.get(source) ?? source])],
          ...{ open, sealed, parties: [to.id] },
        },
        drafts,
        lots: made.map(({ lot }) => lot),
        subject: `shipment:${dto.id}`,
      });
      await this.ledger.share(tx, actor, factId, Object.keys(sealed), [to.id]);
      const shipped = made.map(({ lot, from: source, herb, variant, number, grams, packages }) => ({
        ...{ lot, from: source, herb, variant, number, grams, packages },
      }));
      try {
        await insertShipment(
          tx,
          {
            ...{ organisationId, id: dto.id, documentNumber: dto.documentNumber, reason: reason.code, toId: to.id },
            ...carrier,
            ...{ vehicle: dto.vehicle ?? null, address: dto.address ?? null, climate: dto.climate ?? null },
            ...{ shippedAt: dto.shippedAt, shippedZone: zoneOf(dto.shippedAt), noteCode: code, factId },
          },
          shipped,
        );
      } catch (error) {
        if (violatedConstraint(error) === 'shipment_number_is_used_once')
          throw new DocumentNumberTaken('documentNumber', dto.documentNumber);
        throw error;
      }
      return {
        ...{ id: dto.id, factId, findings, documentNumber: dto.documentNumber, to: { id: to.id, name: to.name } },
        ...{ reason: reason.code, code, url: this.codes.qrOf(code).url, lines: shipped },
      };
    });
  }

  private async judge(
    tx: Tx,
    reference: CustodyReference,
    of: { organisationId: string; to: OrganisationEntity; reason: DispatchReason; shippedAt: string },
  ): Promise<FindingDraft[]> {
    const licences = await licencesOf(tx, of.organisationId, of.to.id);
    const asked = { kind: of.to.kind, reason: of.reason.code, on: chineseDay(new Date(of.shippedAt)), licences };
    const faults = destinationAllowed(reference.destinations, asked);
    const refused = faults.find(({ level }) => level === 'refuse');
    if (refused !== undefined) throw new DestinationRefused(refused.message);
    return faults.map(({ message }) => ({ ruleId: 'R-24', level: 'warn', message }));
  }

  /** Lots with their packages, whatever the lines named: lots, serials, or codes of anything that holds goods. */
  private async plan(dto: ShipmentDto): Promise<{ lines: PlannedLine[]; roots: ReadonlyMap<string, string> }> {
    const planned: PlannedLine[] = [];
    for (const [index, line] of dto.lines.entries()) {
      const path = `lines.${index}`;
      if ((line.lot === undefined) === (line.code === undefined))
        throw wrongField(path, index, '应填批次或编码之一', 'names either a lot or a code');
      if (line.code !== undefined) planned.push(...(await this.ofCode(`${path}.code`, line.code)));
      else if (line.serials !== undefined) {
        const grams = line.grams ?? (await gramsOf(this.system, line.lot!, [line.serials]));
        planned.push({ lot: line.lot!.toLowerCase(), grams: Math.max(1, grams), serials: [line.serials] });
      } else if (line.grams === undefined) throw wrongField(`${path}.grams`, index, '请填重量', 'say how many grams');
      else planned.push({ lot: line.lot!.toLowerCase(), grams: line.grams });
    }
    const lots = planned.map(({ lot }) => lot);
    return { lines: planned, roots: await rootsOf(this.system, lots) };
  }

  private async ofCode(path: string, code: string): Promise<PlannedLine[]> {
    const found = await this.codes.read(code);
    if (found === undefined || found.voided || found.things.length === 0 || found.kind === 'batch')
      throw wrongField(path, code, '该编码没有对应的货物', 'stands on no goods that can be shipped');
    const byLot = new Map<string, { serials: number[]; grams: number }>();
    for (const { now, serial, grams } of await whereNow(this.system, found.things)) {
      const lot = byLot.get(now) ?? { serials: [], grams: 0 };
      if (serial !== null) lot.serials.push(serial);
      lot.grams += serial === null ? (grams ?? 0) : 0;
      byLot.set(now, lot);
    }
    const planned: PlannedLine[] = [];
    for (const [lot, { serials, grams }] of byLot) {
      const ranges = rangesOf(serials);
      if (ranges.length > 0)
        planned.push({ lot, grams: Math.max(1, await gramsOf(this.system, lot, ranges)), serials: ranges });
      if (grams > 0) planned.push({ lot, grams });
    }
    if (planned.length === 0) throw wrongField(path, code, '该编码未登记重量', 'has no weight on record');
    return planned;
  }
}

function reasonOf({ reasons }: CustodyReference, code: string): DispatchReason {
  const found = reasons.find((reason) => reason.code === code || reason.zh === code);
  if (found === undefined) {
    const words = reasons.map((reason) => reason.code).join(', ');
    throw wrongField('reason', code, `应为 ${words} 之一`, `must be one of ${words}`);
  }
  return found;
}

async function receiverOf(tx: Tx, own: string, id: string): Promise<OrganisationEntity> {
  const to = await organisation(tx, id);
  if (to === null) throw wrongField('to', id, '没有这个收货单位', 'is no organisation');
  if (to.id === own) throw wrongField('to', id, '收货单位不能是本单位', 'is your own organisation');
  return to;
}

function organisation(tx: Tx, id: string): Promise<OrganisationEntity | null> {
  return tx.findOneBy(OrganisationEntity, { id });
}

async function carrierOf(
  tx: Tx,
  said: string | undefined,
): Promise<{ carrierId: string | null; carrier: string | null }> {
  if (said === undefined) return { carrierId: null, carrier: null };
  if (!isUuid(said)) return { carrierId: null, carrier: said };
  const carrier = await organisation(tx, said);
  if (carrier === null) throw wrongField('carrier', said, '没有这个承运单位', 'is no organisation');
  return { carrierId: carrier.id, carrier: carrier.name };
}
