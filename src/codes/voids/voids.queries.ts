import { violatedConstraint } from '../../platform/db/pg-errors.js';
import type { Tx } from '../../platform/db/tx.js';
import type { CodeKind } from '../code-kind.js';
import type { CodePlace } from '../code-row.queries.js';
import type { SerialRun } from '../serial-run.js';
import { CodeIsPacked } from './voids.errors.js';

interface By {
  reason: string;
  actId: string;
  factId: string;
}

/** Makes one code void. @throws CodeIsPacked */
export async function voidCode(tx: Tx, organisationId: string, code: CodePlace, by: By): Promise<void> {
  await voidRuns(tx, organisationId, [{ range: code.range, first: code.serial, last: code.serial }], by);
}

/** Makes runs of serials void. @throws CodeIsPacked */
export async function voidRuns(
  tx: Tx,
  organisationId: string,
  runs: readonly (SerialRun & { range: number })[],
  { reason, actId, factId }: By,
): Promise<void> {
  try {
    await tx.query(
      `insert into code_void (organisation_id, range_no, first_serial, last_serial, reason, act_id, fact_id)
       select $1, r, f, l, $5, $6, $7 from unnest($2::bigint[], $3::bigint[], $4::bigint[]) v(r, f, l) order by r, f`,
      [
        organisationId,
        runs.map(({ range }) => range),
        runs.map(({ first }) => first),
        runs.map(({ last }) => last),
        ...[reason, actId, factId],
      ],
    );
  } catch (error) {
    if (violatedConstraint(error) === 'code_void_leaves_nothing_packed') throw new CodeIsPacked();
    throw error;
  }
}

/** What is not void of a range between two serials, as stretches. */
const LIVE = (first: string, last: string): string => `unnest(
         int8multirange(int8range(${first}, ${last} + 1)) - coalesce(
           (select range_agg(int8range(v.first_serial, v.last_serial + 1)) from code_void v
             where v.organisation_id = r.organisation_id and v.range_no = r.range_no), '{}')) s`;

/** The stretches of live codes issued for packages `first` to `last` of a lot; labels of a roll are voided one by one. */
export function liveRuns(
  tx: Tx,
  organisationId: string,
  lot: string,
  { first, last }: SerialRun,
): Promise<(SerialRun & { range: number })[]> {
  return tx.query(
    `select r.range_no::float8 as range, lower(s)::float8 as first, upper(s)::float8 - 1 as last
       from code_range r, ${LIVE('greatest(r.first_serial, $3)', 'least(r.last_serial, $4)')}
      where r.organisation_id = $1 and r.lot_id = $2 and r.kind = 'package' and r.first_serial <= $4 and r.last_serial >= $3
      order by 1, 2`,
    [organisationId, lot, first, last],
  );
}

/** The stretches of live codes that a job issued. */
export function liveRunsOfJob(tx: Tx, organisationId: string, job: string): Promise<(SerialRun & { range: number })[]> {
  return tx.query(
    `select r.range_no::float8 as range, lower(s)::float8 as first, upper(s)::float8 - 1 as last
       from code_range r, ${LIVE('r.first_serial', 'r.last_serial')}
      where r.organisation_id = $1 and r.job_id = $2 order by 1, 2`,
    [organisationId, job],
  );
}

/** Notes which code took the place of which. */
export async function insertReplacement(
  tx: Tx,
  organisationId: string,
  { old, by, actId }: { old: CodePlace; by: CodePlace; actId: string },
): Promise<void> {
  await tx.query(
    `insert into code_replacement (organisation_id, range_no, serial, by_range_no, by_serial, act_id) values ($1, $2, $3, $4, $5, $6)`,
    [organisationId, old.range, old.serial, by.range, by.serial, actId],
  );
}

/** Why and since when a code is void, or undefined. */
export async function voidOf(
  tx: Tx,
  organisationId: string,
  code: CodePlace,
): Promise<{ at: Date; reason: string } | undefined> {
  const rows: { at: Date; reason: string }[] = await tx.query(
    `select voided_at as at, reason from code_void
      where organisation_id = $1 and range_no = $2 and $3 between first_serial and last_serial`,
    [organisationId, code.range, code.serial],
  );
  return rows[0];
}

/** The code that took this one's place, and the one whose place it took. */
export async function replacementsOf(
  tx: Tx,
  organisationId: string,
  code: CodePlace,
): Promise<{ by?: Replaced; of?: Replaced }> {
  const rows: (Replaced & { role: 'by' | 'of' })[] = await tx.query(
    `select 'by' as role, p.by_range_no::float8 as range, p.by_serial::float8 as serial, r.kind, r.key_id as "keyId"
       from code_replacement p join code_range r on r.organisation_id = p.organisation_id and r.range_no = p.by_range_no
      where p.organisation_id = $1 and p.range_no = $2 and p.serial = $3
     union all
     select 'of', p.range_no::float8, p.serial::float8, r.kind, r.key_id
       from code_replacement p join code_range r on r.organisation_id = p.organisation_id and r.range_no = p.range_no
      where p.organisation_id = $1 and p.by_range_no = $2 and p.by_serial = $3`,
    [organisationId, code.range, code.serial],
  );
  return Object.fromEntries(rows.map(({ role, ...replaced }) => [role, replaced]));
}

interface Replaced extends CodePlace {
  kind: CodeKind;
  keyId: string;
}
