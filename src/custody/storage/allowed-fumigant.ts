import type { FindingDraft } from '../../rules/finding.js';

/** A row of the list: what it is called, and whether herbs may be fumigated with it. */
export interface Fumigant {
  nameZh: string;
  words: string[];
  allowed: boolean;
  /** Herbs (codes) that it is not for. */
  exceptHerbs?: string[];
}

/**
 * stores are fumigated with what stands on the list only (GAP 2022 包装、放行与储运章: 禁止硫磺熏蒸, no banned
 * fumigant). A forbidden word wins over an allowed one in the same name: 磷化铝与硫磺 is sulphur.
 */
export function allowedFumigant(agent: string, herbs: readonly string[], list: readonly Fumigant[]): FindingDraft[] {
  const name = agent.normalize('NFKC').toLowerCase();
  const hits = list.filter(({ words }) => words.some((word) => name.includes(word.toLowerCase())));
  const forbidden = hits.find(({ allowed }) => !allowed);
  if (forbidden !== undefined)
    return [draft(`“${agent}”（${forbidden.nameZh}）禁止用于熏蒸`, `"${agent}" is forbidden`)];
  if (hits.length === 0)
    return [draft(`“${agent}”不在允许的熏蒸剂清单中`, `"${agent}" is not on the list of allowed fumigants`)];
  const except = new Set(hits.flatMap(({ exceptHerbs = [] }) => exceptHerbs));
  const wrong = herbs.filter((herb) => except.has(herb));
  if (wrong.length === 0) return [];
  return [draft(`“${agent}”不得用于 ${wrong.join('、')}`, `"${agent}" is not for ${wrong.join(', ')}`)];
}

function draft(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-18', level: 'block', message: { zh, en } };
}
