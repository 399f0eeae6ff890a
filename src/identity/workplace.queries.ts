import type { Tx } from '../platform/db/tx.js';

/**
 * Where work of an organisation counts as done: its seat's division code; for one without a seat in the directory, where
 * the heaviest of what it works on came from.
 */
export async function regionOfWork(
  tx: Tx,
  organisationId: string,
  material: readonly { region: string; initialQuantity: number }[],
): Promise<string> {
  const rows: { code: string | null }[] = await tx.query(
    `select division_code as code from organisation where id = $1`,
    [organisationId],
  );
  const seat = rows[0]?.code;
  if (seat) return seat;
  return material.reduce((a, b) => (b.initialQuantity > a.initialQuantity ? b : a)).region;
}
