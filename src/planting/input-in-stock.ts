import Big from 'big.js';
import type { FindingDraft } from '../rules/finding.js';

/**
 * no more is used, issued or destroyed than the stock held (GAP 2022, 投入品采购). What happened is recorded; the part
 * the stock cannot explain came from somewhere that nobody has on record. Decimal strings in one unit.
 */
export function inputInStock(product: string, asked: string, held: string, unit: string): FindingDraft[] {
  if (new Big(asked).lte(held)) return [];
  return [
    {
      ruleId: 'R-11',
      level: 'block',
      message: {
        zh: `“${product}”用了 ${asked} ${unit}，库存只有 ${new Big(held).toFixed()} ${unit}`,
        en: `${asked} ${unit} of "${product}" were used, the stock held ${new Big(held).toFixed()} ${unit}`,
      },
    },
  ];
}
