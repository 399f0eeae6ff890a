import type { FindingDraft } from '../rules/finding.js';

/**
 * no more applications of a product in a season than its label allows (《农药管理条例》第三十四条). The season of a herb
 * is the calendar year; `applications` counts this one too. Without a figure on the label nothing can be judged.
 */
export function applicationsPerSeason(
  product: string,
  applications: number,
  allowed: number | undefined,
): FindingDraft[] {
  if (allowed === undefined || applications <= allowed) return [];
  return [
    {
      ruleId: 'R-13',
      level: 'block',
      message: {
        zh: `“${product}”本季第 ${applications} 次使用，标签规定每季最多 ${allowed} 次`,
        en: `application ${applications} of "${product}" this season; its label allows ${allowed}`,
      },
    },
  ];
}
