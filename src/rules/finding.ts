import type { Bilingual } from '../platform/errors.js';
import { ADVICE } from './advice.js';
import { ruleOf, type Level, type RuleId } from './catalogue.js';

/** What a rule says when it is broken; the pure rule files return these. */
export interface FindingDraft {
  ruleId: RuleId;
  level: Level;
  message: Bilingual;
}

/** A finding as an act answers it: the sentence in Chinese, as it is kept, and in English beside it. */
export interface OpenedFinding {
  ruleId: RuleId;
  level: Level;
  message: string;
  messageEn: string;
  citation: string;
  /** What to do about it. */
  advice: string;
}

/** Adds the clause and what to do to each draft, as an act's answer gives it. */
export function cited(drafts: readonly FindingDraft[]): OpenedFinding[] {
  return drafts.map(({ ruleId, level, message }) => ({
    ...{ ruleId, level, message: message.zh, messageEn: message.en },
    citation: ruleOf(ruleId).citation,
    advice: ADVICE[ruleId].zh,
  }));
}

/**
 * Why lots of this act are born held: the blocking rules it broke, or undefined when none was. What has happened is
 * recorded (refusing it would only teach people to change the date), but what came of it waits for a decision.
 */
export function bornHeldBecause(drafts: readonly FindingDraft[]): Bilingual | undefined {
  const blocking = drafts.filter(({ level }) => level === 'block');
  if (blocking.length === 0) return undefined;
  return {
    zh: blocking.map(({ ruleId, message }) => `${ruleId} ${message.zh}`).join('；'),
    en: blocking.map(({ ruleId, message }) => `${ruleId} ${message.en}`).join('; '),
  };
}
