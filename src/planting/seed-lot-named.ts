import type { FindingDraft } from '../rules/finding.js';

/** Modes in which plants grew from what was there (GAP 2022: 野生抚育, 仿野生): there may be no seed lot to name. */
const WITHOUT_SEED = new Set(['野生抚育', '仿野生']);

/**
 * Seed lot of a planting: named, unless the stand is wild (R-05, warns: many perennial stands are older than any
 * record), and of the same herb and species as what is planted (R-04, blocks).
 */
export function seedLotNamed(
  cultivationMode: string,
  seed: { herb: string; species: string } | null,
  planted: { herb: string; species: string },
): FindingDraft[] {
  if (seed === null) {
    if (WITHOUT_SEED.has(cultivationMode)) return [];
    const message = {
      zh: `${cultivationMode}种植未写明种苗批`,
      en: `a cultivated planting (${cultivationMode}) names no seed lot`,
    };
    return [{ ruleId: 'R-05', level: 'warn', message }];
  }
  if (seed.herb === planted.herb && seed.species.trim().toLowerCase() === planted.species.trim().toLowerCase())
    return [];
  return [
    {
      ruleId: 'R-04',
      level: 'block',
      message: {
        zh: `种苗批为 ${seed.herb}“${seed.species}”，种植记为 ${planted.herb}“${planted.species}”`,
        en: `the seed lot is ${seed.herb} "${seed.species}", the planting says ${planted.herb} "${planted.species}"`,
      },
    },
  ];
}
