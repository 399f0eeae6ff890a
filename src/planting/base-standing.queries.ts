import type { Tx } from '../platform/db/tx.js';
import type { BaseStanding } from './base.dto.js';

/** What has become of these bases by a day, by base. */
export async function standingsOf(
  tx: Tx,
  organisationId: string,
  bases: readonly string[],
  day: string,
): Promise<Map<string, BaseStanding>> {
  const rows: (BaseStanding & { id: string })[] = await tx.query(
    `select b.id, case when q.qualified then 'qualified' else 'trial' end as status,
            coalesce(g.plots, 0)::integer as plots, coalesce(g.mu, 0)::numeric(14, 2)::text as "areaMu",
            case when s.verdict is null then null else
              jsonb_build_object('verdict', s.verdict, 'sampledOn', s.sampled_on, 'validUntil', s.valid_until,
                                 'valid', s.valid_until >= $3::date) end as soil
       from base b
       left join lateral (
         select qualified from base_qualification q where q.organisation_id = $1 and q.base_id = b.id
          order by q.recorded_at desc, q.id desc limit 1) q on true
       left join lateral (
         select count(*) as plots, sum(coalesce(r.area_mu, p.area_mu)) as mu
           from plot p
           left join lateral (
             select c.area_mu from plot_change c where c.organisation_id = $1 and c.plot_id = p.id and c.kind = 'resized'
                and c.at <= $3::date order by c.at desc, c.recorded_at desc, c.id desc limit 1) r on true
          where p.organisation_id = $1 and p.base_id = b.id and not exists (
            select from plot_change c where c.organisation_id = $1 and c.plot_id = p.id and c.kind = 'retired'
               and c.at <= $3::date)) g on true
       left join lateral (
         select verdict, sampled_on, valid_until from environment_test e
          where e.organisation_id = $1 and e.base_id = b.id and e.medium = 'soil'
          order by (e.verdict <> '未判定') desc, e.sampled_on desc, e.recorded_at desc, e.id desc limit 1) s on true
      where b.organisation_id = $1 and b.id = any($2::uuid[])`,
    [organisationId, bases, day],
  );
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}
