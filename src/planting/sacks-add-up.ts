import type { FieldFault } from '../platform/errors.js';

/** What cannot be: sacks that do not make the weights they are said to make, or a sack that weighs less than itself empty. */
export function sackFaults(
  weighed: { gross: number; tare: number },
  sacks: readonly { gross: number; tare: number }[] | undefined,
): FieldFault[] {
  if (sacks === undefined) return [];
  const light = sacks.findIndex(({ gross, tare }) => tare >= gross);
  if (light >= 0)
    return [
      {
        path: `sacks.${light}.tare`,
        value: sacks[light]!.tare,
        message: { zh: '皮重不小于毛重', en: 'is not less than the gross weight' },
      },
    ];
  return (['gross', 'tare'] as const).flatMap((side) => {
    const sum = sacks.reduce((total, sack) => total + sack[side], 0);
    if (sum === weighed[side]) return [];
    return [
      {
        path: side,
        value: weighed[side],
        message: { zh: `各袋合计 ${sum} 克，与所填不符`, en: `is not what the sacks make together, ${sum} g` },
      },
    ];
  });
}
