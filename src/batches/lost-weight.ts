import type { FindingDraft } from '../rules/finding.js';

/** Splitting and blending move goods and change nothing: what may be missing is the scales'. */
const SCALES_DIFFER_PERCENT = 1;

/**
 * splitting and blending conserve weight within 1 % (GAP 2022 第八条、第九条). Samples and waste are named with
 * their reason and are no loss.
 */
export function lostWeight(inGrams: number, lossGrams: number): FindingDraft[] {
  if (lossGrams * 100 <= inGrams * SCALES_DIFFER_PERCENT) return [];
  return [
    {
      ruleId: 'R-25',
      level: 'block',
      message: {
        zh: `投入 ${inGrams} 克，损耗 ${lossGrams} 克，超过 ${SCALES_DIFFER_PERCENT}%，拆分、合并不应有此损耗`,
        en: `${lossGrams} g of ${inGrams} g were lost, more than ${SCALES_DIFFER_PERCENT} %; splitting and blending lose nothing`,
      },
    },
  ];
}
