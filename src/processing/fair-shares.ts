import type { FindingDraft } from '../rules/finding.js';
import { mixedHerbs } from './mixed-owners.js';
import type { OwnedInput, OwnedOutput } from './owner-shares.js';

/** What weighing and sharing out may differ by (domain reference R-25: conserved within 1 %). */
const SHARING_DIFFERS = 0.01;

/**
 * of mixed goods each owner gets its part, herb by herb: of all that came out (products, by-products and waste that
 * stayed lots), the part that it brought of that herb, within 1 % of that part and never finer than a gram. Goods that
 * were worked beside each other and not mixed come back to their owner.
 */
export function fairShares(
  inputs: readonly OwnedInput[],
  outputs: readonly OwnedOutput[],
  nameOf: (organisation: string) => string,
): FindingDraft[] {
  const herbs = inputs.filter(({ kind }) => kind !== 'adjuvant');
  const owners = [...new Set(herbs.map(({ owner }) => owner))].sort();
  if (owners.length < 2) return [];
  const mixed = mixedHerbs(inputs);
  return [...new Set(herbs.map(({ herb }) => herb))].sort().flatMap((herb) => {
    const brought = herbs.filter((input) => input.herb === herb);
    const made = outputs.filter((output) => output.herb === herb);
    return owners.flatMap((owner) => {
      const part = total(brought.filter((input) => input.owner === owner)) / total(brought);
      const due = Math.round(total(made) * part);
      const got = total(made.filter((output) => output.owner === owner));
      if (Math.abs(got - due) <= Math.max(1, due * SHARING_DIFFERS)) return [];
      const how = mixed.has(herb) ? '按投入份额' : '未混合加工';
      return [
        {
          ruleId: 'R-25' as const,
          level: 'block' as const,
          message: {
            zh: `${nameOf(owner)}${how}应得 ${due} 克，实得 ${got} 克，相差 ${Math.abs(got - due)} 克`,
            en: `${nameOf(owner)} was due ${due} g and got ${got} g, ${Math.abs(got - due)} g apart`,
          },
        },
      ];
    });
  });
}

function total(lines: readonly { grams: number }[]): number {
  return lines.reduce((sum, { grams }) => sum + grams, 0);
}
