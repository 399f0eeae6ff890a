import type { Tx } from '../platform/db/tx.js';
import type { SoilTest } from './soil-class.js';

/**
 * The soil tests that count on each of these plots on a day, each different one once. By then, the latest that could be
 * judged, the plot's own before the base's: a later report of one item does not undo a whole one. Besides it, whatever newer
 * and still valid test of the plot or the base found an item above its limit. A plot without any test has none.
 */
export async function soilTestsOn(
  tx: Tx,
  organisationId: string,
  { base, plots }: { base: string; plots: readonly string[] },
  day: string,
): Promise<SoilTest[]> {
  return tx.query(
    `select distinct t.verdict, t.exceeded, t.sampled_on::text as "sampledOn", t.valid_until::text as "validUntil", t.besides
       from unnest($3::uuid[]) as asked(plot)
       cross join lateral (
         select verdict, exceeded, sampled_on, valid_until from environment_test e
          where e.organisation_id = $1 and e.base_id = $2 and e.medium = 'soil' and e.sampled_on <= $4
            and (e.plot_id = asked.plot or e.plot_id is null)
          order by (e.verdict <> '未判定') desc, (e.plot_id is not null) desc, e.sampled_on desc, e.recorded_at desc
          limit 1) c
       cross join lateral (
         select c.verdict, c.exceeded, c.sampled_on, c.valid_until, false as besides
         union all
         select e.verdict, e.exceeded, e.sampled_on, e.valid_until, true from environment_test e
          where e.organisation_id = $1 and e.base_id = $2 and e.medium = 'soil' and e.sampled_on <= $4
            and (e.plot_id = asked.plot or e.plot_id is null)
            and e.sampled_on > c.sampled_on and e.valid_until >= $4 and cardinality(e.exceeded) > 0) t
      order by 3`,
    [organisationId, base, plots, day],
  );
}
