import type { Tx } from '../../../platform/db/tx.js';

/** One sensor's Chinese day; extremes in hundredths. */
export interface DayDigest {
  sensor: string;
  readings: number;
  celsiusMin: number | null;
  celsiusMax: number | null;
  humidityMin: number | null;
  humidityMax: number | null;
  /** SHA-256 (hex) over the hours, one a line, ascending. */
  hoursDigest: string;
  /** SHA-256 (hex) over the readings, one a line, ascending: milliseconds since 1970, hundredths of ℃, hundredths of percent. */
  rawDigest: string;
}

/** What the rows say of a day now, in the order of the sensors' ids. */
export function dayDigests(
  tx: Tx,
  [organisationId]: [string],
  day: string,
  sensors: readonly string[],
): Promise<DayDigest[]> {
  return tx.query(
    `select w.sensor, coalesce(h.readings, 0)::int as readings, h.cmin as "celsiusMin", h.cmax as "celsiusMax",
            h.hmin as "humidityMin", h.hmax as "humidityMax",
            encode(sha256(convert_to(coalesce(h.lines, ''), 'UTF8')), 'hex') as "hoursDigest",
            encode(sha256(convert_to(coalesce(r.lines, ''), 'UTF8')), 'hex') as "rawDigest"
       from unnest($3::uuid[]) as w(sensor)
       cross join lateral (select $2::date::timestamp at time zone 'Asia/Shanghai' as begins,
                                  ($2::date + 1)::timestamp at time zone 'Asia/Shanghai' as ends) as d
       left join lateral (
         select sum(readings) as readings, min(celsius_min) as cmin, max(celsius_max) as cmax, min(humidity_min) as hmin,
                max(humidity_max) as hmax,
                string_agg(concat_ws(',', extract(epoch from hour)::bigint, readings, celsius_n, coalesce(celsius_min::text, ''),
                  coalesce(celsius_max::text, ''), coalesce(celsius_sum::text, ''), humidity_n, coalesce(humidity_min::text, ''),
                  coalesce(humidity_max::text, ''), coalesce(humidity_sum::text, '')), E'\\n' order by hour) as lines
           from climate_hour where organisation_id = $1 and sensor_id = w.sensor and hour >= d.begins and hour < d.ends) h on true
       left join lateral (
         select string_agg(concat_ws(',', (extract(epoch from at) * 1000)::bigint, coalesce(celsius::text, ''),
                  coalesce(humidity::text, '')), E'\\n' order by at) as lines
           from climate_reading where organisation_id = $1 and sensor_id = w.sensor and at >= d.begins and at < d.ends) r on true
      order by w.sensor`,
    [organisationId, day, sensors],
  );
}
