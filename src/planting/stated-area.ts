import type { FindingDraft } from '../rules/finding.js';

/** Contracts and telephones differ; beyond this share of the computed area one of them is wrong. */
const TOLERATED = 0.1;

/**
 * the area a cooperative states (from contracts, or paced out) against the one its boundary has. More than a tenth
 * apart is told; the computed one holds. Both in 亩, as decimal strings.
 */
export function statedArea(stated: string | undefined, computed: string): FindingDraft[] {
  if (stated === undefined) return [];
  const share = Math.abs(Number(stated) - Number(computed)) / Number(computed);
  if (share <= TOLERATED) return [];
  return [
    {
      ruleId: 'R-02',
      level: 'warn',
      message: {
        zh: `申报面积 ${stated} 亩，按边界计算为 ${computed} 亩，相差 ${Math.round(share * 100)}%`,
        en: `the area stated is ${stated} mu, the boundary has ${computed} mu: ${Math.round(share * 100)} % apart`,
      },
    },
  ];
}
