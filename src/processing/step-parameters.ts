import type { FindingDraft } from '../rules/finding.js';
import type { RunStep } from './processing.facts.js';
import { against, boundText, type StepCatalogue, type StepParameter } from './step-catalogue.js';
import { highest, readingsOf, type Reading } from './step-readings.js';

/**
 * R-18: each step by the bounds the reference data has for it (GAP 2022 采收与产地加工章; ChP 2020 通则0213): a figure outside
 * good practice, and a parameter that has to be written down and was not. The work is done, so both only warn.
 *
 * @param enforceable whether a figure of this certainty may be enforced
 */
export function stepParameters(
  steps: readonly RunStep[],
  catalogue: StepCatalogue,
  enforceable: (certainty: string) => boolean,
): FindingDraft[] {
  return steps.flatMap((step, index) => {
    const readings = readingsOf(step);
    return (catalogue.step(step.kind)?.parameters ?? [])
      .filter(({ certainty }) => certainty === undefined || enforceable(certainty))
      .flatMap((asked) => {
        const said = sentence(asked, readings.get(asked.code) ?? [], catalogue);
        return said === undefined ? [] : [draft(index, step.kind, said, asked.clause)];
      });
  });
}

function sentence({ code, required, usual }: StepParameter, readings: readonly Reading[], catalogue: StepCatalogue) {
  const { zh, en, unit } = catalogue.parameter(code) ?? { zh: code, en: code };
  const top = highest(readings);
  if (top === undefined) return required === true ? { zh: `未记录${zh}`, en: `${en} was not written down` } : undefined;
  if (usual === undefined || against(top.value, usual) === 0) return undefined;
  const range = boundText(usual, unit);
  return {
    zh: `${zh} ${top.value}${unit ? ` ${unit}` : ''}，应为${range.zh}`,
    en: `${en} ${top.value}${unit ? ` ${unit}` : ''}; ${range.en} is good practice`,
  };
}

function draft(
  index: number,
  kind: string,
  said: { zh: string; en: string },
  clause: string | undefined,
): FindingDraft {
  const [zh, en] = clause === undefined ? ['', ''] : [`（${clause}）`, ` (${clause})`];
  return {
    ruleId: 'R-18',
    level: 'warn',
    message: { zh: `第 ${index + 1} 步“${kind}”：${said.zh}${zh}`, en: `step ${index + 1}, ${kind}: ${said.en}${en}` },
  };
}
