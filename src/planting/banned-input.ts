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

/** What a name's last character begins together with what follows: 神农丹 is not in 神农丹参, 乐果 not in 乐果蔬. */
const ANOTHER_WORD: Record<string, string> = { 丹: '[参皮]', 果: '[蔬树实园品]' };

/** Digits and letters: 1605 is a pesticide's name only where it stands alone (not GB/T 1605, not 1605 克, not PD20131605). */
const NUMERAL = '0-9〇零○一二三四五六七八九十百千万';
const COUNTED = '克|千克|公斤|斤|毫升|升|亩|倍|号|年|型|粒|株';

/**
 * the product must not hold anything banned on the day it was used. Trade names carry the active ingredient
 * (3%克百威颗粒剂), so a listed name anywhere in the product's name counts, with or without spaces. Names under which an
 * ingredient is sold are listed with it, 呋喃丹 (克百威). Lists we are not sure of are not enforced; the longest name tells.
 */
export function bannedInput(product: string, usedOn: string, lists: readonly BannedName[]): FindingDraft[] {
  const inForce = lists.filter(
    ({ list, bannedFrom }) => LIST[list] !== undefined && (bannedFrom === null || bannedFrom <= usedOn),
  );
  const hit = listedIn(product, inForce);
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

/** The line whose longest name is in this product's name; the earlier of two as long. Lines we are not sure of do not count. */
export function listedIn(product: string, lines: readonly BannedName[]): BannedName | undefined {
  const named = product.normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
  let found: { line: BannedName; length: number } | undefined;
  for (const line of lines.filter(({ certainty }) => !certainty.includes('K-low')))
    for (const part of partsOf(line.nameZh))
      if (part.length > (found?.length ?? 0) && holds(named, part)) found = { line, length: part.length };
  return found?.line;
}

function holds(named: string, part: string): boolean {
  if (!named.includes(part)) return false;
  const begins = new RegExp(`^[${NUMERAL}A-Z]`, 'u').test(part) ? `(?<![${NUMERAL}A-Z./第-])` : '';
  const ends = new RegExp(`[${NUMERAL}A-Z]$`, 'u').test(part) ? `(?![${NUMERAL}A-Z.]|${COUNTED})` : '';
  const another = ANOTHER_WORD[part.at(-1)!];
  const after = another === undefined ? '' : `(?!${another})`;
  return new RegExp(begins + part.replace(/[^\p{L}\p{N}]/gu, '\\$&') + ends + after, 'u').test(named);
}

/** 汞制剂 → 汞, 剧毒、高毒农药（…） → 剧毒 and 高毒, 城市生活垃圾/工业垃圾 → both: what to look for in a product's name. */
function partsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/\s*\(.*\)$/u, '')
    .split(/[、/]/u)
    .map((part) =>
      part
        .replace(/(制剂|类|农药)$/u, '')
        .replace(/\s+/gu, '')
        .toUpperCase(),
    )
    .filter((part) => part !== '');
}
