import type { Bilingual } from '../platform/errors.js';

/** One thing a full record has, by the facts that show it. Reference data (seeds/reference/quality.json). */
export interface CompletenessItem {
  code: string;
  nameZh: string;
  nameEn: string;
  weight: number;
  facts: string[];
  citation: string;
}

/** A fact of the batch's life, as far as its completeness asks. */
export interface LivedFact {
  id: string;
  type: string;
  occurredAt: string;
  recordedAt: string;
}

export interface CompletenessLine {
  code: string;
  name: Bilingual;
  citation: string;
  weight: number;
  /** What it counts for, of its weight; one decimal. */
  points: string;
  state: 'complete' | 'late' | 'missing';
  facts: number;
  /** Of them entered late, and the longest delay in whole days. */
  late: number;
  longestDelayDays: number;
  /** The first fact of it, by which it can be looked up. */
  factId: string | null;
}

export interface Completeness {
  /** 0–100, whole; 100 only when nothing is missing and nothing was late. */
  percent: number;
  lines: CompletenessLine[];
}

const DAY_MS = 86_400_000;

/**
 * How complete the record of a batch is (GAP 2022, chapter 文件: records are made in time and are whole). Every item counts
 * its weight when it is there, half of it for the share that was entered later than `lateAfterDays` after the event,
 * nothing when it is missing. Derived from the facts alone: nobody enters it.
 */
export function completenessOf(
  items: readonly CompletenessItem[],
  facts: readonly LivedFact[],
  lateAfterDays: number,
): Completeness {
  const lines = items.map((item): { line: CompletenessLine; points: number } => {
    const found = facts.filter(({ type }) => item.facts.includes(type));
    const delays = found.map(delayDays);
    const late = delays.filter((days) => days > lateAfterDays).length;
    const points = found.length === 0 ? 0 : (item.weight * (found.length - late / 2)) / found.length;
    return {
      points,
      line: {
        ...{ code: item.code, name: { zh: item.nameZh, en: item.nameEn }, citation: item.citation },
        ...{ weight: item.weight, points: points.toFixed(1), facts: found.length, late },
        state: found.length === 0 ? 'missing' : late > 0 ? 'late' : 'complete',
        longestDelayDays: Math.max(0, ...delays),
        factId: found[0]?.id ?? null,
      },
    };
  });
  const whole = items.reduce((sum, { weight }) => sum + weight, 0);
  const got = lines.reduce((sum, { points }) => sum + points, 0);
  return { percent: whole === 0 ? 0 : Math.floor((100 * got) / whole), lines: lines.map(({ line }) => line) };
}

/** Whole days between the event and its record; 0 when it was recorded at once, or before (a plan). */
function delayDays({ occurredAt, recordedAt }: LivedFact): number {
  return Math.max(0, Math.floor((Date.parse(recordedAt) - Date.parse(occurredAt)) / DAY_MS));
}
