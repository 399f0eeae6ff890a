/** Rows of places and of what lies at them; every query names the organisation beside row-level security. */
import type { Tx } from '../../platform/db/tx.js';
import type { ClimateBand } from './climate-band.js';
import { noLocation, noZone } from './storage.errors.js';

export interface ZoneRow extends ClimateBand {
  id: string;
  facility: string;
  name: string;
  kind: string;
}

const ZONE = `select z.id, z.facility_id as facility, z.name, z.kind, z.celsius_min::float8 as "celsiusMin",
    z.celsius_max::float8 as "celsiusMax", z.humidity_min::float8 as "humidityMin", z.humidity_max::float8 as "humidityMax"
  from storage_zone z where z.organisation_id = $1`;

/** @throws NotFound */
export async function zoneOf(tx: Tx, organisationId: string, id: string): Promise<ZoneRow> {
  const rows: ZoneRow[] = await tx.query(`${ZONE} and z.id = $2`, [organisationId, id]);
  if (rows[0] === undefined) throw noZone(id);
  return rows[0];
}

export function zonesOf(tx: Tx, organisationId: string, ids?: readonly string[]): Promise<ZoneRow[]> {
  return tx.query(`${ZONE} and ($2::uuid[] is null or z.id = any ($2)) order by z.id`, [organisationId, ids ?? null]);
}

export interface LocationRow {
  id: string;
  zone: string;
  code: string;
  version: number;
}

/** The locations by id. @throws NotFound for the first that is not there */
export async function locationsOf(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<Map<string, LocationRow>> {
  const rows: LocationRow[] = await tx.query(
    `select id, zone_id as zone, code, version::float8 as version from storage_location
      where organisation_id = $1 and id = any ($2::uuid[])`,
    [organisationId, ids],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const id of ids) if (!found.has(id.toLowerCase())) throw noLocation(id);
  return found;
}

/** Lots with grams in a zone now, with their herbs. */
export function lotsInZone(tx: Tx, organisationId: string, zone: string): Promise<{ lot: string; herb: string }[]> {
  return tx.query(
    `select s.lot, lot_view(s.lot) ->> 'herb' as herb
       from (select distinct s.lot from stock s join storage_location l
               on l.organisation_id = s.organisation_id and l.id = s.location_id
              where s.organisation_id = $1 and l.zone_id = $2 and s.grams > 0) s order by s.lot`,
    [organisationId, zone],
  );
}

/** Of zones with goods in them: the Chinese days of the last check, and since when the oldest goods lie there. */
export function zoneUpkeep(
  tx: Tx,
  organisationId: string,
  zones?: readonly string[],
): Promise<{ zone: string; last: string | null; since: string }[]> {
  return tx.query(
    `select l.zone_id as zone, min((s.since at time zone 'Asia/Shanghai')::date)::text as since,
            (select max((c.at at time zone 'Asia/Shanghai')::date)::text from storage_check c
              where c.organisation_id = $1 and c.zone_id = l.zone_id) as last
       from stock s join storage_location l on l.organisation_id = s.organisation_id and l.id = s.location_id
      where s.organisation_id = $1 and s.grams > 0 and ($2::uuid[] is null or l.zone_id = any ($2))
      group by l.zone_id order by l.zone_id`,
    [organisationId, zones ?? null],
  );
}

/** What was said last of how long these lots may be kept. */
export async function datingsOf(
  tx: Tx,
  organisationId: string,
  lots: readonly string[],
): Promise<Map<string, { expiresOn: string | null; retestOn: string | null }>> {
  const rows: { lot: string; expiresOn: string | null; retestOn: string | null }[] = await tx.query(
    `select w.lot,
            (select expires_on::text from lot_dating d where d.organisation_id = $1 and d.lot = w.lot and d.expires_on is not null
              order by d.recorded_at desc, d.id desc limit 1) as "expiresOn",
            (select retest_on::text from lot_dating d where d.organisation_id = $1 and d.lot = w.lot and d.retest_on is not null
              order by d.recorded_at desc, d.id desc limit 1) as "retestOn"
       from unnest($2::uuid[]) w(lot)`,
    [organisationId, lots],
  );
  return new Map(rows.map(({ lot, ...dating }) => [lot, dating]));
}

/** Every lot that lies at a place of the organisation, with the zones it lies in. */
export function stockedLots(tx: Tx, organisationId: string): Promise<{ lot: string; zones: string[] }[]> {
  return tx.query(
    `select s.lot, array_agg(distinct l.zone_id) as zones
       from stock s join storage_location l on l.organisation_id = s.organisation_id and l.id = s.location_id
      where s.organisation_id = $1 and s.grams > 0 group by s.lot order by s.lot`,
    [organisationId],
  );
}
