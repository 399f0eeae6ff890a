import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';

/** One step of a plan: how many of so many packages. Reference data (seeds/reference/quality.json). */
export interface PlanStep {
  from: number;
  to: number | null;
  every?: boolean;
  count?: number;
  percent?: string;
  percentOfExcess?: string;
  over?: number;
  base?: number;
}

export interface SamplingPlan {
  code: string;
  title: { zh: string; en: string };
  citation: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  packages: PlanStep[];
  precious: { herbs: string[]; every: boolean; grams: string };
  grams: { default: string; powder: string };
}

/** What a plan asks of one batch. */
export interface Sampling {
  packages: number;
  grams: number;
}

/**
 * How many packages are opened and how many grams are drawn at least (chapter 0211). A part of a package counts whole.
 * Undefined where the plan says nothing: no packages yet.
 */
export function samplingOf(plan: SamplingPlan, herb: string, packages: number): Sampling | undefined {
  if (packages <= 0) return undefined;
  const precious = plan.precious.herbs.includes(herb);
  const grams = Number(precious ? plan.precious.grams : plan.grams.default);
  if (precious && plan.precious.every) return { packages, grams };
  const step = plan.packages.find(({ from, to }) => packages >= from && (to === null || packages <= to));
  return step && { packages: opened(step, packages), grams };
}

/** The plan in force on a day. */
export function planInForce(plans: readonly SamplingPlan[], day: string): SamplingPlan | undefined {
  return plans.find(
    ({ effectiveFrom, effectiveTo }) => effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo),
  );
}

function opened(step: PlanStep, packages: number): number {
  if (step.every === true) return packages;
  if (step.count !== undefined) return step.count;
  if (step.percent !== undefined) return up(new Big(packages).times(step.percent).div(100));
  const excess = new Big(packages - (step.over ?? 0)).times(step.percentOfExcess ?? '0').div(100);
  return (step.base ?? 0) + up(excess);
}

const up = (count: Big): number => Number(count.round(0, Big.roundUp).toFixed());

/** a sample of fewer packages or fewer grams than the plan asks; packages not said are not judged. */
export function belowPlan(taken: { packages: number | null; grams: number }, due: Sampling): FindingDraft[] {
  const drafts: FindingDraft[] = [];
  const found = (zh: string, en: string): void => {
    drafts.push({ ruleId: 'R-21', level: 'warn', message: { zh, en } });
  };
  if (taken.packages !== null && taken.packages < due.packages)
    found(
      `取样 ${taken.packages} 件，少于应取 ${due.packages} 件`,
      `${taken.packages} packages were sampled, ${due.packages} are due`,
    );
  if (taken.grams < due.grams)
    found(`取样 ${taken.grams} 克，少于应取 ${due.grams} 克`, `${taken.grams} g were sampled, ${due.grams} g are due`);
  return drafts;
}
