import type { FindingDraft } from '../rules/finding.js';

/** A season of which a passed report of the harvest is on file. */
export interface ProvenSeason {
  year: number;
  reportNumber: string;
}

const SEASONS = 2;

/**
 * a base is on trial until two harvests of different years have passed (GAP 2022 基地选址章: 至少一个完整生产周期、两个收获期).
 * One report counts once, whatever years it is said to be of.
 */
export function trialBase(seasons: readonly ProvenSeason[]): FindingDraft[] {
  const years = new Set(seasons.map(({ year }) => year));
  const reports = new Set(seasons.map(({ reportNumber }) => reportNumber.trim()));
  const proven = Math.min(years.size, reports.size);
  if (proven >= SEASONS) return [];
  return [
    {
      ruleId: 'R-07',
      level: 'warn',
      message: {
        zh: `基地只有 ${proven} 季合格采收报告，仍为试种，不得声称符合 GAP`,
        en: `${proven} passed harvest reports of different years; the base stays on trial, without a GAP claim`,
      },
    },
  ];
}
