import type { FindingDraft } from '../rules/finding.js';

/** A proclaimed first day of the season (harvest-rules.json): `from` is MM-DD, `division` a prefix of the code. */
export interface SeasonStart {
  herb: string;
  variant?: string;
  division: string;
  from: string;
  basis: string;
}

/**
 * before the day a county or province proclaims, 青翘 is not gathered (抢青). Of several proclamations the one of
 * the smallest place counts.
 */
export function harvestStart(
  crop: { herb: string; variant?: string | undefined; divisionCode: string },
  harvestedOn: string,
  starts: readonly SeasonStart[],
): FindingDraft[] {
  const here = starts
    .filter(
      ({ herb, variant, division }) =>
        herb === crop.herb &&
        (variant === undefined || variant === crop.variant) &&
        crop.divisionCode.startsWith(division),
    )
    .sort((a, b) => b.division.length - a.division.length)[0];
  if (here === undefined || harvestedOn.slice(5) >= here.from) return [];
  return [
    {
      ruleId: 'R-15',
      level: 'block',
      message: {
        zh: `${harvestedOn} 早于当地开采日 ${here.from}（${here.basis}）`,
        en: `${harvestedOn} is before the local first day of the season, ${here.from}`,
      },
    },
  ];
}
