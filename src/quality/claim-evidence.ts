import Big from 'big.js';
import type { Bilingual } from '../platform/errors.js';
import type { RuleId } from '../rules/catalogue.js';
import { roundToLimit } from './round-to-limit.js';

/** What may be claimed of a batch and what it takes. Reference data (seeds/reference/quality.json). */
export interface ClaimRule {
  code: string;
  nameZh: string;
  nameEn: string;
  test?: { item: string; kind: 'max' | 'min'; value: string; decimals: number; unit: string };
  /** Papers, each of which must be there and in date. */
  evidence: string[];
  /** The rule a breach belongs to; R-29 where none is named. */
  ruleId?: RuleId;
  /** The kind of paper that names a batch of another herb in the formula, each of which must make this claim. */
  componentPaper?: string;
  /** Rules that must not stand open against the batch. */
  withoutFindings?: RuleId[];
}

export interface Paper {
  kind: string;
  number: string;
  validUntil?: string;
}

export interface ClaimCase {
  papers: readonly Paper[];
  /** Results of the batch's standing reports. */
  results: readonly { item: string; value: string | null; unit: string | null; belowLoq: boolean }[];
  openFindings: readonly RuleId[];
  today: string;
}

/** R-29 (and R-08 for GAP): what is missing before this may be claimed; empty when it may. */
export function missingForClaim(rule: ClaimRule, { papers, results, openFindings, today }: ClaimCase): Bilingual[] {
  const missing: Bilingual[] = [];
  for (const kind of rule.evidence) {
    const held = papers.filter((paper) => paper.kind === kind);
    if (held.length === 0) missing.push({ zh: `缺少${kind}`, en: `${kind} is missing` });
    else if (held.every(({ validUntil }) => validUntil !== undefined && validUntil < today))
      missing.push({ zh: `${kind}已过期`, en: `${kind} has expired` });
  }
  if (rule.test !== undefined && !shown(rule.test, results))
    missing.push({
      zh: `没有检验结果表明 ${rule.test.item} ${rule.test.kind === 'max' ? '≤' : '≥'} ${rule.test.value} ${rule.test.unit}`,
      en: `no result shows ${rule.test.item} ${rule.test.kind === 'max' ? '≤' : '≥'} ${rule.test.value} ${rule.test.unit}`,
    });
  const against = (rule.withoutFindings ?? []).filter((id) => openFindings.includes(id));
  if (against.length > 0)
    missing.push({ zh: `未结的发现项 ${against.join('、')}`, en: `open findings ${against.join(', ')}` });
  return missing;
}

/** Every result of the item keeps the bound, and there is one. */
function shown(test: NonNullable<ClaimRule['test']>, results: ClaimCase['results']): boolean {
  const own = results.filter(({ item }) => item === test.item);
  return own.length > 0 && own.every((result) => keeps(test, result));
}

function keeps(test: NonNullable<ClaimRule['test']>, { value, unit, belowLoq }: ClaimCase['results'][number]): boolean {
  if (value === null) return belowLoq && test.kind === 'max';
  if (unit !== test.unit) return false;
  const rounded = new Big(roundToLimit(value, test.decimals));
  return test.kind === 'max' ? rounded.lte(test.value) : rounded.gte(test.value);
}
