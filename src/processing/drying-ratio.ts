import type { FindingDraft } from '../rules/finding.js';

/** Kilograms of fresh herb for one kilogram of dry, as decimal strings (domain reference §4.4). */
export interface RatioBand {
  min: string;
  max: string;
}

export interface DryingSheet {
  herbName: string;
  /** Grams that went in fresh, and grams that went in dry already. */
  freshGrams: number;
  dryGrams: number;
  /** Grams taken out of the herb on the way: waste and samples, in whatever state. */
  removedGrams: number;
  /** Adjuvants that went in; they may be in what came out, or have gone up in steam. */
  addedGrams?: number;
  /** Dry grams that came out, by-products left out. */
  outGrams: number;
}

/** Fifteen per cent more dry herb than the wettest reckoning allows: something was mixed in. */
const FOREIGN_MATTER = 1.15;

/**
 * what came out dry against what went in fresh. Outside fresh/max … fresh/min it warns; more than 1.15 × fresh/min
 * blocks, for it is a sign of foreign herb. What was removed on the way excuses a low yield, never a high one.
 */
export function dryingRatio(sheet: DryingSheet, band: RatioBand | undefined): FindingDraft[] {
  const { freshGrams, dryGrams, addedGrams = 0, outGrams, removedGrams, herbName } = sheet;
  if (band === undefined || freshGrams === 0 || outGrams === 0) return [];
  const most = freshGrams / Number(band.min) + dryGrams + addedGrams;
  const least = Math.max(0, freshGrams - removedGrams) / Number(band.max) + Math.max(0, dryGrams - removedGrams);
  if (outGrams >= least && outGrams <= most) return [];
  const range = { zh: `${kg(least)}–${kg(most)} 公斤`, en: `${kg(least)} to ${kg(most)} kg` };
  return [
    {
      ruleId: 'R-17',
      level: outGrams > most * FOREIGN_MATTER ? 'block' : 'warn',
      message: {
        zh: `${herbName}鲜品 ${kg(freshGrams)} 公斤得干品 ${kg(outGrams)} 公斤，合理范围 ${range.zh}（鲜干比 ${band.min}–${band.max}）`,
        en: `${kg(freshGrams)} kg fresh gave ${kg(outGrams)} kg dry; ${range.en} is plausible (ratio ${band.min} to ${band.max})`,
      },
    },
  ];
}

/** Fresh : dry with two places, as shown; undefined where there is nothing to divide. */
export function ratioOf({ freshGrams, dryGrams, outGrams }: DryingSheet): string | undefined {
  const dried = outGrams - dryGrams;
  return freshGrams > 0 && dried > 0 ? (freshGrams / dried).toFixed(2) : undefined;
}

function kg(grams: number): string {
  return (grams / 1000).toFixed(1);
}
