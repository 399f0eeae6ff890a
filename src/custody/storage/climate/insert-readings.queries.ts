import type { Tx } from '../../../platform/db/tx.js';
import type { Reading } from './reading.js';

/** Readings by the sensor that told them. */
export interface GivenReadings {
  /** Ids of sensors; `which` says of each reading whose it is. */
  sensors: string[];
  which: number[];
  readings: Reading[];
}

export interface TakenReadings {
  taken: number;
  /** Those that were there before or came twice, with the very same values. */
  duplicates: number;
  /** Those for whose sensor and time other values are kept; the first that came stands. */
  contradicting: number;
}

/**
 * Keeps readings, brings their hours up to date and marks their days as not sealed, in one statement. A reading is one row for
 * its sensor and time: sent again it changes nothing.
 */
const INSERT = `
  with given as (
    select ($2::uuid[])[g.which] as sensor, timestamptz 'epoch' + g.ms * interval '1 millisecond' as at, g.c, g.h
      from unnest($3::int[], $4::bigint[], $5::smallint[], $6::smallint[]) as g(which, ms, c, h)
  ), fresh as (
    insert into climate_reading (organisation_id, sensor_id, at, celsius, humidity)
    select $1, sensor, at, c, h from given on conflict do nothing returning sensor_id, at, celsius, humidity
  ), hours as (
    insert into climate_hour as k (organisation_id, sensor_id, hour, readings, celsius_n, celsius_min, celsius_max, celsius_sum,
                                   humidity_n, humidity_min, humidity_max, humidity_sum, last_at)
    select $1, sensor_id, date_trunc('hour', at), count(*), count(celsius), min(celsius), max(celsius), sum(celsius),
           count(humidity), min(humidity), max(humidity), sum(humidity), max(at)
      from fresh group by sensor_id, date_trunc('hour', at)
    on conflict (organisation_id, sensor_id, hour) do update set
      readings = k.readings + excluded.readings, last_at = greatest(k.last_at, excluded.last_at),
      celsius_n = k.celsius_n + excluded.celsius_n, celsius_min = least(k.celsius_min, excluded.celsius_min),
      celsius_max = greatest(k.celsius_max, excluded.celsius_max),
      celsius_sum = coalesce(k.celsius_sum + excluded.celsius_sum, k.celsius_sum, excluded.celsius_sum),
      humidity_n = k.humidity_n + excluded.humidity_n, humidity_min = least(k.humidity_min, excluded.humidity_min),
      humidity_max = greatest(k.humidity_max, excluded.humidity_max),
      humidity_sum = coalesce(k.humidity_sum + excluded.humidity_sum, k.humidity_sum, excluded.humidity_sum)
    returning sensor_id, hour
  ), days as (
    insert into climate_unsealed (organisation_id, sensor_id, day)
    select distinct $1::uuid, sensor_id, (hour at time zone 'Asia/Shanghai')::date from hours on conflict do nothing
  )
  select count(*)::int as taken from fresh`;

/** Given values beside the ones that are kept. */
const CONTRADICTING = `
  select count(*)::int as n
    from unnest($3::int[], $4::bigint[], $5::smallint[], $6::smallint[]) as g(which, ms, c, h)
    join climate_reading r on r.organisation_id = $1 and r.sensor_id = ($2::uuid[])[g.which]
      and r.at = timestamptz 'epoch' + g.ms * interval '1 millisecond'
   where (r.celsius, r.humidity) is distinct from (g.c, g.h)`;

export async function insertReadings(tx: Tx, organisationId: string, given: GivenReadings): Promise<TakenReadings> {
  const { sensors, which, readings } = given;
  if (readings.length === 0) return { taken: 0, duplicates: 0, contradicting: 0 };
  const parameters = [
    ...[organisationId, sensors, which.map((n) => n + 1), readings.map(({ at }) => at)],
    ...[readings.map(({ celsius }) => celsius), readings.map(({ humidity }) => humidity)],
  ];
  const [{ taken }] = (await tx.query(INSERT, parameters)) as [{ taken: number }];
  if (taken === readings.length) return { taken, duplicates: 0, contradicting: 0 };
  const [{ n }] = (await tx.query(CONTRADICTING, parameters)) as [{ n: number }];
  return { taken, duplicates: readings.length - taken - n, contradicting: n };
}
