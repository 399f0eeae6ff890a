/** What became of goods under recall, in whole grams. */
export interface Fate {
  returned: number;
  used: number;
  destroyed: number;
  missing: number;
}

export interface Balance extends Fate {
  /** What was there when the recall was published. */
  grams: number;
  /** Not reported yet. */
  open: number;
  /** Returned, used or destroyed, of 100, with two decimals cut off: 100 only when nothing is missing or open. */
  percent: string;
  balanced: boolean;
}

/** Balances reports against what was held. GAP 投诉、退货与召回章: shipped, recalled, and the difference. */
export function balanceOf(grams: number, reports: readonly Fate[]): Balance {
  const sum = (of: (fate: Fate) => number): number => reports.reduce((total, fate) => total + of(fate), 0);
  const fate: Fate = {
    returned: sum(({ returned }) => returned),
    used: sum(({ used }) => used),
    destroyed: sum(({ destroyed }) => destroyed),
    missing: sum(({ missing }) => missing),
  };
  const found = fate.returned + fate.used + fate.destroyed;
  const open = grams - found - fate.missing;
  const cents = grams === 0 ? 10_000 : Number((BigInt(found) * 10_000n) / BigInt(grams));
  const percent = (cents / 100).toFixed(2).replace(/\.?0+$/, '');
  return { grams, ...fate, open, percent, balanced: open === 0 };
}
