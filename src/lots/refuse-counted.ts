import { InvalidInput } from '../platform/errors.js';
import type { LotUnit } from './lot.js';

/**
 * Acts that weigh draw only what is weighed: seedlings counted in pieces have no grams to give.
 * @throws InvalidInput naming inputs.N.lot of each lot that is counted
 */
export function refuseCounted(
  drawn: readonly { id: string; unit: LotUnit }[],
  inputs: readonly { lot: string }[],
): void {
  const counted = new Set(drawn.filter(({ unit }) => unit !== 'gram').map(({ id }) => id));
  const faults = inputs.flatMap(({ lot }, index) =>
    counted.has(lot)
      ? [
          {
            path: `inputs.${index}.lot`,
            value: lot,
            message: { zh: '按粒（株）计的批次不能按克投料', en: 'is counted in pieces, not in grams' },
          },
        ]
      : [],
  );
  if (faults.length > 0) throw new InvalidInput(faults);
}
