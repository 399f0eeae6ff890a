import { toBalanceLine } from '../lots/matter.dto.js';
import type { FieldFault } from '../platform/errors.js';
import type { FinishRunDto, RunOutputDto, StepDto } from './processing.dto.js';
import { UnknownStep } from './processing.errors.js';
import type { OutputUse, ProcessingFacts, RunStep } from './processing.facts.js';
import type { StepCatalogue } from './step-catalogue.js';

type Run = ProcessingFacts['processing.run-finished'];

/**
 * The run as the fact tells it: one word for each step, ids in one spelling, no names of people. Throws UnknownStep for
 * words the reference data does not have, and for an output that is said to be two things.
 */
export function toldRun(dto: FinishRunDto, catalogue: StepCatalogue, reference: string): Run {
  const faults = [...unknownSteps(dto.steps, catalogue), ...contradictions(dto.outputs)];
  if (faults.length > 0) throw new UnknownStep(faults);
  const { method, facility, startedAt, endedAt, rework } = dto;
  return {
    ...{ run: dto.id, method, facility, startedAt, endedAt },
    steps: dto.steps.map((step) => toldStep(step, catalogue)),
    inputs: dto.inputs.map(({ lot, grams }) => ({ lot: lot.toLowerCase(), grams })),
    outputs: dto.outputs.map(toldOutput),
    balance: dto.balance.map(toBalanceLine),
    ...(reference === '' ? {} : { reference }),
    ...(rework === undefined ? {} : { rework }),
  };
}

function toldOutput({ id, herb, variant, grams, byProduct, use, owner }: RunOutputDto): Run['outputs'][number] {
  const is: OutputUse = use ?? (byProduct === true ? 'by-product' : 'product');
  return {
    ...{ lot: id.toLowerCase(), herb: herb.toUpperCase(), grams },
    ...(variant === undefined ? {} : { variant }),
    ...(owner === undefined ? {} : { owner: owner.toLowerCase() }),
    ...(is === 'product' ? {} : { byProduct: true, use: is }),
  };
}

function toldStep(step: StepDto, catalogue: StepCatalogue): RunStep {
  const { kind, operator: _operator, note: _note, parameters, curve, evidence, ...named } = step;
  return {
    ...defined(named),
    kind: catalogue.step(kind)!.kind,
    ...(parameters === undefined || parameters.length === 0
      ? {}
      : { parameters: Object.fromEntries(parameters.map(({ code, value }) => [code, value])) }),
    ...(curve === undefined ? {} : { curve: curve.map(defined) }),
    ...(evidence === undefined ? {} : { evidence: evidence.map(defined) }),
  };
}

/** Without what was left out: a fact holds no undefined. */
function defined<T extends object>(given: T): { [key in keyof T]: Exclude<T[key], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]: Exclude<T[key], undefined>;
  };
}

function unknownSteps(steps: readonly StepDto[], catalogue: StepCatalogue): FieldFault[] {
  const kinds = catalogue.steps.map(({ kind }) => kind).join('、');
  return steps.flatMap(({ kind }, index) =>
    catalogue.step(kind) === undefined
      ? [
          {
            path: `steps.${index}.kind`,
            value: kind,
            message: { zh: `应为 ${kinds} 之一`, en: 'must be a step of the reference data' },
          },
        ]
      : [],
  );
}

function contradictions(outputs: readonly RunOutputDto[]): FieldFault[] {
  return outputs.flatMap(({ use, byProduct }, index) =>
    use !== undefined && byProduct !== undefined && byProduct !== (use !== 'product')
      ? [
          {
            path: `outputs.${index}.use`,
            value: use,
            message: { zh: '与 byProduct 矛盾', en: 'contradicts byProduct' },
          },
        ]
      : [],
  );
}
