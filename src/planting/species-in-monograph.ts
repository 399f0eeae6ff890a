import type { FindingDraft } from '../rules/finding.js';

interface Source {
  nameZh: string;
  /** Legal species: the Latin name with its author, and sometimes the Chinese name. */
  species: readonly { latin: string; zh?: string }[];
}

/**
 * the species must be one of the herb's legal sources (基原). It is known by its full Latin name, by genus and
 * epithet alone, or by its Chinese name; authors are written in too many ways to be compared.
 */
export function speciesInMonograph(herb: Source, species: string): FindingDraft[] {
  const named = normal(species);
  const known = herb.species.some(
    ({ latin, zh }) =>
      binomial(latin) === binomial(species) || (zh !== undefined && normal(zh) === named) || normal(latin) === named,
  );
  if (known) return [];
  const legal = herb.species.map(({ latin }) => latin).join('；');
  return [
    {
      ruleId: 'R-04',
      level: 'block',
      message: {
        zh: `物种“${species}”不是${herb.nameZh}的法定基原（${legal}）`,
        en: `species "${species}" is not a legal source of ${herb.nameZh} (${legal})`,
      },
    },
  ];
}

/** Genus, epithet and, where the name has one, the variety or subspecies. */
function binomial(name: string): string {
  const words = normal(name).split(' ');
  const rank = words.findIndex((word) => ['var.', 'subsp.', 'ssp.', 'f.'].includes(word));
  // "f." after an author is Linnaeus the younger ("L. f."), not a form.
  const below = rank > 1 && words[rank] !== 'f.' ? ` ${words[rank]} ${words[rank + 1] ?? ''}` : '';
  return words.slice(0, 2).join(' ') + below;
}

function normal(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().replace(/\s+/gu, ' ');
}
