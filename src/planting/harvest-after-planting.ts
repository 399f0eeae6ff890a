import type { FindingDraft } from '../rules/finding.js';

/**
 * nothing is gathered before it was planted. One of the two records is wrong, and nobody knows which: the harvest is
 * taken, and held. Days are Chinese calendar days; the day of planting itself is let be (a stand entered with its first day).
 */
export function harvestAfterPlanting(establishedOn: string | undefined, day: string): FindingDraft[] {
  if (establishedOn === undefined || day >= establishedOn) return [];
  return [
    {
      ruleId: 'R-15',
      level: 'block',
      message: {
        zh: `采收日期 ${day} 早于种植日期 ${establishedOn}，其中一条记录有误`,
        en: `harvested on ${day}, before the planting was established on ${establishedOn}: one of the two records is wrong`,
      },
    },
  ];
}
