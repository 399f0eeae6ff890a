import type { FindingDraft } from '../rules/finding.js';
import { WET_STEPS, type StepKind } from './step-kind.js';

/** What two scales may differ by (domain reference: conserved within 1 %). */
const SCALES_DIFFER = 0.01;

/**
 * weight from nowhere. Up to 1 % is the scales; more is water taken up, which only a wet step explains; more than
 * the input itself is explained by nothing.
 */
export function gainedWeight(inGrams: number, gainGrams: number, steps: readonly StepKind[]): FindingDraft[] {
  if (gainGrams <= inGrams * SCALES_DIFFER) return [];
  const wet = steps.some((kind) => WET_STEPS.includes(kind));
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
