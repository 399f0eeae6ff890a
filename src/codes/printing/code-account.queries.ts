import type { Tx } from '../../platform/db/tx.js';

/** Where the package codes of a batch are. Always: issued = listed + underway + discarded, and live = packages - withoutCode. */
export interface CodeAccount {
  packages: number;
  issued: number;
  /** On a list that was finished: may be on paper. */
  listed: number;
  /** Of jobs that wait, run, or were given up and can be tried again. */
  underway: number;
  /** Of jobs that were cancelled: void, and never on a list. */
  discarded: number;
  /** Replacements of single labels, handed out one by one; part of `listed`. */
  single: number;
  voided: number;
  /** Packages whose live code is on a label of a roll. */
  onRollLabels: number;
  live: number;
  withoutCode: number;
}

/** Counts ranges and voids, never packages one by one. */
export async function accountOf(tx: Tx, organisationId: string, lot: string): Promise<CodeAccount> {
  const rows: CodeAccount[] = await tx.query(
    `with r as (
       select range_no, last_serial - first_serial + 1 as n, coalesce(j.state, 'single') as state
         from code_range c left join print_job j on j.organisation_id = c.organisation_id and j.id = c.job_id
        where c.organisation_id = $1 and c.lot_id = $2 and c.kind = 'package'),
     issued as (select coalesce(sum(n), 0)::float8 as issued,
         coalesce(sum(n) filter (where state in ('completed', 'single')), 0)::float8 as listed,
         coalesce(sum(n) filter (where state in ('waiting', 'active', 'failed')), 0)::float8 as underway,
         coalesce(sum(n) filter (where state = 'cancelled'), 0)::float8 as discarded,
         coalesce(sum(n) filter (where state = 'single'), 0)::float8 as single from r),
     voids as (select coalesce(sum(v.last_serial - v.first_serial + 1), 0)::float8 as voided
         from code_void v join r on r.range_no = v.range_no where v.organisation_id = $1),
     rolls as (select count(*)::float8 as "onRollLabels" from code_binding b
        where b.organisation_id = $1 and b.lot_id = $2 and b.thing = 'package' and not code_is_void(b.range_no, b.serial)),
     live as (select coalesce(sum(upper(s) - lower(s)), 0)::float8 as live from unnest(live_package_serials($2)) s),
     packages as (select coalesce(sum(upper(s) - lower(s)), 0)::float8 as packages from unnest(lot_packages($2)) s)
     select *, packages - live as "withoutCode" from issued, voids, rolls, live, packages`,
    [organisationId, lot],
  );
  return rows[0]!;
}
