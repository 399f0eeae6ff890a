import type { Limit, Variant } from './limit.js';

export interface ApplicableLimits {
  limits: Limit[];
  /** Items that have limits only for forms, where the form of this lot is not known: they cannot be judged. */
  undecided: string[];
}

/**
 * The limits that hold for one form of a herb, out of all limits of one edition.
 *
 * A row for the form replaces the general row of the same item. Without a form the crude drug is meant: rows
 * for prepared slices do not apply, and an item whose rows differ by form of the crude drug is undecided
 * (连翘 without 青翘 or 老翘 has no limit of 杂质 to be held against). A form the monograph does not know is
 * treated the same, and slices' rows are undecided for it too: it is never silently judged by the wrong row.
 */
export function limitsFor(all: readonly Limit[], variants: readonly Variant[], form: string | null): ApplicableLimits {
  const known = form === null ? undefined : variants.find((variant) => variant.name === form);
  const slices = new Set(variants.filter(({ kind }) => kind === 'slices').map(({ name }) => name));
  const limits: Limit[] = [];
  const undecided: string[] = [];
  for (const rows of byItem(all).values()) {
    const general = rows.find((row) => row.appliesTo.length === 0);
    const own = known && rows.find((row) => row.appliesTo.includes(known.name));
    const contested = rows.filter(
      (row) => row.appliesTo.length > 0 && !(form === null && row.appliesTo.every((name) => slices.has(name))),
    );
    if (own !== undefined) limits.push(own);
    else if (known === undefined && contested.some(({ mandatory }) => mandatory)) undecided.push(rows[0]?.item ?? '');
    else if (general !== undefined) limits.push(general);
  }
  return { limits, undecided };
}

function byItem(all: readonly Limit[]): Map<string, Limit[]> {
  const items = new Map<string, Limit[]>();
  for (const limit of all) items.set(limit.item, [...(items.get(limit.item) ?? []), limit]);
  return items;
}
