import type { Tx } from '../platform/db/tx.js';

/** Names of organisations by id; the directory is public by law, so every scope may ask. */
export async function organisationNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; name: string }[] = await tx.query(
    `select id, name from organisation where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
