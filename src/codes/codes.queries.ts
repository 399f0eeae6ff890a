import type { DataSource } from 'typeorm';
import type { Tx } from '../platform/db/tx.js';
import type { CodeContent } from './trace-code.js';
import type { CodeKind } from './code-kind.js';
import type { SerialRun } from './serial-run.js';

/** A range to be given out. */
export interface NewRange extends SerialRun {
  organisationId: string;
  /** Null for what is issued before anybody knows what it will stand on. */
  lotId: string | null;
  kind: CodeKind;
  keyId: string;
  actId: string;
  factId: string;
  jobId?: string;
}

/** Adds a range and gives its number. The database refuses one that would give a package two live codes, or none its package. */
export async function insertRange(tx: Tx, range: NewRange): Promise<number> {
  const rows: { no: number }[] = await tx.query(
    `insert into code_range (organisation_id, lot_id, kind, first_serial, last_serial, key_id, act_id, fact_id, job_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning range_no::float8 as no`,
    [
      range.organisationId,
      range.lotId,
      range.kind,
      range.first,
      range.last,
      range.keyId,
      range.actId,
      range.factId,
      range.jobId ?? null,
    ],
  );
  return rows[0]!.no;
}

/** Serials of packages without a live code, ascending. Only the lot's maker sees the truth: codes are its rows. */
export async function serialsWithoutCode(tx: Tx, lotId: string): Promise<SerialRun[]> {
  return tx.query(
    `select lower(r)::float8 as first, upper(r)::float8 - 1 as last
       from unnest(lot_packages($1) - live_package_serials($1)) r order by 1`,
    [lotId],
  );
}

/** Whether the lot has packages at all. */
export async function isPacked(tx: Tx, lotId: string): Promise<boolean> {
  const rows: { packed: boolean }[] = await tx.query(`select not isempty(lot_packages($1)) as packed`, [lotId]);
  return rows[0]!.packed;
}

/** What the database knows of a code that we made. */
export interface IssuedCode {
  /** The lot it was issued for, or its label is bound to; null for unbound labels, cartons and pallets. */
  lotId: string | null;
  organisationId: string;
  issuedAt: Date;
  voidedAt: Date | null;
  voidReason: string | null;
  /** The code that took this one's place. */
  replacedBy: { kind: CodeKind; range: number; serial: number; keyId: string } | null;
  scanCount: number;
  firstScanAt: Date | null;
}

interface IssuedRow extends Omit<IssuedCode, 'replacedBy'> {
  position: number;
  byRange: number | null;
  bySerial: number | null;
  byKey: string | null;
  byKind: CodeKind | null;
}

/** Looks up many codes in one query; undefined where a code was made by us but never issued. */
export async function issuedCodes(db: DataSource, codes: readonly CodeContent[]): Promise<(IssuedCode | undefined)[]> {
  const rows: IssuedRow[] = await db.query(
    `select q.position::int as position, coalesce(r.lot_id, b.lot_id) as "lotId", r.organisation_id as "organisationId", r.issued_at as "issuedAt",
            v.voided_at as "voidedAt", v.reason as "voidReason",
            p.by_range_no::float8 as "byRange", p.by_serial::float8 as "bySerial", n.key_id as "byKey",
            n.kind as "byKind",
            coalesce(s.count, 0)::float8 as "scanCount", s.first_at as "firstScanAt"
       from unnest($1::bigint[], $2::bigint[], $3::text[]) with ordinality q(range_no, serial, kind, position)
       join code_range r on r.range_no = q.range_no and r.kind = q.kind and q.serial between r.first_serial and r.last_serial
       left join code_binding b on b.range_no = q.range_no and b.serial = q.serial
       left join lateral (select voided_at, reason from code_void c where c.range_no = q.range_no
                            and q.serial between c.first_serial and c.last_serial limit 1) v on true
       left join code_replacement p on p.range_no = q.range_no and p.serial = q.serial
       left join code_range n on n.range_no = p.by_range_no
       left join scan_tally s on s.range_no = q.range_no and s.serial = q.serial`,
    [codes.map(({ range }) => range), codes.map(({ serial }) => serial), codes.map(({ kind }) => kind)],
  );
  const found: (IssuedCode | undefined)[] = codes.map(() => undefined);
  for (const { position, byRange, bySerial, byKey, byKind, ...issued } of rows) {
    found[position - 1] = {
      ...issued,
      replacedBy:
        byRange === null || bySerial === null || byKey === null || byKind === null
          ? null
          : { kind: byKind, range: byRange, serial: bySerial, keyId: byKey },
    };
  }
  return found;
}

/** What the codes of a job are stuck on. */
export async function kindOfJob(tx: Tx, jobId: string): Promise<CodeKind> {
  const rows: { kind: CodeKind }[] = await tx.query(`select kind from code_range where job_id = $1 limit 1`, [jobId]);
  return rows[0]!.kind;
}

/** The order that issued the codes whose labels a job prints: of labels that stand on no lot. */
export async function issueOfLabels(tx: Tx, organisationId: string, jobId: string): Promise<string> {
  const rows: { issue: string }[] = await tx.query(
    `select r.act_id as issue from label_print p
       join code_range r on r.organisation_id = p.organisation_id and r.range_no = p.range_no
      where p.organisation_id = $1 and p.job_id = $2 limit 1`,
    [organisationId, jobId],
  );
  return rows[0]!.issue;
}
