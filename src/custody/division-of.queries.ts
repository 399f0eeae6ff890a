import type { Tx } from '../platform/db/tx.js';

/** County of an organisation, six digits; null where the directory knows none. */
export async function divisionOf(tx: Tx, organisationId: string): Promise<string | null> {
  const rows: { code: string | null }[] = await tx.query(
    `select left(division_code, 6) as code from organisation where id = $1`,
    [organisationId],
  );
  return rows[0]?.code ?? null;
}
