import type { DataSource } from 'typeorm';
import type { Tx } from '../../platform/db/tx.js';

/** A file whose time is over. */
export interface ExpiredFile {
  organisationId: string;
  jobId: string;
  name: string;
  sha256: string;
}

/**
 * Two jobs may make the same bytes, which are one file in the store. Whoever names or erases them holds this lock until commit, in
 * the order of the hashes.
 */
export async function lockContents(tx: Tx, files: readonly { sha256: string }[]): Promise<void> {
  const hashes = [...new Set(files.map(({ sha256 }) => sha256))].sort();
  for (const hash of hashes) await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 4417301))`, [hash]);
}

/** Files whose time is over and that nobody has erased yet. */
export function expiredFiles(db: DataSource, now: Date, most: number): Promise<ExpiredFile[]> {
  return db.query(
    `select f.organisation_id as "organisationId", f.job_id as "jobId", f.name, f.sha256 from job_file f
      where f.expires_at <= $1 and not exists (select from job_file_erasure e
        where e.organisation_id = f.organisation_id and e.job_id = f.job_id and e.name = f.name)
      order by f.expires_at limit $2`,
    [now, most],
  );
}

/** Whether some other file of the same bytes is still to be had. */
export async function isStillWanted(tx: Tx, sha256: string, now: Date): Promise<boolean> {
  const rows: unknown[] = await tx.query(`select 1 from job_file where sha256 = $1 and expires_at > $2 limit 1`, [
    sha256,
    now,
  ]);
  return rows.length > 0;
}

export async function noteErased(tx: Tx, file: ExpiredFile, now: Date): Promise<void> {
  await tx.query(
    `insert into job_file_erasure (organisation_id, job_id, name, erased_at) values ($1, $2, $3, $4) on conflict do nothing`,
    [file.organisationId, file.jobId, file.name, now],
  );
}
