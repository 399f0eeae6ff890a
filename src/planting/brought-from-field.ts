import type { FindingDraft } from '../rules/finding.js';
import type { RuleId } from '../rules/catalogue.js';

/** Field work that broke a blocking rule, or whose product has an interval. */
export interface SuspectWork {
  product: string;
  usedOn: string;
  intervalDays: number | null;
  /** A pesticide: without an interval nothing can be said of R-12. */
  pesticide: boolean;
  brokenRules: string[];
}

/**
 * What was wrong in the field is wrong with what is harvested there: a planting of the wrong species, and
 * every banned input of the years in which the harvested organ grew. Each is told again at the harvest, because
 * it is the harvest's lot that waits for a decision.
 */
export function broughtFromField(plantingRules: readonly string[], works: readonly SuspectWork[]): FindingDraft[] {
  const fromPlanting = plantingRules.map((ruleId): FindingDraft =>
    block(ruleId, '该种植的物种有误，见种植记录', 'the planting has a wrong species, see its record'),
  );
  const fromWork = works.flatMap(({ product, usedOn, brokenRules }) =>
    brokenRules.map((ruleId) =>
      block(ruleId, `${usedOn} 在该种植上使用了“${product}”`, `"${product}" was used on this planting on ${usedOn}`),
    ),
  );
  return [...fromPlanting, ...fromWork];
}

function block(ruleId: string, zh: string, en: string): FindingDraft {
  return { ruleId: ruleId as RuleId, level: 'block', message: { zh, en } };
}
