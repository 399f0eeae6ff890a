import type { FindingDraft } from '../rules/finding.js';

/** a product past its last day is not used (《农药管理条例》第四十五条 counts it as inferior). Days are Chinese calendar days. */
export function inputInDate(product: string, expiresOn: string | null | undefined, usedOn: string): FindingDraft[] {
  if (expiresOn === null || expiresOn === undefined || usedOn <= expiresOn) return [];
  return [
    {
      ruleId: 'R-11',
      level: 'block',
      message: {
        zh: `“${product}”有效期至 ${expiresOn}，${usedOn} 已过期`,
        en: `"${product}" expired on ${expiresOn}, before ${usedOn}`,
      },
    },
  ];
}
