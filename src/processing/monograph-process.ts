import type { FindingDraft } from '../rules/finding.js';
import type { RunStep } from './processing.facts.js';
import { against, boundText, type Bound, type StepCatalogue } from './step-catalogue.js';
import { highest, readingsOf } from './step-readings.js';

/** One sentence of a monograph, or of settled practice, on how a herb is processed. */
export type MethodRule = MethodScope &
  (
    | { kind: 'requires'; beforeDrying?: boolean }
    | { kind: 'forbids' }
    | ({ kind: 'limit'; parameter: string } & Bound)
    | { kind: 'within'; days: number }
  );

interface MethodScope {
  /** Null: every herb. */
  herb: string | null;
  /** Form of the crude drug it is for; left out: every form. */
  variant?: string;
  /** slices: only where the herb goes in dry and is cut. */
  form?: 'slices';
  steps: string[];
  level: 'block' | 'warn';
  certainty: string;
  clause: string;
}

/** What a run did to one herb. */
export interface HerbRun {
  herb: string;
  herbName: string;
  /** Form that came out. */
  variant: string | undefined;
  /** Everything of the herb went in dry. */
  wentInDry: boolean;
  /** Chinese calendar day of the earliest harvest that went in directly; undefined when none did. */
  harvestedOn: string | undefined;
  steps: readonly (RunStep & { day: string })[];
}

/**
 * a herb is processed as its monograph says (ChP 2020 各品种; GAP 2022 采收与产地加工章: 阴干药材不得暴晒, 规定时间内完成).
 * Limits, forbidden and required steps and days come from the reference data.
 */
export function monographProcess(run: HerbRun, rules: readonly MethodRule[], catalogue: StepCatalogue): FindingDraft[] {
  return rules
    .filter((rule) => concerns(rule, run, catalogue))
    .flatMap((rule) => {
      const said = breach(rule, run, catalogue);
      return said === undefined ? [] : [draft(rule, run, said)];
    });
}

function concerns(rule: MethodRule, { herb, variant, wentInDry, steps }: HerbRun, catalogue: StepCatalogue): boolean {
  if (rule.herb !== null && rule.herb !== herb) return false;
  if (rule.variant !== undefined && rule.variant !== variant) return false;
  if (rule.form === 'slices') return wentInDry && steps.some(({ kind }) => kind === '切制');
  // What was dried before had its turn; drying again is no origin processing.
  if (rule.kind === 'requires' && rule.beforeDrying === true)
    return !wentInDry && steps.some(({ kind }) => catalogue.dries(kind));
  return true;
}

type Said = { zh: string; en: string } | undefined;

function breach(rule: MethodRule, run: HerbRun, catalogue: StepCatalogue): Said {
  const mine = run.steps.filter(({ kind }) => rule.steps.includes(kind));
  switch (rule.kind) {
    case 'requires':
      return mine.length > 0
        ? undefined
        : { zh: `缺少${rule.steps.join('或')}`, en: `${rule.steps.join(' or ')} is missing` };
    case 'forbids':
      return mine[0] && { zh: `不得${mine[0].kind}`, en: `${mine[0].kind} is not allowed` };
    case 'limit':
      return limit(rule, mine, catalogue);
    case 'within':
      return within(rule.days, run.harvestedOn, mine);
  }
}

function limit(rule: Bound & { parameter: string }, steps: readonly RunStep[], catalogue: StepCatalogue): Said {
  for (const step of steps) {
    const top = highest(readingsOf(step).get(rule.parameter) ?? []);
    if (top === undefined || against(top.value, rule) === 0) continue;
    const { zh, en, unit = '' } = catalogue.parameter(rule.parameter) ?? { zh: rule.parameter, en: rule.parameter };
    const range = boundText(rule, unit);
    return {
      zh: `${step.kind}${zh} ${top.value} ${unit}，应为${range.zh}`,
      en: `${step.kind}: ${en} ${top.value} ${unit}; ${range.en} is asked for`,
    };
  }
  return undefined;
}

function within(days: number, harvestedOn: string | undefined, steps: readonly { kind: string; day: string }[]): Said {
  const [first] = steps;
  if (harvestedOn === undefined || first === undefined) return undefined;
  const passed = Math.round((Date.parse(first.day) - Date.parse(harvestedOn)) / 86_400_000);
  if (passed <= days) return undefined;
  const asked = days === 0 ? { zh: '当日', en: 'the same day' } : { zh: `${days} 天内`, en: `within ${days} days` };
  return {
    zh: `采收后第 ${passed} 天才${first.kind}，应${asked.zh}`,
    en: `${first.kind} began ${passed} days after the harvest; ${asked.en} is asked for`,
  };
}

function draft({ level, clause }: MethodScope, { herbName }: HerbRun, said: { zh: string; en: string }): FindingDraft {
  return {
    ruleId: 'R-18',
    level,
    message: { zh: `${herbName}：${said.zh}（${clause}）`, en: `${herbName}: ${said.en} (${clause})` },
  };
}
