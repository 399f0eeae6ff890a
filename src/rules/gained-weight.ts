import type { FindingDraft } from './finding.js';

/** What two scales may differ by (domain reference: conserved within 1 %). */
const SCALES_DIFFER = 0.01;

/**
 * weight from nowhere. Up to 1 % is the scales; more is water taken up, which only a wet step explains (and no
 * blending); more than the input itself is explained by nothing.
 */
export function gainedWeight(inGrams: number, gainGrams: number, wet: boolean): FindingDraft[] {
  if (gainGrams <= inGrams * SCALES_DIFFER) return [];
  if (wet && gainGrams <= inGrams) return [];
  return [
    {
      ruleId: 'R-25',
      level: 'block',
      message: {
        zh: `投入 ${inGrams} 克，增重 ${gainGrams} 克，${wet ? '超过投入本身' : '没有吸水工序可以解释'}`,
        en: `${gainGrams} g were gained on ${inGrams} g, ${wet ? 'more than went in' : 'and no wet step explains it'}`,
      },
    },
  ];
}
