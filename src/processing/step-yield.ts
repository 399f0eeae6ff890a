import type { FindingDraft } from '../rules/finding.js';
import type { StepDefinition } from './step-catalogue.js';

export interface YieldSheet {
  herbName: string;
  /** Dry grams of the herb that went in; adjuvants left out. */
  inGrams: number;
  /** Grams that came out as the product. */
  outGrams: number;
  /** Taken out on the way: samples, by-products. They excuse a low yield. */
  removedGrams: number;
}

/** More than this above what the steps can give: something was mixed in. The same margin as for drying. */
const FOREIGN_MATTER_PERCENT = 115;

/**
 * R-17 for dry herb (paozhi): what came out against the bands of the steps that were done, multiplied along the chain
 * (domain reference §4.3: 净制 85–99 %, 炒炭 60–85 %, 蜜炙 100–125 % …). Steps without a band take and give nothing.
 */
export function stepYield(
  sheet: YieldSheet,
  steps: readonly StepDefinition[],
  enforceable: (certainty: string) => boolean,
): FindingDraft[] {
  const banded = steps.flatMap(({ kind, yieldPercent }) =>
    yieldPercent !== undefined && enforceable(yieldPercent.certainty) ? [{ kind, ...yieldPercent }] : [],
  );
  const { herbName, inGrams, outGrams, removedGrams } = sheet;
  if (banded.length === 0 || inGrams === 0 || outGrams === 0) return [];
  const product = (side: 'min' | 'max') =>
    banded.reduce((share, band) => share * (Number(band[side] ?? '100') / 100), 1) * inGrams;
  // Whole grams: a product of shares is no exact number, and nobody weighs its billionths.
  const [least, most] = [Math.floor(product('min')) - removedGrams, Math.ceil(product('max'))];
  if (outGrams >= least && outGrams <= most) return [];
  const kinds = banded.map(({ kind }) => kind).join('、');
  const [from, to] = [kg(Math.max(0, least)), kg(most)];
  return [
    {
      ruleId: 'R-17',
      level: outGrams * 100 > most * FOREIGN_MATTER_PERCENT ? 'block' : 'warn',
      message: {
        zh: `${herbName} ${kg(inGrams)} 公斤经${kinds}得 ${kg(outGrams)} 公斤，合理范围 ${from}–${to} 公斤`,
        en: `${kg(inGrams)} kg gave ${kg(outGrams)} kg after ${kinds}; ${from} to ${to} kg is plausible`,
      },
    },
  ];
}

function kg(grams: number): string {
  return (grams / 1000).toFixed(1);
}
