import type { FindingDraft } from './finding.js';

/** A lot as it was drawn. */
export interface DrawnLot {
  id: string;
  quality: 'pending' | 'released' | 'rejected';
  holds: readonly { authority: string; reason: string; binding: boolean }[];
}

/**
 * Drawing what should not have been drawn. It has happened, so it is taken; the outputs are born under the same holds
 * (the lots see to that). A recalled lot breaks R-26, another held one R-16, a rejected one R-21.
 */
export function blockedInput(lots: readonly DrawnLot[]): FindingDraft[] {
  return lots.flatMap((lot): FindingDraft[] => [
    ...lot.holds.map(({ authority, reason, binding }): FindingDraft => ({
      ruleId: authority === 'recall' ? 'R-26' : 'R-16',
      level: binding ? 'block' : 'warn',
      message: { zh: `投入批次 ${lot.id} 已被冻结：${reason}`, en: `input lot ${lot.id} is held: ${reason}` },
    })),
    ...(lot.quality === 'rejected'
      ? [
          {
            ruleId: 'R-21',
            level: 'block',
            message: { zh: `投入批次 ${lot.id} 已判定不合格`, en: `input lot ${lot.id} was rejected` },
          } as const,
        ]
      : []),
  ]);
}
