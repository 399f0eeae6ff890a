import type { Misfit } from '../../../ledger/page-check.js';
import type { LedgerReplayer } from '../../../ledger/verify/replayer.js';
import type { Tx } from '../../../platform/db/tx.js';
import { dayDigests } from './day-digests.queries.js';

interface SealedDay {
  organisation: string;
  sensor: string;
  day: string;
  hoursDigest: string;
  rawDigest: string;
  fact: string;
}

/** Days looked at in one statement. */
const PAGE = 200;

/**
 * Readings and hours against what was sealed of their days: a reading changed, added or taken away is named by sensor and day.
 * Days with readings that wait to be sealed again are passed over; of readings that were dropped in their time the hours still
 * answer.
 */
export class ClimateReplayer implements LedgerReplayer {
  readonly room = 'climate';

  replay(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async finish(tx: Tx): Promise<Misfit | undefined> {
    const [kept]: { first: string | null }[] = await tx.query(
      `select min(to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM'))::text as first
         from pg_inherits where inhparent = 'climate_reading'::regclass`,
    );
    for (
      let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', '0001-01-01'];
      ;
    ) {
      const days = await sealedDays(tx, after);
      for (const sealed of days) {
        const misfit = await misfitOf(tx, sealed, kept?.first ?? null);
        if (misfit !== undefined) return misfit;
      }
      if (days.length < PAGE) break;
      const { organisation, sensor, day } = days.at(-1)!;
      after = [organisation, sensor, day];
    }
    return strayReadings(tx);
  }
}

/** What was sealed last of each sensor and day, but for days that wait to be sealed again. */
function sealedDays(tx: Tx, after: readonly string[]): Promise<SealedDay[]> {
  return tx.query(
    `select distinct on (d.organisation_id, d.sensor_id, s.day) d.organisation_id as organisation, d.sensor_id as sensor,
            s.day::text, d.hours_digest as "hoursDigest", d.raw_digest as "rawDigest", s.fact_id as fact
       from climate_day d join climate_sealing s on s.organisation_id = d.organisation_id and s.id = d.sealing_id
      where (d.organisation_id, d.sensor_id, s.day) > ($1, $2, $3)
        and not exists (select from climate_unsealed u where u.organisation_id = d.organisation_id
                          and u.sensor_id = d.sensor_id and u.day = s.day)
      order by d.organisation_id, d.sensor_id, s.day, s.recorded_at desc, s.id desc limit ${PAGE}`,
    [...after],
  );
}

async function misfitOf(tx: Tx, sealed: SealedDay, kept: string | null): Promise<Misfit | undefined> {
  const { organisation, sensor, day, fact } = sealed;
  const [now] = await dayDigests(tx, [organisation], day, [sensor]);
  if (now!.hoursDigest !== sealed.hoursDigest)
    return { factId: fact, what: `the hours of sensor ${sensor} on ${day} are not what was sealed` };
  // A Chinese day begins in the UTC day before: the month it began in must be there still.
  const whole = kept !== null && day > kept;
  if (whole && now!.rawDigest !== sealed.rawDigest)
    return { factId: fact, what: `the readings of sensor ${sensor} on ${day} are not what was sealed` };
  return undefined;
}

/** Hours of a day of which no sealing tells and which does not wait for one. */
async function strayReadings(tx: Tx): Promise<Misfit | undefined> {
  const [stray]: { sensor: string; day: string }[] = await tx.query(
    `select h.sensor_id as sensor, (h.hour at time zone 'Asia/Shanghai')::date::text as day from climate_hour h
      where not exists (select from climate_unsealed u where u.organisation_id = h.organisation_id and u.sensor_id = h.sensor_id
                          and u.day = (h.hour at time zone 'Asia/Shanghai')::date)
        and not exists (select from climate_day d join climate_sealing s on s.organisation_id = d.organisation_id and s.id = d.sealing_id
                         where d.organisation_id = h.organisation_id and d.sensor_id = h.sensor_id
                           and s.day = (h.hour at time zone 'Asia/Shanghai')::date) limit 1`,
  );
  return (
    stray && { what: `the readings of sensor ${stray.sensor} on ${stray.day} are told by no fact and wait for none` }
  );
}
