import type { FindingDraft } from '../rules/finding.js';

/** Two scales differ; more than this between them is not the scales (domain reference R-25: conserved within 1 %). */
const SCALES_DIFFER = 0.01;

/** what was weighed in of a harvest, all weighings together, against what was harvested. */
export function weighedMoreThanHarvested(weighedGrams: number, harvestedGrams: number): FindingDraft[] {
  if (weighedGrams <= harvestedGrams) return [];
  return [
    {
      ruleId: 'R-25',
      level: weighedGrams > harvestedGrams * (1 + SCALES_DIFFER) ? 'block' : 'warn',
      message: {
        zh: `本次采收 ${harvestedGrams} 克，累计过磅净重 ${weighedGrams} 克`,
        en: `${harvestedGrams} g were harvested, ${weighedGrams} g were weighed in`,
      },
    },
  ];
}
