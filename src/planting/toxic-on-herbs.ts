import type { FindingDraft } from '../rules/finding.js';
import type { Toxicity } from './input-label.js';

/**
 * a product of high toxicity is not used on herbs at all (《农药管理条例》第三十四条). Which classes are too toxic is
 * reference data (`toxicities` of inputs.json).
 */
export function toxicOnHerbs(
  product: string,
  toxicity: Toxicity | undefined,
  forbidden: readonly string[],
): FindingDraft[] {
  if (toxicity === undefined || !forbidden.includes(toxicity)) return [];
  return [
    {
      ruleId: 'R-10',
      level: 'block',
      message: {
        zh: `“${product}”标签毒性为${toxicity}，不得用于中药材`,
        en: `the label of "${product}" says ${toxicity}; such products are forbidden on herbs`,
      },
    },
  ];
}
