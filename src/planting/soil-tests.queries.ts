import type { Tx } from '../platform/db/tx.js';
import type { SoilTest } from './soil-class.js';

/**
 * The soil test that counts on each of these plots on a day: the latest sampled by then, its own before the base's. One
 * entry for each different test; a plot without any has none.
 */
export async function soilTestsOn(
  tx: Tx,
  organisationId: string,
  { base, plots }: { base: string; plots: readonly string[] },
  day: string,
): Promise<SoilTest[]> {
  return tx.query(
    `select distinct t.verdict, t.exceeded, t.sampled_on::text as "sampledOn", t.valid_until::text as "validUntil"
       from unnest($3::uuid[]) as asked(plot)
       cross join lateral (
         select verdict, exceeded, sampled_on, valid_until from environment_test e
          where e.organisation_id = $1 and e.base_id = $2 and e.medium = 'soil' and e.sampled_on <= $4
            and (e.plot_id = asked.plot or e.plot_id is null)
          order by (e.plot_id is not null) desc, e.sampled_on desc, e.recorded_at desc limit 1) t
      order by 3`,
    [organisationId, base, plots, day],
  );
}
