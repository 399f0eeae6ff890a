import type { FindingDraft } from '../rules/finding.js';

/** Figures measured twice never agree in so many lines. */
const LINES_THAT_NEVER_AGREE = 5;

export interface EarlierReport {
  number: string;
  lot: string;
  sample: string;
}

export interface ReportUse {
  number: string;
  lot: string;
  sample: string;
  /** What the report says it stands for, and what the lot weighed when the sample was drawn. */
  representsGrams: number | null;
  lotGrams: number | null;
  /** Grams of earlier samples, retained or tested: they were of the batch, and a report may count them. */
  drawnBefore: number;
}

/**
 * R-21 (GAP 2022, chapter 质量检验: every batch is tested by itself): one certificate that does for two lots, or for more
 * than was sampled. `earlier` are reports of the same laboratory.
 */
export function reportReuse(report: ReportUse, earlier: readonly EarlierReport[]): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const otherLot = earlier.find(({ number, lot }) => number === report.number && lot !== report.lot);
  const otherSample = earlier.find(({ number, sample }) => number === report.number && sample !== report.sample);
  if (otherLot !== undefined)
    drafts.push(
      found(
        'block',
        `报告编号 ${report.number} 已用于另一批次`,
        `report number ${report.number} was used for another lot`,
      ),
    );
  else if (otherSample !== undefined)
    drafts.push(
      found(
        'warn',
        `报告编号 ${report.number} 曾用于另一样品`,
        `report number ${report.number} was used for another sample before`,
      ),
    );
  const { representsGrams, lotGrams, drawnBefore } = report;
  const held = lotGrams === null ? Infinity : lotGrams + drawnBefore;
  if (representsGrams !== null && representsGrams > held)
    drafts.push(
      found(
        'block',
        `报告 ${report.number} 代表 ${representsGrams} 克，取样时本批只有 ${held} 克`,
        `report ${report.number} stands for ${representsGrams} g; the lot had ${held} g when it was sampled`,
      ),
    );
  return drafts;
}

/** Figures by item, as they were printed. */
export type Figures = Readonly<Record<string, string | null>>;

/**
 * The same figures in every line both have, and in enough of them: two lots never measure alike. No finding, because it
 * proves nothing by itself; whoever releases is told.
 */
export function sameFigures(one: Figures, other: Figures): boolean {
  const shared = Object.keys(other).filter((item) => other[item] != null && one[item] != null);
  return shared.length >= LINES_THAT_NEVER_AGREE && shared.every((item) => one[item] === other[item]);
}

function found(level: 'block' | 'warn', zh: string, en: string): FindingDraft {
  return { ruleId: 'R-21', level, message: { zh, en } };
}
