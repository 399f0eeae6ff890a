import type { FindingDraft } from '../rules/finding.js';

/** Organs as monographs name them, longer words first: 根茎 is not 根. */
const ORGANS = [
  '子实体',
  '根茎',
  '块根',
  '块茎',
  '鳞茎',
  '花蕾',
  '果实',
  '种子',
  '全草',
  '地上部分',
  '根',
  '茎',
  '叶',
  '花',
  '果',
  '皮',
];

/** What people say for it in the field: everything dug is 根. */
const SPOKEN: Readonly<Record<string, string>> = {
  ...{ 根茎: '根', 块根: '根', 块茎: '根', 鳞茎: '根', 花蕾: '花', 果实: '果' },
};

/**
 * the part gathered is the part the monograph names (药用部位). Words of no known organ are not judged: people
 * write 整株 and dig out the root.
 */
export function harvestPart(herb: { nameZh: string; partZh: string }, part: string): FindingDraft[] {
  const [wanted, given] = [organsOf(herb.partZh), organsOf(part)];
  if (wanted.size === 0 || given.size === 0 || [...given].some((organ) => wanted.has(organ))) return [];
  return [
    {
      ruleId: 'R-15',
      level: 'warn',
      message: {
        zh: `采收部位“${part}”，${herb.nameZh}的药用部位是${herb.partZh}`,
        en: `"${part}" was gathered; the monograph names another part of this herb`,
      },
    },
  ];
}

function organsOf(text: string): Set<string> {
  let rest = text.normalize('NFKC').replace(/[（(].*?[）)]/gu, '');
  const found = new Set<string>();
  for (const organ of ORGANS) {
    if (!rest.includes(organ)) continue;
    found.add(organ);
    const spoken = SPOKEN[organ];
    if (spoken !== undefined) found.add(spoken);
    rest = rest.replaceAll(organ, ' ');
  }
  return found;
}
