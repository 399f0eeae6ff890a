import type { FindingDraft } from '../rules/finding.js';

/** what was rejected is not packed for sale. It has happened, so it is recorded, with this beside it. */
export function packingRejected(quality: 'pending' | 'released' | 'rejected', number: string): FindingDraft[] {
  if (quality !== 'rejected') return [];
  return [
    {
      ruleId: 'R-21',
      level: 'block',
      message: {
        zh: `批次 ${number} 已判定不合格，仍进行了包装`,
        en: `batch ${number} was rejected and was packed all the same`,
      },
    },
  ];
}
