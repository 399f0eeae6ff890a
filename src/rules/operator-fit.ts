import type { Bilingual } from '../platform/errors.js';
import type { FindingDraft } from './finding.js';

/** What is on file of one person by a day; days are Chinese calendar days. */
export interface OperatorRecord {
  /** The last day the newest training is good for; null: never trained. */
  trainedUntil: string | null;
  /** The last day the newest health check is good for; null: never checked. */
  healthyUntil: string | null;
  /** False when the newest check found the person unfit. */
  fit: boolean | null;
}

/** Which records a kind of work asks for (checklists.json, `staff`). */
export interface StaffTerms {
  works: Readonly<Record<string, readonly ('training' | 'health')[]>>;
}

const GAPS = {
  untrained: { zh: '没有培训记录', en: 'no training on record' },
  'training-over': { zh: '培训已过期', en: 'training out of date' },
  unchecked: { zh: '没有健康检查记录', en: 'no health check on record' },
  'health-over': { zh: '健康证已过期', en: 'health certificate out of date' },
  unfit: { zh: '健康检查结论为不适合', en: 'found unfit by the health check' },
} as const;
type Gap = keyof typeof GAPS;

/**
 * Operators have been trained and are healthy (GAP 2022 机构与人员章: training plan with files, health control of those who touch
 * the herbs). Counted under R-08, whose GAP claim needs this evidence: it warns, and names nobody, for findings are
 * read by more people than staff records.
 */
export function operatorFit(
  work: string,
  operators: readonly (OperatorRecord | undefined)[],
  day: string,
  { works }: StaffTerms,
): FindingDraft[] {
  const needed = works[work] ?? [];
  const gaps = new Map<Gap, number>();
  for (const record of operators)
    for (const gap of gapsOf(needed, record, day)) gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
  if (gaps.size === 0) return [];
  const told = (language: keyof Bilingual): string[] =>
    [...gaps].map(([gap, count]) =>
      language === 'zh' ? `${count} 人${GAPS[gap].zh}` : `${count} with ${GAPS[gap].en}`,
    );
  return [
    {
      ruleId: 'R-08',
      level: 'warn',
      message: { zh: `${work}的操作人中${told('zh').join('，')}`, en: `of the operators ${told('en').join(', ')}` },
    },
  ];
}

/** What is missing or over on a day, of the records that are needed. */
export function gapsOf(needed: readonly string[], record: Partial<OperatorRecord> | undefined, day: string): Gap[] {
  const gaps: Gap[] = [];
  const { trainedUntil = null, healthyUntil = null, fit = null } = record ?? {};
  if (needed.includes('training')) {
    if (trainedUntil === null) gaps.push('untrained');
    else if (trainedUntil < day) gaps.push('training-over');
  }
  if (needed.includes('health')) {
    if (healthyUntil === null) gaps.push('unchecked');
    else if (fit === false) gaps.push('unfit');
    else if (healthyUntil < day) gaps.push('health-over');
  }
  return gaps;
}
