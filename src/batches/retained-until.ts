import type { FindingDraft } from '../rules/finding.js';

/**
 * a retained sample is kept until so many years after the shelf life of its batch (GAP 2022 质量检验章:
 * 中药材留样至保质期届满后三年). Gives the first day on which it may be destroyed; the years come from the reference data.
 *
 * @param expiresOn last day of the shelf life; null where nobody knows one, and then there is no such day
 */
export function retainedUntil(expiresOn: string | null, years: number): string | null {
  if (expiresOn === null) return null;
  const [year, month, day] = expiresOn.split('-').map(Number) as [number, number, number];
  // The day after: expired on 28 February, kept to the end of 28 February years later.
  return new Date(Date.UTC(year + years, month - 1, day + 1)).toISOString().slice(0, 10);
}

/** The later of two such days: retention is never shortened, whatever was decided since. No day is the latest. */
export function longerRetention(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return null;
  return one > other ? one : other;
}

/** why a sample may not be destroyed today; nothing when it may. Days are Chinese calendar days. */
export function keptStill(dueOn: string | null, today: string): FindingDraft[] {
  if (dueOn !== null && dueOn <= today) return [];
  return [
    {
      ruleId: 'R-23',
      level: 'block',
      message:
        dueOn === null
          ? { zh: '本批没有保质期，留样期限不能确定，不得销毁', en: 'the batch has no shelf life, so the sample stays' }
          : { zh: `留样须保存至 ${dueOn}，不得提前销毁`, en: `the sample is kept until ${dueOn}` },
    },
  ];
}
