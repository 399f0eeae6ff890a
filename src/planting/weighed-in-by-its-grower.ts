import type { FindingDraft } from '../rules/finding.js';

/**
 * what is weighed in of a harvest is brought by someone whose plots it came from. Somebody else's name may be an
 * errand run for a neighbour, or herb from elsewhere under this harvest's name; so it warns. Growers are ids.
 */
export function weighedInByItsGrower(grower: string, growersOfHarvest: readonly string[]): FindingDraft[] {
  if (growersOfHarvest.includes(grower)) return [];
  return [
    {
      ruleId: 'R-25',
      level: 'warn',
      message: {
        zh: '过磅交货人不是该次采收地块的农户',
        en: 'the grower who brought it grows on none of the plots of this harvest',
      },
    },
  ];
}
