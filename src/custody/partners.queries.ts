import type { Licence } from './destination-allowed.js';
import type { Db } from './shipments.queries.js';

/** Licences of a partner that an organisation has on file, newest first. */
export function licencesOf(db: Db, organisationId: string, partner: string): Promise<Licence[]> {
  return db.query(
    `select kind, number, expires_on::text as "expiresOn" from partner_licence
      where organisation_id = $1 and partner_id = $2 order by expires_on desc, id desc`,
    [organisationId, partner],
  );
}

/** Until when the newest audit of a partner holds; undefined when none is on file. A failed one holds no day. */
export async function auditedUntil(db: Db, organisationId: string, partner: string): Promise<string | undefined> {
  const rows: { until: string }[] = await db.query(
    `select case result when 'failed' then (audited_on - 1)::text else valid_until::text end as until from partner_audit
      where organisation_id = $1 and partner_id = $2 order by audited_on desc, id desc limit 1`,
    [organisationId, partner],
  );
  return rows[0]?.until;
}
