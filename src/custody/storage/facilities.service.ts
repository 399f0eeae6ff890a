import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { isDivisionCode } from '../../identity/division-code.js';
import type { NewFact } from '../../ledger/fact.js';
import { Acts } from '../../platform/acts/acts.service.js';
import type { Recorded } from '../../platform/acts/recorded.js';
import { violatedConstraint } from '../../platform/db/pg-errors.js';
import { databaseNow, inTx, type Tx } from '../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../platform/http/actor.js';
import { EvidenceService, type ActAnswer } from '../../rules/evidence.service.js';
import { widerThan, type ClimateBand } from './climate-band.js';
import type { RegisterFacilityDto, RegisterLocationDto, RegisterZoneDto } from './storage.dto.js';
import { AlreadyThere, noFacility, unfit } from './storage.errors.js';
import type { StorageFacts } from './storage.facts.js';
import { bandOf, storageReference } from './storage-reference.queries.js';
import { zoneOf, zonesOf, type ZoneRow } from './stores.queries.js';

export interface FacilityView {
  id: string;
  name: string;
  divisionCode: string;
  zones: (Omit<ZoneRow, 'facility'> & { locations: { id: string; code: string; version: number }[] })[];
}

/** Owns the places: facilities, their zones with a climate band, the locations in them. */
@Injectable()
export class Facilities {
  constructor(
    @InjectDataSource() private readonly db: DataSource,
    private readonly acts: Acts,
    private readonly evidence: EvidenceService,
  ) {}

  /** Throws InvalidInput (no division code), AlreadyThere. */
  registerFacility(actor: Actor, dto: RegisterFacilityDto): Promise<Recorded<ActAnswer>> {
    const { id, name, divisionCode } = dto;
    if (!isDivisionCode(divisionCode))
      throw unfit('divisionCode', divisionCode, '应为行政区划代码', 'must be a division code');
    return this.acts.perform(actor, { id, kind: 'facility', body: dto }, async (tx) => {
      const open: StorageFacts['storage.facility-registered'] = { facility: id, name, divisionCode };
      const recorded = await this.record(tx, actor, { type: 'storage.facility-registered', subjects: [id], open });
      await registering(name, () =>
        tx.query(
          `insert into facility (organisation_id, id, name, division_code, fact_id) values ($1, $2, $3, $4, $5)`,
          [actor.organisation.id, id, name, divisionCode, recorded.factId],
        ),
      );
      return { id, ...recorded };
    });
  }

  /** Throws NotFound, InvalidInput (unknown kind, a band wider than its kind's or upside down), AlreadyThere. */
  registerZone(actor: Actor, dto: RegisterZoneDto): Promise<Recorded<ActAnswer>> {
    const { id, facility, name, kind } = dto;
    const organisationId = actor.organisation.id;
    return this.acts.perform(actor, { id, kind: 'storage-zone', body: dto }, async (tx) => {
      const known: unknown[] = await tx.query(`select from facility where organisation_id = $1 and id = $2`, [
        organisationId,
        facility,
      ]);
      if (known.length === 0) throw noFacility(facility);
      const { kinds } = await storageReference(tx);
      const reference = kinds.get(kind)?.band;
      if (reference === undefined) {
        const words = [...kinds.keys()];
        throw unfit('kind', kind, `应为 ${words.join('、')} 之一`, `must be one of ${words.join(', ')}`);
      }
      const band = ownBand(dto, reference);
      const told = rangesOf(band);
      const open: StorageFacts['storage.zone-registered'] = { zone: id, facility, name, kind, ...told };
      const recorded = await this.record(tx, actor, {
        type: 'storage.zone-registered',
        subjects: [id, facility],
        open,
      });
      await registering(name, () =>
        tx.query(
          `insert into storage_zone (organisation_id, id, facility_id, name, kind, celsius_min, celsius_max, humidity_min,
                                     humidity_max, fact_id) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
          [
            ...[organisationId, id, facility, name, kind],
            ...[band.celsiusMin, band.celsiusMax, band.humidityMin, band.humidityMax, recorded.factId],
          ],
        ),
      );
      return { id, ...recorded };
    });
  }

  /** Throws NotFound, AlreadyThere. */
  registerLocation(actor: Actor, dto: RegisterLocationDto): Promise<Recorded<ActAnswer>> {
    const { id, zone, code } = dto;
    return this.acts.perform(actor, { id, kind: 'storage-location', body: dto }, async (tx) => {
      await zoneOf(tx, actor.organisation.id, zone);
      const open: StorageFacts['storage.location-registered'] = { location: id, zone, code };
      const recorded = await this.record(tx, actor, {
        type: 'storage.location-registered',
        subjects: [id, zone],
        open,
      });
      await registering(code, () =>
        tx.query(
          `insert into storage_location (organisation_id, id, zone_id, code, fact_id) values ($1, $2, $3, $4, $5)`,
          [actor.organisation.id, id, zone, code, recorded.factId],
        ),
      );
      return { id, ...recorded };
    });
  }

  /** All places of the organisation. */
  list(actor: Actor): Promise<FacilityView[]> {
    const organisationId = actor.organisation.id;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const facilities: { id: string; name: string; divisionCode: string }[] = await tx.query(
        `select id, name, division_code as "divisionCode" from facility where organisation_id = $1 order by name`,
        [organisationId],
      );
      const zones = await zonesOf(tx, organisationId);
      const locations: { id: string; zone: string; code: string; version: number }[] = await tx.query(
        `select id, zone_id as zone, code, version::float8 as version from storage_location
          where organisation_id = $1 order by code`,
        [organisationId],
      );
      return facilities.map((facility) => ({
        ...facility,
        zones: zones
          .filter((zone) => zone.facility === facility.id)
          .map(({ facility: _, ...zone }) => ({
            ...zone,
            locations: locations
              .filter((location) => location.zone === zone.id)
              .map(({ zone: __, ...location }) => location),
          })),
      }));
    });
  }

  private async record(tx: Tx, actor: Actor, fact: Pick<NewFact, 'type' | 'subjects' | 'open'>) {
    return this.evidence.record(tx, actor, {
      fact: { ...fact, visibility: 'party', occurredAt: await databaseNow(tx) },
      subject: `store:${fact.subjects[0]!}`,
    });
  }
}

async function registering(name: string, insert: () => Promise<unknown>): Promise<void> {
  try {
    await insert();
  } catch (error) {
    if (violatedConstraint(error)?.endsWith('_is_used_once')) throw new AlreadyThere(name);
    throw error;
  }
}

/** The band of the kind, narrowed by what the zone says of itself. */
function ownBand({ celsius, humidity }: RegisterZoneDto, reference: ClimateBand): ClimateBand {
  const said = bandOf({ celsius, humidity });
  const band: ClimateBand = {
    celsiusMin: said.celsiusMin ?? reference.celsiusMin,
    celsiusMax: said.celsiusMax ?? reference.celsiusMax,
    humidityMin: said.humidityMin ?? reference.humidityMin,
    humidityMax: said.humidityMax ?? reference.humidityMax,
  };
  const [wider] = widerThan(band, reference);
  if (wider !== undefined) {
    const path = wider.replace(/(Min|Max)$/, (end) => `.${end.toLowerCase()}`);
    throw unfit(
      path,
      band[wider],
      `不得宽于该类库区的 ${reference[wider]}`,
      `must not be wider than ${reference[wider]}`,
    );
  }
  for (const quantity of ['celsius', 'humidity'] as const) {
    const [min, max] = [band[`${quantity}Min`], band[`${quantity}Max`]];
    if (min !== null && max !== null && min >= max)
      throw unfit(quantity, { min, max }, '下限应低于上限', 'must have its lower bound below its upper');
  }
  return band;
}

/** A band as facts tell it. */
export function rangesOf(band: ClimateBand): Pick<StorageFacts['storage.zone-registered'], 'celsius' | 'humidity'> {
  const range = (min: number | null, max: number | null) => ({
    ...(min === null ? {} : { min: String(min) }),
    ...(max === null ? {} : { max: String(max) }),
  });
  return {
    celsius: range(band.celsiusMin, band.celsiusMax),
    humidity: range(band.humidityMin, band.humidityMax),
  };
}
