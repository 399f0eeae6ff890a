import type { FieldFault } from '../platform/errors.js';
import { isDay } from '../platform/occurred-at.js';
import type { RunStep } from './processing.facts.js';
import {
  against,
  boundText,
  type ParameterDefinition,
  type StepCatalogue,
  type StepDefinition,
} from './step-catalogue.js';
import { readingsOf } from './step-readings.js';

const DECIMAL = /^-?(0|[1-9]\d{0,11})(\.\d{1,4})?$/;

/**
 * What cannot have been read off anything: an unknown parameter, a text where a figure belongs, steam of 1499 ℃. A
 * record that says so is not yet a record, and is refused with its place; what is merely bad practice is a finding.
 */
export function impossibleReadings(steps: readonly RunStep[], catalogue: StepCatalogue): FieldFault[] {
  return steps.flatMap((step, index) => {
    const definition = catalogue.step(step.kind);
    if (definition === undefined) return [];
    return [...readingsOf(step)].flatMap(([code, readings]) =>
      readings.flatMap(({ path, value }) => {
        const wrong = fault(value, catalogue.parameter(code), definition);
        return wrong === undefined ? [] : [{ path: `steps.${index}.${path}`, value, message: wrong }];
      }),
    );
  });
}

function fault(value: string, parameter: ParameterDefinition | undefined, step: StepDefinition) {
  if (parameter === undefined) return { zh: '没有这一工艺参数', en: 'is no parameter of processing' };
  const { type, choices = [], unit, zh, en } = parameter;
  if (type === 'day' && !isDay(value)) return { zh: `${zh}应为真实日期 YYYY-MM-DD`, en: `${en} must be a real day` };
  if (type === 'choice' && !choices.includes(value))
    return { zh: `${zh}应为 ${choices.join('、')} 之一`, en: `${en} must be one of ${choices.join(', ')}` };
  if (type !== 'decimal') return undefined;
  if (!DECIMAL.test(value)) return { zh: `${zh}应为小数文本`, en: `${en} must be a decimal as text` };
  const possible = step.parameters?.find(({ code }) => code === parameter.code)?.possible ?? parameter.possible ?? {};
  if (against(value, possible) === 0) return undefined;
  const range = boundText(possible, unit);
  return {
    zh: `“${step.kind}”的${zh}不可能为 ${value}（${range.zh}）`,
    en: `${en} of ${step.en} cannot have been ${value} (${range.en})`,
  };
}
