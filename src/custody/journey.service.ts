import { Injectable } from '@nestjs/common';
import { Acts } from '../platform/acts/acts.service.js';
import type { Recorded } from '../platform/acts/recorded.js';
import { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { inZone, zoneOf } from '../platform/occurred-at.js';
import { refuseFuture } from '../platform/refuse-future.js';
import { EvidenceService, type ActAnswer } from '../rules/evidence.service.js';
import { climateKept } from './climate-kept.js';
import type { CustodyFacts } from './custody.facts.js';
import { noShipment, wrongField } from './custody.errors.js';
import { custodyReference } from './custody-reference.queries.js';
import type { JourneyDto } from './shipments.dto.js';
import { shipmentsWhere } from './shipments.queries.js';

export interface JourneyEntryView {
  id: string;
  kind: string;
  at: string;
  place: string | null;
  celsius: string | null;
  humidity: string | null;
  by: string;
  factId: string;
}

/** What happened on the way: by the carrier, or by whoever sent the goods. Entries are added and never changed. */
@Injectable()
export class JourneyService {
  constructor(
    private readonly acts: Acts,
    private readonly clock: Clock,
    private readonly evidence: EvidenceService,
  ) {}

  /** A reading outside the agreed climate opens a finding on the lots, which the receiver meets. @throws NotFound */
  note(actor: Actor, shipmentId: string, dto: JourneyDto): Promise<Recorded<ActAnswer & { shipment: string }>> {
    refuseFuture('at', dto.at, this.clock.now());
    if (dto.kind === 'temperature' && dto.celsius === undefined)
      throw wrongField('celsius', dto.kind, '请填温度', 'say how warm it was');
    const act = { id: dto.id, kind: 'journey', path: shipmentId.toLowerCase(), body: dto };
    return this.acts.perform(actor, act, async (tx) => {
      const own = actor.organisation.id;
      const [shipment] = await shipmentsWhere(
        tx,
        's.id = $1 and $2 in (s.organisation_id, s.carrier_id)',
        [shipmentId, own],
        1,
      );
      if (shipment === undefined) throw noShipment(shipmentId);
      const { climates } = await custodyReference(tx);
      const climate = climates.find(({ code }) => code === shipment.climate);
      const lots = shipment.lines.map(({ lot }) => lot);
      const { kind, at, celsius, humidity, divisionCode, place } = dto;
      const open: CustodyFacts['custody.journey-noted'] = {
        ...{ entry: dto.id, shipment: shipment.id, kind, at },
        ...(divisionCode === undefined ? {} : { divisionCode: divisionCode.slice(0, 6) }),
        ...(celsius === undefined ? {} : { celsius }),
        ...(humidity === undefined ? {} : { humidity }),
      };
      const { factId, findings } = await this.evidence.record(tx, actor, {
        fact: {
          ...{
            type: 'custody.journey-noted',
            visibility: 'party',
            occurredAt: at,
            subjects: [dto.id, shipment.id, ...lots],
          },
          ...{ open, sealed: place === undefined ? {} : { place }, parties: [shipment.sender, shipment.to] },
        },
        drafts: climateKept(climate, celsius),
        ...{ lots, subject: `shipment:${shipment.id}`, concerns: shipment.sender },
      });
      await tx.query(
        `insert into journey_entry (organisation_id, id, shipment_id, sender_id, to_id, kind, at, at_zone, place, celsius, humidity, fact_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          ...[own, dto.id, shipment.id, shipment.sender, shipment.to, kind, at, zoneOf(at), place ?? null],
          ...[celsius ?? null, humidity ?? null, factId],
        ],
      );
      return { id: dto.id, factId, findings, shipment: shipment.id };
    });
  }

  /** The journey of a shipment, as far as the transaction's scope may read it, in the order it happened. */
  async of(tx: Tx, shipment: string): Promise<JourneyEntryView[]> {
    const rows: (JourneyEntryView & { moment: Date; zone: string })[] = await tx.query(
      `select j.id, j.kind, j.at as moment, j.at_zone as zone, j.place, j.celsius, j.humidity, o.name as by, j.fact_id as "factId"
         from journey_entry j join organisation o on o.id = j.organisation_id where j.shipment_id = $1 order by j.at, j.id limit 5000`,
      [shipment],
    );
    return rows.map(({ moment, zone, ...row }) => ({ ...row, at: inZone(moment, zone) }));
  }
}
