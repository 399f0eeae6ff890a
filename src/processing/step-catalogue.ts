/** A figure of the reference data, as decimal texts; a side that is left out is open. */
export interface Bound {
  min?: string;
  max?: string;
}

/** What a parameter is, whichever step it is written down for. */
export interface ParameterDefinition {
  code: string;
  zh: string;
  en: string;
  type: 'decimal' | 'text' | 'day' | 'choice';
  unit?: string;
  choices?: string[];
  /** Beyond this no thermometer, scale or clock can have shown it. */
  possible?: Bound;
}

/** What one step asks of a parameter. */
export interface StepParameter {
  code: string;
  /** Asked for; leaving it out is a finding, not a fault: the work was done. */
  required?: boolean;
  /** Where good practice stays; outside it is a finding. */
  usual?: Bound;
  /** Narrower than the parameter's own: steam has never 600 ℃. */
  possible?: Bound;
  certainty?: string;
  clause?: string;
}

/** One kind of step: a word, its other words, and what it means. */
export interface StepDefinition {
  kind: string;
  en: string;
  words?: string[];
  group: 'origin' | 'paozhi' | 'fungus' | 'handling' | 'forbidden';
  /** After it the herb is dry, and fresh against dry can be held against its band. */
  dries?: boolean;
  /** Brings in water or an adjuvant, and may leave the lot heavier. */
  wets?: boolean;
  /** Cleans or moves the herb and leaves it what it was. */
  leavesIt?: boolean;
  /** Forbidden whatever the agent; listed so that it can be written down. */
  forbidden?: boolean;
  parameters?: StepParameter[];
  /** Kilograms out of a hundred kilograms of dry herb in. */
  yieldPercent?: Bound & { certainty: string };
}

/** The steps of the reference data, found by any of their words. */
export class StepCatalogue {
  private readonly byWord = new Map<string, StepDefinition>();
  private readonly byCode: ReadonlyMap<string, ParameterDefinition>;

  constructor(
    readonly steps: readonly StepDefinition[],
    parameters: readonly ParameterDefinition[],
  ) {
    for (const step of steps)
      for (const word of [step.kind, step.en, ...(step.words ?? [])]) this.byWord.set(word, step);
    this.byCode = new Map(parameters.map((parameter) => [parameter.code, parameter]));
  }

  /** By its Chinese word, its English code or another word people use. */
  step(word: string): StepDefinition | undefined {
    return this.byWord.get(word);
  }

  parameter(code: string): ParameterDefinition | undefined {
    return this.byCode.get(code);
  }

  /** Every parameter there is. */
  codes(): string[] {
    return [...this.byCode.keys()];
  }

  dries(kind: string): boolean {
    return this.byWord.get(kind)?.dries === true;
  }

  wets(kind: string): boolean {
    return this.byWord.get(kind)?.wets === true;
  }
}

/** Where a reading lies against a bound: −1 below, 0 within, 1 above. */
export function against(value: string, { min, max }: Bound): -1 | 0 | 1 {
  if (min !== undefined && Number(value) < Number(min)) return -1;
  return max !== undefined && Number(value) > Number(max) ? 1 : 0;
}

/** "60–80 ℃", "至多 80 ℃", "至少 10 min". */
export function boundText({ min, max }: Bound, unit = ''): { zh: string; en: string } {
  const of = unit === '' ? '' : ` ${unit}`;
  if (min === undefined) return { zh: `至多 ${max}${of}`, en: `at most ${max}${of}` };
  if (max === undefined) return { zh: `至少 ${min}${of}`, en: `at least ${min}${of}` };
  return min === max
    ? { zh: `${min}${of}`, en: `${min}${of}` }
    : { zh: `${min}–${max}${of}`, en: `${min} to ${max}${of}` };
}
