/**
 * What a fact says it moved: by the convention of the house, a fact that names a lot with its grams (or quantity) at the
 * top, in `inputs` or in `outputs` has moved that lot by so much; two lines on one lot add up. `verify-ledger` holds
 * the lot movements against this, in both directions, without knowing the types of the rooms above.
 */
export function claimedMovements(open: Readonly<Record<string, unknown>>): Map<string, number> {
  const claimed = new Map<string, number>();
  for (const line of [open, ...listOf(open['inputs']), ...listOf(open['outputs'])]) {
    const lot = line['lot'];
    const grams = line['grams'] ?? line['quantity'];
    if (typeof lot !== 'string' || typeof grams !== 'number') continue;
    const id = lot.toLowerCase();
    claimed.set(id, (claimed.get(id) ?? 0) + grams);
  }
  return claimed;
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((line) => typeof line === 'object' && line !== null) : [];
}
