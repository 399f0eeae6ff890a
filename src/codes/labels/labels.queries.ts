import type { Tx } from '../../platform/db/tx.js';
import type { PrintableRun, SerialRun } from '../serial-run.js';
import type { LooseKind } from './label-content.js';

/** What is live of a range r, between serials $3 and $4, as stretches. */
const LIVE = `lateral unnest((int8multirange(int8range(r.first_serial, r.last_serial + 1)) - coalesce(
         (select range_agg(int8range(v.first_serial, v.last_serial + 1)) from code_void v
           where v.organisation_id = r.organisation_id and v.range_no = r.range_no), '{}'))
         * int8multirange(int8range($3, $4 + 1))) s`;

/** The live ranges of an organisation that hold these serials of a lot's packages, ascending. */
export function liveRuns(tx: Tx, organisationId: string, lot: string, wanted: SerialRun): Promise<PrintableRun[]> {
  return tx.query(
    `select r.range_no::float8 as range, r.kind, r.key_id as "keyId", lower(s)::float8 as first, upper(s)::float8 - 1 as last
       from code_range r, ${LIVE} where r.organisation_id = $1 and r.lot_id = $2 and r.kind = 'package' order by first`,
    [organisationId, lot, wanted.first, wanted.last],
  );
}

/** The codes of rolls, cartons or pallets that one order issued: their kind, how many, and what is live of the wanted serials. */
export async function looseRuns(
  tx: Tx,
  organisationId: string,
  issue: string,
  wanted: SerialRun,
): Promise<{ kind: LooseKind; runs: PrintableRun[] } | undefined> {
  const ranges: { kind: LooseKind }[] = await tx.query(
    `select kind from code_range where organisation_id = $1 and act_id = $2 and lot_id is null`,
    [organisationId, issue],
  );
  if (!ranges[0]) return undefined;
  const runs: PrintableRun[] = await tx.query(
    `select r.range_no::float8 as range, r.kind, r.key_id as "keyId", lower(s)::float8 as first, upper(s)::float8 - 1 as last
       from code_range r, ${LIVE} where r.organisation_id = $1 and r.act_id = $2 and r.lot_id is null order by first`,
    [organisationId, issue, wanted.first, wanted.last],
  );
  return { kind: ranges[0].kind, runs };
}

/** The first serials among these runs whose label was ordered before, by a job that was not cancelled or given up. */
export async function printedBefore(
  tx: Tx,
  runs: readonly (SerialRun & { range: number })[],
): Promise<SerialRun | undefined> {
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
  /** Null for rolls, cartons and pallets. */
  lot: string | null;
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
