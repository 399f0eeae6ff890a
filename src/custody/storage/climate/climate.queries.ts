/** Rows of readings, hours, placements and excursions; every query names the organisation beside row-level security. */
import type { Tx } from '../../../platform/db/tx.js';
import type { ClimateBand } from '../climate-band.js';
import { noPlacement, noSensor } from '../storage.errors.js';
import type { ClimateTold } from './climate.facts.js';
import type { JudgedPlacement, KnownExcursion } from './excursion-runs.js';
import type { Reading } from './reading.js';

/** The ids of sensors by what readings call them: their serial or their id. */
export async function sensorsCalled(
  tx: Tx,
  organisationId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  const rows: { id: string; serial: string }[] = await tx.query(
    `select id, serial from sensor where organisation_id = $1 and (serial = any ($2::text[]) or id::text = any ($3::text[]))`,
    [organisationId, names, names.map((name) => name.toLowerCase())],
  );
  return new Map(rows.flatMap(({ id, serial }) => [[id, id] as const, [serial, id] as const]));
}

/** @throws NotFound */
export async function sensorOf(tx: Tx, organisationId: string, id: string): Promise<{ id: string; serial: string }> {
  const rows: { id: string; serial: string }[] = await tx.query(
    `select id, serial from sensor where organisation_id = $1 and id = $2`,
    [organisationId, id],
  );
  if (rows[0] === undefined) throw noSensor(id);
  return rows[0];
}

export interface Placement extends JudgedPlacement {
  sensor: string;
  zone: string | null;
  journey: string | null;
  lots: string[];
}

interface PlacementRow extends ClimateBand {
  id: string;
  sensor: string;
  zone: string | null;
  journey: string | null;
  lots: string[];
  from: Date;
  until: Date | null;
}

const PLACEMENT = `
  select p.id, p.sensor_id as sensor, p.zone_id as zone, p.journey, p.lots, p.from_at as "from",
         (100 * p.celsius_min)::float8 as "celsiusMin", (100 * p.celsius_max)::float8 as "celsiusMax",
         (100 * p.humidity_min)::float8 as "humidityMin", (100 * p.humidity_max)::float8 as "humidityMax",
         least((select min(n.from_at) from sensor_placement n where n.organisation_id = p.organisation_id
                  and n.sensor_id = p.sensor_id and n.from_at > p.from_at),
               (select e.at from sensor_placement_end e where e.organisation_id = p.organisation_id and e.placement_id = p.id)) as until
    from sensor_placement p where p.organisation_id = $1`;

/** Where these sensors stood and stand, oldest first; bands in hundredths. */
export async function placementsOf(
  tx: Tx,
  organisationId: string,
  sensors: readonly string[],
): Promise<Map<string, Placement[]>> {
  const rows: PlacementRow[] = await tx.query(`${PLACEMENT} and p.sensor_id = any ($2::uuid[]) order by p.from_at`, [
    organisationId,
    sensors,
  ]);
  const found = new Map<string, Placement[]>(sensors.map((sensor) => [sensor, []]));
  for (const row of rows) found.get(row.sensor)!.push(toPlacement(row));
  return found;
}

/** @throws NotFound */
export async function placementOf(tx: Tx, organisationId: string, id: string): Promise<Placement> {
  const rows: PlacementRow[] = await tx.query(`${PLACEMENT} and p.id = $2`, [organisationId, id]);
  if (rows[0] === undefined) throw noPlacement(id);
  return toPlacement(rows[0]);
}

function toPlacement(row: PlacementRow): Placement {
  const { id, sensor, zone, journey, lots, from, until, ...band } = row;
  return { id, sensor, zone, journey, lots, from: from.getTime(), until: until?.getTime() ?? null, band };
}

/** Excursions of a sensor as they are known now, that touch a stretch of time. */
export async function excursionsIn(
  tx: Tx,
  organisationId: string,
  sensors: readonly string[],
  from: number,
  to: number,
): Promise<(KnownExcursion & { sensor: string })[]> {
  const rows: (Omit<KnownExcursion, 'from' | 'to'> & { sensor: string; from: Date; to: Date | null })[] =
    await tx.query(
      `select e.excursion, e.n, e.sensor_id as sensor, e.placement_id as placement, e.quantity, e.side, e.bound, e.worst,
            e.started_at as "from", e.ended_at as "to"
       from climate_excursion e
      where e.organisation_id = $1 and e.sensor_id = any ($2::uuid[]) and not e.withdrawn
        and e.started_at <= $4 and (e.ended_at is null or e.ended_at >= $3)
        and not exists (select from climate_excursion later where later.organisation_id = e.organisation_id
                          and later.excursion = e.excursion and later.n > e.n)
      order by e.started_at, e.excursion`,
      [organisationId, sensors, new Date(from), new Date(to)],
    );
  return rows.map(({ from: began, to: ended, ...row }) => ({
    ...row,
    from: began.getTime(),
    to: ended?.getTime() ?? null,
  }));
}

export async function readingsBetween(
  tx: Tx,
  organisationId: string,
  sensor: string,
  from: number,
  to: number,
): Promise<Reading[]> {
  const rows: { at: Date; celsius: number | null; humidity: number | null }[] = await tx.query(
    `select at, celsius, humidity from climate_reading
      where organisation_id = $1 and sensor_id = $2 and at between $3 and $4 order by at`,
    [organisationId, sensor, new Date(from), new Date(to)],
  );
  return rows.map(({ at, ...values }) => ({ at: at.getTime(), ...values }));
}

/** The first readings after a time, one with each quantity. */
export async function readingsAfter(tx: Tx, organisationId: string, sensor: string, after: number): Promise<Reading[]> {
  const rows: { at: Date; celsius: number | null; humidity: number | null }[] = await tx.query(
    `(select at, celsius, humidity from climate_reading where organisation_id = $1 and sensor_id = $2 and at > $3
        and celsius is not null order by at limit 1)
     union
     (select at, celsius, humidity from climate_reading where organisation_id = $1 and sensor_id = $2 and at > $3
        and humidity is not null order by at limit 1) order by at`,
    [organisationId, sensor, new Date(after)],
  );
  return rows.map(({ at, ...values }) => ({ at: at.getTime(), ...values }));
}

/** Lots that lay in a zone at any moment of a stretch of time; `to` null: until now. */
export async function lotsDuring(
  tx: Tx,
  organisationId: string,
  zone: string,
  from: number,
  to: number | null,
): Promise<string[]> {
  const rows: { lot: string }[] = await tx.query(
    `select m.lot from stock_movement m join storage_location l on l.organisation_id = m.organisation_id and l.id = m.location_id
      where m.organisation_id = $1 and l.zone_id = $2 and m.at <= coalesce($4::timestamptz, 'infinity')
      group by m.lot having coalesce(sum(m.delta) filter (where m.at <= $3), 0) > 0
          or coalesce(max(m.delta) filter (where m.at > $3), 0) > 0 order by m.lot`,
    [organisationId, zone, new Date(from), to === null ? null : new Date(to)],
  );
  return rows.map(({ lot }) => lot);
}

/** What sensors told between two times, by whole hours; undefined when they told nothing. */
export async function climateBetween(
  tx: Tx,
  organisationId: string,
  sensors: readonly string[],
  from: Date,
  to: Date,
): Promise<ClimateTold | undefined> {
  const [row]: Record<string, number | null>[] = await tx.query(
    `select sum(readings)::float8 as readings, min(celsius_min)::float8 as cmin, max(celsius_max)::float8 as cmax,
            (sum(celsius_sum) / nullif(sum(celsius_n), 0))::float8 as cmean, min(humidity_min)::float8 as hmin,
            max(humidity_max)::float8 as hmax, (sum(humidity_sum) / nullif(sum(humidity_n), 0))::float8 as hmean
       from climate_hour where organisation_id = $1 and sensor_id = any ($2::uuid[])
        and hour >= date_trunc('hour', $3::timestamptz) and hour <= $4`,
    [organisationId, sensors, from, to],
  );
  if (row === undefined || row['readings'] === null || row['readings'] === undefined) return undefined;
  const range = (min: unknown, max: unknown, mean: unknown) =>
    min === null ? undefined : { min: degrees(min), max: degrees(max), mean: degrees(mean) };
  const celsius = range(row['cmin'], row['cmax'], row['cmean']);
  const humidity = range(row['hmin'], row['hmax'], row['hmean']);
  return {
    ...{ from: from.toISOString(), to: to.toISOString(), readings: row['readings'] },
    ...(celsius === undefined ? {} : { celsius }),
    ...(humidity === undefined ? {} : { humidity }),
  };
}

/** Hundredths as a number of degrees or percent, two places. */
export function degrees(hundredths: unknown): number {
  return Math.round(Number(hundredths)) / 100;
}
