import type { FindingDraft } from '../rules/finding.js';

/** an adjuvant past its own shelf life is none (GAP 2022 采收与产地加工章; ChP 2020 通则0213). Days are Chinese calendar days. */
export function expiredAdjuvant(
  drawn: readonly { name: string; expiresOn: string | null }[],
  usedOn: string,
): FindingDraft[] {
  return drawn.flatMap(({ name, expiresOn }) =>
    expiresOn === null || expiresOn >= usedOn
      ? []
      : [
          {
            ruleId: 'R-18' as const,
            level: 'block' as const,
            message: {
              zh: `辅料${name}已于 ${expiresOn} 过期，${usedOn} 使用`,
              en: `${name} expired on ${expiresOn} and was used on ${usedOn}`,
            },
          },
        ],
  );
}
