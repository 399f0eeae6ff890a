/** What a receiver has to know of goods before they are his: read by the system's role, shown without names of third parties. */
import type { Fact } from '../ledger/fact.js';
import type { Db } from './shipments.queries.js';

/** A lot of the delivery as it stands. */
export interface LotStanding {
  lot: string;
  quality: 'pending' | 'released' | 'rejected';
  custody: 'in-stock' | 'in-transit';
  towards: string | null;
  holder: string;
  remaining: number;
  number: string | null;
  holds: { hold: string; authority: string; reason: string; binding: boolean }[];
  /** The lots it was split off from, up to the batch; itself first. */
  split: string[];
  sourceRejected: boolean;
  /** Every lot without parents behind it is a harvest, seed or an adjuvant. */
  chain: boolean;
  /** All ancestors. */
  family: string[];
  origin: { region: string; harvestedAt: string }[];
}

export async function standingOf(db: Db, lots: readonly string[]): Promise<LotStanding[]> {
  return db.query(
    `select l.id as lot, l.quality, l.custody, l.towards_id as towards, l.holder_id as holder, l.remaining::float8 as remaining, l.number,
            coalesce((select json_agg(json_build_object('hold', hold_id, 'authority', authority, 'reason', reason, 'binding', binding))
                        from active_hold where lot_id = l.id), '[]') as holds,
            s.split, s.rejected as "sourceRejected", a.chain, a.family, a.origin
       from lot l
       cross join lateral (
         with recursive up as (
           select l.id, l.kind, l.quality, 0 as step
           union all
           select p.id, p.kind, p.quality, u.step + 1 from up u join lot_edge e on e.child = u.id join lot p on p.id = e.parent
            where u.kind = 'consignment')
         select array_agg(id order by step) as split, bool_or(quality = 'rejected' and step > 0) as rejected from up) s
       cross join lateral (
         select array_agg(f.id) as family,
                coalesce(bool_and(f.kind in ('harvest', 'seed', 'adjuvant')) filter (where not exists (select from lot_edge where child = f.id)), false)
                  and bool_or(f.kind in ('harvest', 'seed')) as chain,
                coalesce(json_agg(distinct jsonb_build_object('region', left(f.region, 6),
                  'harvestedAt', to_char(f.born_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'))) filter (where f.kind = 'harvest'), '[]') as origin
           from lot f where f.id = any (lot_walk(l.id, false))) a
      where l.id = any($1::uuid[])`,
    [lots],
  );
}

/** Findings of these rules that were opened about any of the lots, open or closed. */
export function findingsOn(
  db: Db,
  lots: readonly string[],
): Promise<{ ruleId: string; message: string; factId: string; lots: string[] }[]> {
  return db.query(
    `select rule_id as "ruleId", message_zh as message, fact_id as "factId", lots from finding
      where lots && $1::uuid[] and rule_id in ('R-12', 'R-21', 'R-30') order by opened_at, id`,
    [lots],
  );
}

/** The limits an organisation set itself for a herb, the newest of each item that is in force on the day. */
export async function ownLimitsOf(
  db: Db,
  organisationId: string,
  herb: string,
  variant: string | null,
  day: string,
): Promise<{ item: string; kind: 'max' | 'min'; value: string; unit: string }[]> {
  return db.query(
    `select distinct on (body->'open'->>'item') body->'open'->>'item' as item, body->'open'->>'kind' as kind,
            body->'open'->>'value' as value, body->'open'->>'unit' as unit
       from fact where organisation_id = $1 and type = 'quality.internal-limit-set' and body->'open'->>'herb' = $2
        and (body->'open'->>'variant' is null or body->'open'->>'variant' = $3) and body->'open'->>'effectiveFrom' <= $4
      order by body->'open'->>'item', body->'open'->>'effectiveFrom' desc, recorded_at desc`,
    [organisationId, herb, variant, day],
  );
}

/** Reports of these lots that stand, by lot, the newest first. */
export async function reportsOf(db: Db, lots: readonly string[]): Promise<Map<string, Fact[]>> {
  const rows: { bytes: Buffer }[] = await db.query(
    `select bytes from fact where type in ('quality.report-issued', 'quality.report-withdrawn')
        and id in (select fact_id from fact_subject where subject_id = any($1::uuid[])) order by recorded_at desc, id desc`,
    [lots],
  );
  const facts = rows.map(({ bytes }) => JSON.parse(bytes.toString('utf8')) as Fact);
  const withdrawn = new Set(
    facts.flatMap(({ type, open }) => (type === 'quality.report-withdrawn' ? [open['report']] : [])),
  );
  const found = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.type !== 'quality.report-issued' || withdrawn.has(fact.open['report']!)) continue;
    const lot = String(fact.open['lot']);
    found.set(lot, [...(found.get(lot) ?? []), fact]);
  }
  return found;
}
