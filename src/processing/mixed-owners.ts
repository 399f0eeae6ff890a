import type { FindingDraft } from '../rules/finding.js';
import type { OwnedInput } from './owner-shares.js';

/** Herbs of which goods of more than one owner went in, each with its owners. */
export function mixedHerbs(inputs: readonly OwnedInput[]): Map<string, string[]> {
  const owners = new Map<string, Set<string>>();
  for (const { kind, herb, owner } of inputs)
    if (kind !== 'adjuvant') owners.set(herb, (owners.get(herb) ?? new Set()).add(owner));
  return new Map([...owners].filter(([, of]) => of.size > 1).map(([herb, of]) => [herb, [...of].sort()]));
}

/**
 * goods of two owners become one batch only when each of them has agreed to it (GAP 2022 第八条: batches are kept
 * apart and traceable; 共享车间 work for many). Whoever works has agreed by working. `consenting` are the owners whose
 * agreement in force on that day allows mixing; `nameOf` gives the name of an organisation.
 */
export function mixedOwners(
  inputs: readonly OwnedInput[],
  operator: string,
  consenting: ReadonlySet<string>,
  nameOf: (organisation: string) => string,
): FindingDraft[] {
  return [...mixedHerbs(inputs).values()].flatMap((owners) => {
    const unasked = owners.filter((owner) => owner !== operator && !consenting.has(owner));
    if (unasked.length === 0) return [];
    const [all, names] = [owners, unasked].map((list) => list.map(nameOf));
    return [
      {
        ruleId: 'R-01' as const,
        level: 'block' as const,
        message: {
          zh: `${all!.join('、')}的货物混在一次加工中，未见${names!.join('、')}同意混合`,
          en: `goods of ${all!.join(', ')} were mixed in one run without the consent of ${names!.join(', ')}`,
        },
      },
    ];
  });
}
