import type { FindingDraft } from '../rules/finding.js';

/** A line of the reference lists; `bannedFrom` null: banned before our records begin. */
export interface BannedName {
  list: string;
  nameZh: string;
  bannedFrom: string | null;
  basis: string | null;
  certainty: string;
}

/** What each list forbids in the field; the list of storage agents is asked at processing. */
const LIST: Record<string, { zh: string; en: string }> = {
  national: { zh: '国家禁用农药', en: 'a pesticide banned nationally' },
  'on-herbs': { zh: '中药材上禁用的农药', en: 'a pesticide forbidden on medicinal herbs' },
  'growth-regulator': { zh: '调节收获器官的生长调节剂', en: 'a growth regulator on the harvested organ' },
  fertiliser: { zh: '禁止直接施用的肥料', en: 'a fertiliser that must not be applied' },
  'pesticide-class': { zh: '药材上一律禁用的剧毒、高毒农药', en: 'a highly toxic pesticide, forbidden on herbs' },
};

/**
 * the product must not hold anything banned on the day it was used. Trade names carry the active ingredient
 * (3%克百威颗粒剂), so a listed name anywhere in the product's name counts. Lists we are not sure of are not enforced.
 */
export function bannedInput(product: string, usedOn: string, lists: readonly BannedName[]): FindingDraft[] {
  const named = product.normalize('NFKC').replace(/\s+/gu, '');
  const hit = lists.find(
    ({ list, nameZh, bannedFrom, certainty }) =>
      LIST[list] !== undefined &&
      !certainty.includes('K-low') &&
      (bannedFrom === null || bannedFrom <= usedOn) &&
      partsOf(nameZh).some((part) => named.includes(part)),
  );
  if (hit === undefined) return [];
  const why = LIST[hit.list]!;
  const basis = hit.basis === null ? '' : `，${hit.basis}`;
  return [
    {
      ruleId: 'R-10',
      level: 'block',
      message: {
        zh: `“${product}”含“${hit.nameZh}”，是${why.zh}（使用日 ${usedOn}${basis}）`,
        en: `"${product}" holds "${hit.nameZh}", ${why.en} (used on ${usedOn})`,
      },
    },
  ];
}

/** 汞制剂 → 汞, 剧毒、高毒农药（…） → 剧毒 and 高毒, 城市生活垃圾/工业垃圾 → both: what to look for in a product's name. */
function partsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/\s*\(.*\)$/u, '')
    .split(/[、/]/u)
    .map((part) => part.replace(/(制剂|类|农药)$/u, '').trim())
    .filter((part) => part !== '');
}
