import type { FindingDraft } from '../rules/finding.js';

/** Decimal strings of the reference data: kg dry per 亩, and kg fresh for 1 kg dry. */
export interface YieldBands {
  dryKgPerMu: { max: string };
  freshToDry: { max: string };
}

export interface PlotYield {
  plotName: string;
  areaMu: string;
  /** Fresh grams of this plot in this calendar year, this harvest included. */
  seasonGrams: number;
}

/** 30 % over the highest figure we know is possible in a very good year; more is other people's herb. */
const TOLERANCE = 1.3;
const GRAMS_PER_KG = 1000;

/**
 * fresh weight per plot and year against area × highest dry yield × highest fresh:dry ratio. Above it warns,
 * above 1.3 times it blocks (domain reference §4.4: plot yield ≤ area × max yield × 1.3).
 */
export function yieldCeiling(plots: readonly PlotYield[], bands: YieldBands | undefined): FindingDraft[] {
  if (bands === undefined) return [];
  const perMu = Number(bands.dryKgPerMu.max) * Number(bands.freshToDry.max) * GRAMS_PER_KG;
  return plots.flatMap(({ plotName, areaMu, seasonGrams }) => {
    const most = Number(areaMu) * perMu;
    if (seasonGrams <= most) return [];
    const [got, top] = [kilograms(seasonGrams), kilograms(most)];
    return [
      {
        ruleId: 'R-17' as const,
        level: seasonGrams > most * TOLERANCE ? ('block' as const) : ('warn' as const),
        message: {
          zh: `地块“${plotName}”（${areaMu} 亩）本年鲜重 ${got} 公斤，高产也只有约 ${top} 公斤`,
          en: `a plot of ${areaMu} mu gave ${got} kg fresh this year; a very good yield is about ${top} kg`,
        },
      },
    ];
  });
}

function kilograms(grams: number): string {
  return (grams / GRAMS_PER_KG).toFixed(1);
}
