import type { Limit, Variant } from './limit.js';

/**
 * Joins a herb's own rows with the general chapters' (0212, 2341). What the monograph says of an item comes first:
 * a general row is added only for an item the monograph is silent about. Rows that hold only where a monograph
 * names them, and guidance values (metals of chapter 9302), are reference and never added.
 */
export function withGeneralLimits(rows: readonly (Limit & { scope: string })[], variants: readonly Variant[]): Limit[] {
  const own = rows.filter(({ scope }) => scope === 'monograph');
  const named = new Set(own.map(({ item }) => item));
  const slices = variants.filter(({ kind }) => kind === 'slices').map(({ name }) => name);
  const general = rows.flatMap((row): Limit[] => {
    if (named.has(row.item)) return [];
    if (row.scope === 'plants' || row.scope === 'plants-unless-monograph') return [row];
    if (row.scope === 'slices-unless-monograph' && slices.length > 0) return [{ ...row, appliesTo: slices }];
    return [];
  });
  return [...own, ...general];
}
