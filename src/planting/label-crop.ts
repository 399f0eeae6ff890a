import type { FindingDraft } from '../rules/finding.js';

/** Registrations for herbs as such, which cover each of them. */
const ALL_HERBS = ['中药材', '药用植物'];

/**
 * the crop must be on the label (《农药管理条例》第三十四条: 不得扩大使用范围). Few products are registered on herbs, so it
 * warns and the quality head decides. A label without its crops copied is not judged.
 */
export function labelCrop(product: string, herbZh: string, crops: readonly string[] | undefined): FindingDraft[] {
  if (crops === undefined || crops.length === 0) return [];
  const named = crops.map((crop) => crop.normalize('NFKC').trim());
  if (named.some((crop) => crop === herbZh || ALL_HERBS.some((all) => crop.includes(all)))) return [];
  return [
    {
      ruleId: 'R-14',
      level: 'warn',
      message: {
        zh: `“${product}”登记作物为${named.join('、')}，不含${herbZh}`,
        en: `"${product}" is registered on ${named.join(', ')}, not on ${herbZh}`,
      },
    },
  ];
}
