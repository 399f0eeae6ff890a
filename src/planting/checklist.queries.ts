import type { Tx } from '../platform/db/tx.js';
import type { ChecklistMark, Counted, SeasonRecords } from './checklist.js';
import { citedSop, SOP_SCOPES } from './sop-state.js';
import { sopSpans } from './sops.queries.js';

/** Counts of one season at one base, by kind of evidence; the season is a calendar year in Chinese days. */
const COUNTS = `
  with bounds as (select make_timestamptz($3, 1, 1, 0, 0, 0, 'Asia/Shanghai') as first,
                         make_timestamptz($3 + 1, 1, 1, 0, 0, 0, 'Asia/Shanghai') as last,
                         least($4::date, make_date($3, 12, 31)) as day),
  plots as (
    select p.id from plot p, bounds where p.organisation_id = $1 and p.base_id = $2 and not exists (
      select from plot_change c where c.organisation_id = $1 and c.plot_id = p.id and c.kind = 'retired' and c.at <= bounds.day)),
  plantings as (
    select t.id, t.herb, t.seed_lot_id from planting t, bounds
     where t.organisation_id = $1 and t.base_id = $2 and t.established_on <= bounds.day),
  works as (
    select w.* from field_work w, bounds where w.organisation_id = $1 and w.planting_id in (select id from plantings)
       and w.at >= bounds.first and w.at < bounds.last),
  harvests as (
    select h.* from harvest h, bounds where h.organisation_id = $1 and h.planting_id in (select id from plantings)
       and h.at >= bounds.first and h.at < bounds.last)
  select jsonb_build_object(
    'plots', (select jsonb_build_object('done', count(*), 'of', count(*)) from plots),
    'plot-growers', (select jsonb_build_object('done', count(*), 'of', count(*)) from plots),
    'soil', (select jsonb_build_object('done', count(*) filter (where t.verdict in ('优先保护类', '安全利用类')), 'of', count(*))
               from plots p cross join bounds left join lateral (
                 select e.verdict from environment_test e
                  where e.organisation_id = $1 and e.base_id = $2 and e.medium = 'soil'
                    and (e.plot_id = p.id or e.plot_id is null) and e.sampled_on <= bounds.day and e.valid_until >= bounds.day
                  order by (e.verdict <> '未判定') desc, (e.plot_id is not null) desc, e.sampled_on desc, e.recorded_at desc limit 1) t on true),
    'seed-lots', (select jsonb_build_object('done', count(seed_lot_id), 'of', count(*)) from plantings),
    'inputs-stocked', (select jsonb_build_object('done', count(input_lot_id), 'of', count(*)) from works where input_product is not null),
    'work-cites-sop', (select jsonb_build_object('done', count(sop), 'of', count(*)) from works),
    'harvests-cite-sop', (select jsonb_build_object('done', count(sop), 'of', count(*)) from harvests),
    'harvests-planned', (select jsonb_build_object('done', count(plan_id), 'of', count(*)) from harvests),
    'weighed-in', (select jsonb_build_object('done', count(*) filter (where exists (
                      select from purchase u where u.organisation_id = $1 and u.harvest_id = h.id)), 'of', count(*)) from harvests h),
    'training', (select jsonb_build_object('done', count(*), 'of', count(*)) from training r, bounds
                  where r.organisation_id = $1 and r.held_on >= make_date($3, 1, 1) and r.held_on <= bounds.day)) as counts,
    (select array_agg(distinct herb) from plantings) as herbs`;

/** What the records show of a season at a base, as they stand on a day. */
export async function seasonRecords(
  tx: Tx,
  organisationId: string,
  { base, season, day }: { base: string; season: number; day: string },
): Promise<SeasonRecords> {
  const rows: { counts: Record<string, Counted>; herbs: string[] | null }[] = await tx.query(COUNTS, [
    organisationId,
    base,
    season,
    day,
  ]);
  const { counts, herbs } = rows[0]!;
  const end = `${season}-12-31`;
  const spans = await sopSpans(tx, organisationId);
  const sops: Record<string, string> = {};
  for (const scope of SOP_SCOPES) {
    // Every herb of the base needs one; a base without plantings is held against the general procedures.
    const cited = (herbs ?? ['']).map((herb) => citedSop(spans, scope, herb, day < end ? day : end));
    if (cited.every((sop) => sop !== undefined)) sops[scope] = [...new Set(cited)].join('、');
  }
  return { counts, sops };
}

/** What was attached by hand, oldest first. */
export function marksOf(tx: Tx, organisationId: string, base: string, season: number): Promise<ChecklistMark[]> {
  return tx.query(
    `select id, fact_id as "factId", list, line, met, document_sha256 as "documentSha256", note,
            to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "recordedAt"
       from checklist_mark where organisation_id = $1 and base_id = $2 and season = $3 order by recorded_at, id`,
    [organisationId, base, season],
  );
}
