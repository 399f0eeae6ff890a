import { addDays } from '../../platform/occurred-at.js';
import type { FindingDraft } from '../../rules/finding.js';

/** What is known of how long a lot may be kept. Chinese days; null: not known. */
export interface Dating {
  expiresOn: string | null;
  retestOn: string | null;
}

/** near expiry from `days` before the last day on, expired after it, and a re-test that is due. */
export function nearExpiry(lot: string, { expiresOn, retestOn }: Dating, today: string, days: number): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  if (expiresOn !== null && today > expiresOn)
    drafts.push(draft(`批次 ${lot} 已于 ${expiresOn} 过期`, `lot ${lot} expired on ${expiresOn}`));
  else if (expiresOn !== null && addDays(today, days) >= expiresOn)
    drafts.push(draft(`批次 ${lot} 近效期：${expiresOn}`, `lot ${lot} is near its expiry, ${expiresOn}`));
  if (retestOn !== null && today >= retestOn)
    drafts.push(draft(`批次 ${lot} 复验期已到：${retestOn}`, `lot ${lot} is due for its re-test of ${retestOn}`));
  return drafts;
}

function draft(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-30', level: 'warn', message: { zh, en } };
}
