import type { Bilingual } from '../platform/errors.js';
import { ADVICE } from '../rules/advice.js';
import { ruleOf, type RuleId } from '../rules/catalogue.js';

/** amber: cannot be judged from what is recorded here, or was taken on; it does not stop a release, and the page says so. */
export type LineState = 'green' | 'amber' | 'red';

/** A record a line rests on; each is read under its own address, and its fact in the chain. */
export interface RestsOn {
  kind: 'lot' | 'hold' | 'finding' | 'sample' | 'report' | 'limit' | 'packing' | 'retained-sample' | 'claim';
  id: string;
  /** The fact that tells it; null for the lot itself and for holds, whose facts are found under their ids. */
  factId: string | null;
}

export interface ChecklistLine {
  ruleId: RuleId;
  state: LineState;
  /** What was asked. */
  topic: Bilingual;
  /** What was found. */
  evidence: Bilingual;
  /** The records this was found in; the batch itself where there is none. */
  restsOn: readonly RestsOn[];
  citation: string;
  /** What to do about it; null when nothing is. */
  advice: Bilingual | null;
}

/** Names records as evidence. */
export function records(kind: RestsOn['kind'], found: readonly { id: string; factId?: string | null }[]): RestsOn[] {
  return found.map(({ id, factId }) => ({ kind, id, factId: factId ?? null }));
}

/** One line of a release checklist, with what it rests on, its clause and what to do. */
export function line(
  ruleId: RuleId,
  state: LineState,
  topic: Bilingual,
  zh: string,
  en: string,
  restsOn: readonly RestsOn[] = [],
): ChecklistLine {
  const advice = state === 'green' ? null : ADVICE[ruleId];
  return { ruleId, state, topic, evidence: { zh, en }, restsOn, citation: ruleOf(ruleId).citation, advice };
}
