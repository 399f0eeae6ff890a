import type { FindingDraft } from '../rules/finding.js';

/** A listed agent, e.g. 硫磺/亚硫酸盐. */
export interface ForbiddenAgent {
  nameZh: string;
  certainty: string;
}

export interface AgentUse {
  kind: string;
  agent?: string;
}

/**
 * no sulphur fumigation, dye or bleach, and no agent of the list, in any step (GAP 2022 采收与产地加工章: 禁止染色增重、
 * 漂白、掺杂使假; 贮存: 禁止硫磺熏蒸).
 */
export function forbiddenAgent(
  steps: readonly AgentUse[],
  listed: readonly ForbiddenAgent[],
  isForbidden: (kind: string) => boolean,
): FindingDraft[] {
  const names = listed.filter(({ certainty }) => !certainty.includes('K-low')).flatMap(({ nameZh }) => namesOf(nameZh));
  return steps.flatMap(({ kind, agent }, index) => {
    const hit = agent === undefined ? undefined : names.find((name) => agent.normalize('NFKC').includes(name));
    if (!isForbidden(kind) && hit === undefined) return [];
    const what = agent === undefined ? kind : `${kind}（${agent}）`;
    return [
      {
        ruleId: 'R-18' as const,
        level: 'block' as const,
        message: {
          zh: `第 ${index + 1} 步“${what}”是禁止的加工方法`,
          en: `step ${index + 1}, "${what}", is forbidden in processing`,
        },
      },
    ];
  });
}

function namesOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/\s*\(.*\)$/u, '')
    .split(/[、/]/u)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
