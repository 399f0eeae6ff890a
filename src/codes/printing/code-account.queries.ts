import type { Tx } from '../../platform/db/tx.js';
import type { LooseKind } from '../labels/label-content.js';

/**
 * Every code accounted for. Always: issued = printed + unprinted + voided, so issued = printed + voided once no job is underway;
 * and, whatever became void since, issued = listed + underway + discarded.
 */
export interface CodesAccounted {
  issued: number;
  /** Live, and on a list or label that was finished. */
  printed: number;
  /** Live, of jobs that wait, run, or were given up. */
  unprinted: number;
  /** Taken out of use, the cancelled ones (`discarded`) among them. */
  voided: number;
  /** On a list that was finished: may be on paper. */
  listed: number;
  /** Of jobs that wait, run, or were given up and can be tried again. */
  underway: number;
  /** Of jobs that were cancelled: void, and never on a list. */
  discarded: number;
  /** Replacements of single labels, handed out one by one; part of `listed`. */
  single: number;
}

/** Where the package codes of a batch are. Always: live = packages - withoutCode. */
export interface CodeAccount extends CodesAccounted {
  packages: number;
  /** Packages whose live code is on a label of a roll. */
  onRollLabels: number;
  live: number;
  withoutCode: number;
}

/** Sums over ranges `r` (range_no, n, state of the job) and their voids; never codes one by one. */
const SUMS = `v as (select c.range_no, sum(c.last_serial - c.first_serial + 1) as n from code_void c join r using (range_no)
                where c.organisation_id = $1 group by 1),
     sums as (select coalesce(sum(n), 0)::float8 as issued,
         coalesce(sum(n - void) filter (where state in ('completed', 'single')), 0)::float8 as printed,
         coalesce(sum(n - void) filter (where state in ('waiting', 'active', 'failed')), 0)::float8 as unprinted,
         coalesce(sum(void), 0)::float8 as voided,
         coalesce(sum(n) filter (where state in ('completed', 'single')), 0)::float8 as listed,
         coalesce(sum(n) filter (where state in ('waiting', 'active', 'failed')), 0)::float8 as underway,
         coalesce(sum(n) filter (where state = 'cancelled'), 0)::float8 as discarded,
         coalesce(sum(n) filter (where state = 'single'), 0)::float8 as single
       from (select r.*, coalesce(v.n, 0) as void from r left join v using (range_no)) ranges)`;

const RANGES = `select c.range_no, c.last_serial - c.first_serial + 1 as n, coalesce(j.state, 'single') as state, c.kind
         from code_range c left join print_job j on j.organisation_id = c.organisation_id and j.id = c.job_id
        where c.organisation_id = $1`;

/** Of the packages of a batch. */
export async function accountOf(tx: Tx, organisationId: string, lot: string): Promise<CodeAccount> {
  const rows: CodeAccount[] = await tx.query(
    `with r as (${RANGES} and c.lot_id = $2 and c.kind = 'package'), ${SUMS},
     rolls as (select count(*)::float8 as "onRollLabels" from code_binding b
        where b.organisation_id = $1 and b.lot_id = $2 and b.thing = 'package' and not code_is_void(b.range_no, b.serial)),
     live as (select coalesce(sum(upper(s) - lower(s)), 0)::float8 as live from unnest(live_package_serials($2)) s),
     packages as (select coalesce(sum(upper(s) - lower(s)), 0)::float8 as packages from unnest(lot_packages($2)) s)
     select *, packages - live as "withoutCode" from sums, rolls, live, packages`,
    [organisationId, lot],
  );
  return rows[0]!;
}

/** Where the codes of one order of rolls, cartons or pallets are. */
export interface LooseAccount extends CodesAccounted {
  kind: LooseKind;
  /** Live labels that stand on something; live containers that hold something. */
  inUse: number;
}

/** Of an order of rolls, cartons or pallets; undefined when there is none. */
export async function looseAccountOf(tx: Tx, organisationId: string, issue: string): Promise<LooseAccount | undefined> {
  const rows: LooseAccount[] = await tx.query(
    `with r as (${RANGES} and c.act_id = $2 and c.lot_id is null), ${SUMS},
     bound as (select b.range_no, b.serial from code_binding b join r using (range_no) where b.organisation_id = $1
       union select a.parent_range, a.parent_serial from aggregation_live a join r on r.range_no = a.parent_range
        where a.organisation_id = $1)
     select (select kind from r limit 1) as kind, sums.*,
            (select count(*)::float8 from bound where not code_is_void(range_no, serial)) as "inUse"
       from sums where exists (select from r)`,
    [organisationId, issue],
  );
  return rows[0];
}
