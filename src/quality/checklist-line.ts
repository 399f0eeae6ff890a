import type { Bilingual } from '../platform/errors.js';
import { ADVICE } from '../rules/advice.js';
import { ruleOf, type RuleId } from '../rules/catalogue.js';

/** amber: cannot be judged from what is recorded here, or was taken on; it does not stop a release, and the page says so. */
export type LineState = 'green' | 'amber' | 'red';

export interface ChecklistLine {
  ruleId: RuleId;
  state: LineState;
  /** What was asked. */
  topic: Bilingual;
  /** What was found. */
  evidence: Bilingual;
  citation: string;
  /** What to do about it; null when nothing is. */
  advice: Bilingual | null;
}

/** One line of a release checklist, with its clause and what to do. */
export function line(ruleId: RuleId, state: LineState, topic: Bilingual, zh: string, en: string): ChecklistLine {
  const advice = state === 'green' ? null : ADVICE[ruleId];
  return { ruleId, state, topic, evidence: { zh, en }, citation: ruleOf(ruleId).citation, advice };
}
