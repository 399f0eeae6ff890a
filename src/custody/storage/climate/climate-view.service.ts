import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx } from '../../../platform/db/tx.js';
import { scopeOf, type Actor } from '../../../platform/http/actor.js';
import { pageOf, type Page } from '../../../platform/http/page.dto.js';
import type { ExcursionsQuery, HoursQuery } from './climate.dto.js';
import type { ClimateFacts } from './climate.facts.js';
import { degrees, sensorOf } from './climate.queries.js';
import { unfit } from '../storage.errors.js';

/** Hours of one answer: three months. */
const MOST_HOURS = 24 * 92;

interface Range {
  min: number;
  max: number;
  mean: number;
}

export interface HourView {
  hour: string;
  readings: number;
  celsius: Range | null;
  humidity: Range | null;
}

export type ExcursionView = Omit<ClimateFacts['storage.excursion-told'], 'telling' | 'withdrawn'> & { factId: string };

interface ExcursionRow {
  id: string;
  factId: string;
  n: number;
  sensor: string;
  placement: string;
  zone: string | null;
  journey: string | null;
  quantity: 'celsius' | 'humidity';
  side: 'above' | 'below';
  bound: number;
  worst: number;
  from: Date;
  to: Date | null;
  lots: string[];
}

/** Reads what sensors told and where bands were left. */
@Injectable()
export class ClimateView {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /** Hours of one sensor, oldest first. Throws NotFound, InvalidInput (more than three months). */
  hours(actor: Actor, { sensor, from, to }: HoursQuery): Promise<HourView[]> {
    if (Date.parse(to) - Date.parse(from) > MOST_HOURS * 3_600_000)
      throw unfit('to', to, '一次至多查询三个月', 'is more than three months after "from"');
    return inTx(this.db, scopeOf(actor), async (tx) => {
      await sensorOf(tx, actor.organisation.id, sensor);
      const rows: Record<string, number | null>[] & { hour: Date }[] = await tx.query(
        `select hour, readings, celsius_n as cn, celsius_min as cmin, celsius_max as cmax, celsius_sum::float8 as csum,
                humidity_n as hn, humidity_min as hmin, humidity_max as hmax, humidity_sum::float8 as hsum
           from climate_hour where organisation_id = $1 and sensor_id = $2 and hour >= $3 and hour <= $4 order by hour`,
        [actor.organisation.id, sensor, from, to],
      );
      const range = (n: unknown, min: unknown, max: unknown, sum: unknown): Range | null =>
        Number(n) === 0 ? null : { min: degrees(min), max: degrees(max), mean: degrees(Number(sum) / Number(n)) };
      return rows.map((row) => ({
        hour: (row['hour'] as unknown as Date).toISOString(),
        readings: Number(row['readings']),
        celsius: range(row['cn'], row['cmin'], row['cmax'], row['csum']),
        humidity: range(row['hn'], row['hmin'], row['hmax'], row['hsum']),
      }));
    });
  }

  /** Excursions as they are known now, newest first. */
  excursions(actor: Actor, query: ExcursionsQuery): Promise<Page<ExcursionView>> {
    const { zone = null, lot = null, open, after = null, limit } = query;
    return inTx(this.db, scopeOf(actor), async (tx) => {
      const rows: ExcursionRow[] = await tx.query(
        `select e.excursion as id, e.fact_id as "factId", e.n, e.sensor_id as sensor, p.id as placement, p.zone_id as zone,
                p.journey, e.quantity, e.side, e.bound, e.worst, e.started_at as "from", e.ended_at as "to",
                array(select distinct l.lot from climate_excursion t join climate_excursion_lot l
                          on l.organisation_id = t.organisation_id and l.told_id = t.id
                       where t.organisation_id = e.organisation_id and t.excursion = e.excursion order by l.lot) as lots
           from climate_excursion e join sensor_placement p on p.organisation_id = e.organisation_id and p.id = e.placement_id
          where e.organisation_id = $1 and not e.withdrawn and ($2::uuid is null or p.zone_id = $2)
            and ($4::boolean is null or (e.ended_at is null) = $4) and ($5::uuid is null or e.excursion < $5)
            and not exists (select from climate_excursion later where later.organisation_id = e.organisation_id
                              and later.excursion = e.excursion and later.n > e.n)
            and ($3::uuid is null or exists (select from climate_excursion t join climate_excursion_lot l
                   on l.organisation_id = t.organisation_id and l.told_id = t.id
                  where t.organisation_id = e.organisation_id and t.excursion = e.excursion and l.lot = $3))
          order by e.excursion desc limit $6`,
        [actor.organisation.id, zone, lot, open === undefined ? null : open === 'true', after, limit + 1],
      );
      return pageOf(rows, limit, toView);
    });
  }
}

function toView({ id, bound, worst, from, to, zone, journey, ...row }: ExcursionRow): ExcursionView {
  return {
    ...{ excursion: id, ...row, bound: degrees(bound), worst: degrees(worst), from: from.toISOString() },
    ...(zone === null ? {} : { zone }),
    ...(journey === null ? {} : { journey }),
    ...(to === null ? {} : { to: to.toISOString(), minutes: Math.round((to.getTime() - from.getTime()) / 60_000) }),
  };
}
