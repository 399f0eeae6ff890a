import type { FindingDraft } from '../rules/finding.js';
import type { PesticideCategory } from './input-label.js';

/** herbicides are avoided (GAP 2022 种植与养殖章); one that was used says why. */
export function herbicideReason(
  product: string,
  category: PesticideCategory | undefined,
  reason: string | undefined,
): FindingDraft[] {
  if (category !== '除草剂' || reason !== undefined) return [];
  return [
    {
      ruleId: 'R-14',
      level: 'warn',
      message: {
        zh: `使用除草剂“${product}”没有写原因，应尽量避免`,
        en: `the herbicide "${product}" was used without a reason; herbicides are avoided`,
      },
    },
  ];
}
