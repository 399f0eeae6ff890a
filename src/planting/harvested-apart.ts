import type { FindingDraft } from '../rules/finding.js';

/** How the picked goods looked. Anything but 正常 is picked apart (GAP 2022: 病虫、受灾的单独采收、处置). */
export const HARVEST_CONDITIONS = ['正常', '病虫', '受灾', '霉变', '混杂'] as const;
export type HarvestCondition = (typeof HARVEST_CONDITIONS)[number];

/** A plot put under quarantine from a day on, until it is freed. */
export interface Quarantine {
  plotName: string;
  reason: string;
  from: string;
  /** First day on which it was free again; null while it lasts. */
  until: string | null;
}

/** what a quarantined plot gave, and what was picked apart as diseased, enters no normal batch. */
export function harvestedApart(
  harvestedOn: string,
  condition: HarvestCondition | undefined,
  quarantines: readonly Quarantine[],
): FindingDraft[] {
  const shut = quarantines
    .filter(({ from, until }) => from <= harvestedOn && (until === null || harvestedOn < until))
    .map(({ plotName, reason, from }) =>
      block(
        `地块“${plotName}”自 ${from} 起隔离（${reason}），采收物须单独处置`,
        `a plot was under quarantine since ${from} (${reason}); its harvest is handled apart`,
      ),
    );
  if (condition === undefined || condition === '正常') return shut;
  return [
    ...shut,
    block(`采收物为${condition}，单独采收，不得混入正常批`, `picked apart as ${condition}: it enters no normal batch`),
  ];
}

function block(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-16', level: 'block', message: { zh, en } };
}
