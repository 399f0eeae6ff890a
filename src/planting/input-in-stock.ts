import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';

/**
 * no more is used, issued or destroyed than the stock held (GAP 2022, 投入品采购). What happened is recorded; the part
 * the stock cannot explain came from somewhere that nobody has on record. A use draws on the store and on what was handed
 * out; with `store` the finding says both, as the ledger's `balance` and `issued` do. Decimal strings in one unit.
 */
export function inputInStock(
  product: string,
  asked: string,
  held: string,
  unit: string,
  store?: string,
): FindingDraft[] {
  if (new Big(asked).lte(held)) return [];
  const all = new Big(held);
  const hands = store === undefined ? undefined : all.minus(store).toFixed();
  const zh = hands === undefined ? '' : `（库中 ${new Big(store!).toFixed()} ${unit}，已领出未用 ${hands} ${unit}）`;
  const en = hands === undefined ? '' : ` (${new Big(store!).toFixed()} in the store, ${hands} handed out)`;
  return [
    {
      ruleId: 'R-11',
      level: 'block',
      message: {
        zh: `“${product}”记了 ${asked} ${unit}，账上只有 ${all.toFixed()} ${unit}${zh}`,
        en: `${asked} ${unit} of "${product}" were recorded, the stock held ${all.toFixed()} ${unit}${en}`,
      },
    },
  ];
}
