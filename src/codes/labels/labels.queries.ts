import type { Tx } from '../../platform/db/tx.js';
import type { PrintableRun, SerialRun } from '../serial-run.js';

/** The live ranges that hold these serials, ascending. */
export function liveRuns(tx: Tx, lot: string, wanted: SerialRun): Promise<PrintableRun[]> {
  return tx.query(
    `select r.range_no::float8 as range, r.kind, r.key_id as "keyId", lower(s)::float8 as first, upper(s)::float8 - 1 as last
       from code_range r
       cross join lateral unnest((int8multirange(int8range(r.first_serial, r.last_serial + 1)) - coalesce(
         (select range_agg(int8range(v.first_serial, v.last_serial + 1)) from code_void v
           where v.organisation_id = r.organisation_id and v.range_no = r.range_no), '{}'))
         * int8multirange(int8range($2, $3 + 1))) s
      where r.lot_id = $1 and r.kind = 'package' order by first`,
    [lot, wanted.first, wanted.last],
  );
}

/** The first serials among these runs whose label was ordered before, by a job that was not cancelled or given up. */
export async function printedBefore(tx: Tx, runs: readonly PrintableRun[]): Promise<SerialRun | undefined> {
  const rows: SerialRun[] = await tx.query(
    `select greatest(p.first_serial, w.first)::float8 as first, least(p.last_serial, w.last)::float8 as last
       from unnest($1::bigint[], $2::bigint[], $3::bigint[]) w(range_no, first, last)
       join label_print p on p.range_no = w.range_no and p.first_serial <= w.last and p.last_serial >= w.first
       join print_job j on j.organisation_id = p.organisation_id and j.id = p.job_id and j.state not in ('cancelled', 'failed')
      order by 1 limit 1`,
    [runs.map(({ range }) => range), runs.map(({ first }) => first), runs.map(({ last }) => last)],
  );
  return rows[0];
}

export interface LabelPrint {
  organisationId: string;
  job: string;
  lot: string;
  again: boolean;
  factId: string;
  runs: readonly { range: number; first: number; last: number }[];
}

export async function insertPrints(
  tx: Tx,
  { organisationId, job, lot, again, factId, runs }: LabelPrint,
): Promise<void> {
  await tx.query(
    `insert into label_print (organisation_id, job_id, lot_id, again, fact_id, range_no, first_serial, last_serial)
     select $1, $2, $3, $4, $5, * from unnest($6::bigint[], $7::bigint[], $8::bigint[])`,
    [
      ...[organisationId, job, lot, again, factId],
      ...[runs.map(({ range }) => range), runs.map(({ first }) => first), runs.map(({ last }) => last)],
    ],
  );
}
