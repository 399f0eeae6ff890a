/**
 * What is done to herbs: origin processing (产地加工), paozhi (炮制, ChP 2020 通则0213) and the steps of fungus chains,
 * with the English codes the API takes as well. The last group is forbidden, and listed so that it can be written down.
 */
export const STEP_KINDS = {
  投料: 'charging',
  拣选: 'sorting',
  净制: 'cleaning',
  去杂: 'removing-foreign-matter',
  去非药用部位: 'removing-other-parts',
  筛选: 'sieving',
  清洗: 'washing',
  修整: 'trimming',
  去皮: 'peeling',
  去心: 'coring',
  切制: 'slicing',
  浸润: 'moistening',
  烫: 'blanching',
  煮: 'boiling',
  蒸: 'steaming',
  炖: 'stewing',
  燀: 'scalding',
  发汗: 'sweating',
  揉搓: 'kneading',
  撞皮: 'tumbling',
  晒干: 'sun-drying',
  阴干: 'shade-drying',
  烘干: 'oven-drying',
  冻干: 'freeze-drying',
  冷却: 'cooling',
  炒: 'stir-frying',
  炙: 'frying-with-liquid',
  煅: 'calcining',
  煨: 'roasting-in-cover',
  制霜: 'frosting',
  水飞: 'grinding-in-water',
  发芽: 'sprouting',
  发酵: 'fermenting',
  消毒: 'disinfecting',
  粉碎: 'pulverising',
  破壁: 'wall-breaking',
  分级: 'grading',
  包装: 'packing',
  暂存: 'resting',
  其他: 'other',
  熏蒸: 'fumigating',
  硫熏: 'sulphur-fumigating',
  染色: 'dyeing',
  漂白: 'bleaching',
} as const;

export type StepKind = keyof typeof STEP_KINDS;

/** Forbidden whatever the agent (GAP 2022 采收与产地加工章). */
export const FORBIDDEN_STEPS: readonly StepKind[] = ['硫熏', '染色', '漂白'];
/** After one of these the herb is dry, and the ratio of fresh to dry can be held against its band. */
export const DRYING_STEPS: readonly StepKind[] = ['晒干', '阴干', '烘干', '冻干'];
/** Steps that bring in water or an adjuvant, and may leave the lot heavier. */
export const WET_STEPS: readonly StepKind[] = [
  '清洗',
  '浸润',
  '烫',
  '煮',
  '蒸',
  '炖',
  '燀',
  '炙',
  '发芽',
  '发酵',
  '水飞',
];

/** Other words for the same step, as people write them. */
const OTHER_WORDS: Record<string, StepKind> = {
  挑选: '拣选',
  水洗: '清洗',
  洗: '清洗',
  切片: '切制',
  趁鲜切制: '切制',
  润: '浸润',
  水煮: '煮',
  蒸制: '蒸',
  晾晒: '晒干',
  晾干: '阴干',
  热风烘干: '烘干',
  热泵烘干: '烘干',
  摊凉: '冷却',
  炒制: '炒',
  炙制: '炙',
  煅制: '煅',
  硫磺熏蒸: '硫熏',
  drying: '烘干',
  cutting: '切制',
};

const BY_WORD = new Map<string, StepKind>([
  ...Object.entries(OTHER_WORDS),
  ...Object.entries(STEP_KINDS).flatMap(([zh, en]): [string, StepKind][] => [
    [zh, zh as StepKind],
    [en, zh as StepKind],
  ]),
]);

/** Every word the API takes, Chinese and English. */
export const STEP_WORDS: readonly string[] = [...BY_WORD.keys()];

/** The one word that is stored. */
export function stepKind(word: string): StepKind | undefined {
  return BY_WORD.get(word);
}
