import type { FindingDraft } from '../rules/finding.js';

interface Seasons {
  nameZh: string;
  minimumGrowthYears: number;
  harvestMonths: readonly number[];
  variants: readonly { name: string; harvestMonths?: readonly number[] }[];
}

/** Planted by the end of June, the year of planting counts as a year of growth; an autumn planting first grows next year. */
const LAST_SPRING_MONTH = 6;

/** 生长年限 as growers count it: growing seasons up to and with the one of the harvest. Days are Chinese calendar days. */
export function growthYears(establishedOn: string, harvestedOn: string): number {
  const planted = Number(establishedOn.slice(0, 4));
  const first = Number(establishedOn.slice(5, 7)) <= LAST_SPRING_MONTH ? planted : planted + 1;
  return Math.max(0, Number(harvestedOn.slice(0, 4)) - first + 1);
}

/**
 * old enough, and in the months of this form (青翘 7–9, 老翘 9–11). Growth years and months are practice, not
 * law, so they warn. A wild stand's age is not known: `establishedOn` undefined asks the months only.
 */
export function harvestSeason(
  herb: Seasons,
  variant: string | undefined,
  establishedOn: string | undefined,
  harvestedOn: string,
): FindingDraft[] {
  const found: FindingDraft[] = [];
  const name = variant ?? herb.nameZh;
  if (establishedOn !== undefined && growthYears(establishedOn, harvestedOn) < herb.minimumGrowthYears) {
    const years = growthYears(establishedOn, harvestedOn);
    found.push(
      warn(
        `${herb.nameZh}生长 ${years} 年即采收，应不少于 ${herb.minimumGrowthYears} 年`,
        `harvested after ${years} years of growth, at least ${herb.minimumGrowthYears} are wanted`,
      ),
    );
  }
  const months = herb.variants.find((form) => form.name === variant)?.harvestMonths ?? herb.harvestMonths;
  const month = Number(harvestedOn.slice(5, 7));
  if (months.length > 0 && !months.includes(month)) {
    found.push(
      warn(
        `${name}在 ${month} 月采收，采收期为 ${months.join('、')} 月`,
        `harvested in month ${month}; the season is ${months.join(', ')}`,
      ),
    );
  }
  return found;
}

function warn(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-15', level: 'warn', message: { zh, en } };
}
