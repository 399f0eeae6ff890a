import type { FindingDraft } from '../rules/finding.js';

/**
 * 批号 stands on the label, by the organisation's own scheme. A batch that got another number has it, for it may be
 * printed already; that it does not follow is said beside it.
 */
export function numberFollowsScheme(number: string, pattern: string | undefined, follows: boolean): FindingDraft[] {
  if (pattern === undefined || follows) return [];
  return [
    {
      ruleId: 'R-20',
      level: 'warn',
      message: {
        zh: `批号“${number}”不符合本单位编号规则 ${pattern}`,
        en: `batch number "${number}" does not follow the organisation's scheme ${pattern}`,
      },
    },
  ];
}
