import type { Bilingual } from '../../platform/errors.js';
import type { FindingDraft } from '../../rules/finding.js';

/** What a sack is: less is a sample or kilograms written as grams, more is beyond the largest bag a fork-lift carries (吨袋). */
export const SACK_GRAMS = { least: 500, most: 2_000_000 } as const;

/** A sack whose label was bound, as it was weighed. */
export interface WeighedSack {
  grams: number;
  /** The lot it is of: how it is called, and how much there ever was of it. */
  lot: { name: string; grams: number };
  /** Sacks of the lot that were labelled and weighed before. */
  before: { sacks: number; grams: number };
}

/**
 * sacks weigh no more than the lot they are of, and what a sack can weigh. The sack has been filled and labelled, so nothing is
 * refused: one of the figures is wrong, and somebody looks.
 */
export function sackWeight({ grams, lot, before }: WeighedSack): FindingDraft[] {
  const draft = (message: Bilingual): FindingDraft => ({ ruleId: 'R-25', level: 'warn', message });
  const drafts: FindingDraft[] = [];
  if (grams < SACK_GRAMS.least || grams > SACK_GRAMS.most) {
    drafts.push(
      draft({
        zh: `一袋 ${kilograms(grams)} 千克，不在 ${kilograms(SACK_GRAMS.least)} 至 ${kilograms(SACK_GRAMS.most)} 千克之间，请核对称重和单位（应填克）`,
        en: `a sack of ${kilograms(grams)} kg is not between ${kilograms(SACK_GRAMS.least)} and ${kilograms(SACK_GRAMS.most)} kg; check the scales and the unit (grams)`,
      }),
    );
  }
  if (before.grams + grams > lot.grams) {
    const others: Bilingual =
      before.sacks === 0
        ? { zh: '', en: '' }
        : { zh: `连同先前 ${before.sacks} 袋`, en: ` with ${before.sacks} sacks before it` };
    drafts.push(
      draft({
        zh: `本袋 ${kilograms(grams)} 千克，${others.zh}共 ${kilograms(before.grams + grams)} 千克，多于批次 ${lot.name} 的全部 ${kilograms(lot.grams)} 千克`,
        en: `this sack of ${kilograms(grams)} kg${others.en} makes ${kilograms(before.grams + grams)} kg, more than all ${kilograms(lot.grams)} kg of lot ${lot.name}`,
      }),
    );
  }
  return drafts;
}

function kilograms(grams: number): string {
  return String(grams / 1_000);
}
