import type { FindingDraft } from '../rules/finding.js';

export interface HerbInput {
  herb: string;
  nameZh: string;
}

/**
 * another herb among the inputs is an adjuvant of the lists (甘草, 生姜 …) or it is adulteration (GAP 2022
 * 采收与产地加工章: 禁止掺杂使假). `adjuvants` are the names the reference data has for paozhi.
 */
export function foreignHerb(
  made: ReadonlySet<string>,
  inputs: readonly HerbInput[],
  adjuvants: readonly string[],
): FindingDraft[] {
  const foreign = inputs.filter(
    ({ herb, nameZh }) => !made.has(herb) && !adjuvants.some((name) => name.includes(nameZh)),
  );
  return [...new Map(foreign.map((input) => [input.herb, input])).values()].map(({ nameZh }) => ({
    ruleId: 'R-18' as const,
    level: 'block' as const,
    message: {
      zh: `投入了另一种药材“${nameZh}”，它不是辅料`,
      en: `another herb, ${nameZh}, went in; it is no adjuvant`,
    },
  }));
}
