import { addDays } from '../../platform/occurred-at.js';
import type { FindingDraft } from '../../rules/finding.js';

/** When a zone is next looked after: so many days after the last check, or after the first goods came in. Chinese days. */
export function checkDueOn(last: string | null, goodsSince: string | null, everyDays: number): string | null {
  const from = last === null || (goodsSince !== null && goodsSince > last) ? goodsSince : last;
  return from === null ? null : addDays(from, everyDays);
}

/** an overdue check (养护). On its last day it is not yet overdue. */
export function checkOverdue(zone: string, dueOn: string | null, today: string): FindingDraft[] {
  if (dueOn === null || today <= dueOn) return [];
  return [
    {
      ruleId: 'R-30',
      level: 'warn',
      message: {
        zh: `库区“${zone}”应于 ${dueOn} 前养护检查，至今未做`,
        en: `zone "${zone}" was to be looked after by ${dueOn} and was not`,
      },
    },
  ];
}
