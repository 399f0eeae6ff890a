import type { FindingDraft } from '../rules/finding.js';

/** How much of an adjuvant 100 kg of herb take (ChP 2020 通则0213 and monographs), kilograms as decimal texts. */
export interface AdjuvantRatio {
  /** Null: every herb without a line of its own. */
  herb: string | null;
  steps: string[];
  adjuvant: string;
  kgPer100kg: [min: string, max: string];
  certainty: string;
}

export interface AdjuvantUse {
  herb: string;
  herbName: string;
  herbGrams: number;
  /** Steps of the run. */
  kinds: readonly string[];
  /** Grams drawn of each adjuvant, by code. */
  drawn: ReadonlyMap<string, number>;
  nameOf(adjuvant: string): string;
}

/** What the scales and a remainder in the jar may differ by: a twentieth of the figure. */
const TOLERANCE = 0.05;

/**
 * the adjuvant of each step in its proportion to the herb: 蜜炙 takes 20 to 25 kg of honey for 100 kg. None drawn
 * at all means that no lot of it stands behind the slice, and nobody can say what was poured.
 */
export function adjuvantRatio(
  use: AdjuvantUse,
  ratios: readonly AdjuvantRatio[],
  enforceable: (certainty: string) => boolean,
): FindingDraft[] {
  const { herb, herbName, herbGrams, kinds, drawn, nameOf } = use;
  if (herbGrams === 0) return [];
  return [...new Set(kinds)].flatMap((kind) => {
    const asked = ratios.filter(({ steps, certainty }) => steps.includes(kind) && enforceable(certainty));
    const line = asked.find((ratio) => ratio.herb === herb) ?? asked.find((ratio) => ratio.herb === null);
    if (line === undefined) return [];
    const [min, max] = line.kgPer100kg;
    const name = nameOf(line.adjuvant);
    const grams = drawn.get(line.adjuvant) ?? 0;
    const range = min === max ? min : `${min}–${max}`;
    if (grams === 0)
      return [
        warn(
          `${herbName}${kind}未登记所用${name}的批次（每 100 公斤用 ${range} 公斤）`,
          `${herbName}, ${kind}: no lot of ${name} was drawn (${range} kg for 100 kg)`,
        ),
      ];
    const kgPer100 = (grams * 100) / herbGrams;
    if (kgPer100 >= Number(min) * (1 - TOLERANCE) && kgPer100 <= Number(max) * (1 + TOLERANCE)) return [];
    return [
      warn(
        `${herbName}${kind}每 100 公斤用${name} ${kgPer100.toFixed(1)} 公斤，应为 ${range} 公斤`,
        `${herbName}, ${kind}: ${kgPer100.toFixed(1)} kg of ${name} for 100 kg; ${range} kg is asked for`,
      ),
    ];
  });
}

function warn(zh: string, en: string): FindingDraft {
  return { ruleId: 'R-17', level: 'warn', message: { zh, en } };
}
