import type { FindingDraft } from '../rules/finding.js';

/** What is known of an ingredient's interval from other crops; never a label's word. */
export interface IngredientInterval {
  nameZh: string;
  days: number;
}

/**
 * R-12 needs the label's 安全间隔期. Where no label, register or record gives it, the use is taken and told, and the longest
 * interval known of its ingredients on other crops is named as a hint.
 */
export function intervalKnown(
  product: string,
  ingredients: readonly string[],
  intervalDays: number | undefined,
  hints: readonly IngredientInterval[],
): FindingDraft[] {
  if (intervalDays !== undefined) return [];
  const named = hints.filter(({ nameZh }) => [product, ...ingredients].some((name) => name.includes(nameZh)));
  const days = Math.max(0, ...named.map((hint) => hint.days));
  return [
    {
      ruleId: 'R-12',
      level: 'warn',
      message: {
        zh: `“${product}”的安全间隔期不明${days > 0 ? `，该成分在其他作物上最长 ${days} 天` : ''}，请按标签补记`,
        en: `the pre-harvest interval of "${product}" is not known${days > 0 ? `; on other crops it is up to ${days} days` : ''}`,
      },
    },
  ];
}
