import type { FindingDraft } from '../rules/finding.js';

/** One use of a product with the interval its label asks for (安全间隔期), in days. */
export interface IntervalUse {
  product: string;
  usedOn: string;
  intervalDays: number;
}

/**
 * for every product used on a source plot, harvest day − day of use ≥ interval (《农药管理条例》第三十四条).
 * The label's value is recorded with each use; there is none that holds for a product everywhere.
 */
export function preHarvestInterval(harvestedOn: string, uses: readonly IntervalUse[]): FindingDraft[] {
  return uses.flatMap(({ product, usedOn, intervalDays }) => {
    const days = daysBetween(usedOn, harvestedOn);
    if (days < 0 || days >= intervalDays) return [];
    return [
      {
        ruleId: 'R-12' as const,
        level: 'block' as const,
        message: {
          zh: `${usedOn} 施用“${product}”后 ${days} 天即采收，安全间隔期为 ${intervalDays} 天`,
          en: `harvested ${days} days after "${product}" was used on ${usedOn}; its interval is ${intervalDays} days`,
        },
      },
    ];
  });
}

/**
 * R-12 for a pesticide whose interval nobody recorded: not judged, and said so, when it was used in the year of the
 * harvest.
 */
export function intervalNotKnown(
  harvestedOn: string,
  uses: readonly { product: string; usedOn: string }[],
): FindingDraft[] {
  return uses
    .filter(({ usedOn }) => usedOn.slice(0, 4) === harvestedOn.slice(0, 4))
    .map(({ product, usedOn }) => ({
      ruleId: 'R-12' as const,
      level: 'warn' as const,
      message: {
        zh: `${usedOn} 施用的“${product}”安全间隔期不明，无法判定是否已满`,
        en: `the interval of "${product}", used on ${usedOn}, is not known; whether it is over cannot be judged`,
      },
    }));
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}
