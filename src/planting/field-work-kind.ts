/** 农事 by the words GAP 2022 keeps records of (种植与养殖章), with the English codes the API takes as well. */
export const FIELD_WORK_KINDS = {
  整地: 'soil-preparation',
  播种: 'sowing',
  移栽: 'transplanting',
  间苗: 'thinning',
  施肥: 'fertilising',
  施药: 'spraying',
  灌溉: 'irrigating',
  排水: 'draining',
  除草: 'weeding',
  中耕: 'tilling',
  修剪: 'pruning',
  覆盖: 'mulching',
  遮阴: 'shading',
  授粉: 'pollinating',
  巡查: 'scouting',
  物候: 'phenology',
  灾害: 'disaster',
  其他: 'other',
} as const;

export type FieldWorkKind = keyof typeof FIELD_WORK_KINDS;

/** Work that makes the ground ready, and so may come before the planting it is for: tilling, and the base dressing. */
export const BEFORE_PLANTING: readonly FieldWorkKind[] = ['整地', '施肥'];

/** Work in which something is put on the plants: without the product's name it says nothing. */
export const NEEDS_INPUT: readonly FieldWorkKind[] = ['施药'];

const BY_WORD = new Map<string, FieldWorkKind>(
  Object.entries(FIELD_WORK_KINDS).flatMap(([zh, en]) => [
    [zh, zh as FieldWorkKind],
    [en, zh as FieldWorkKind],
  ]),
);

/** Every word the API takes, Chinese and English. */
export const FIELD_WORK_WORDS: readonly string[] = [...BY_WORD.keys()];

/** The one word that is stored: the Chinese. */
export function fieldWorkKind(word: string): FieldWorkKind | undefined {
  return BY_WORD.get(word);
}
