import Big from 'big.js';

/** What an amount is measured in once its unit is brought to its family: grams, millilitres, or pieces of one name. */
export interface BaseAmount {
  /** Decimal string. */
  amount: string;
  unit: string;
}

const FAMILIES: Readonly<Record<string, { unit: 'g' | 'ml'; factor: string }>> = {
  毫克: { unit: 'g', factor: '0.001' },
  mg: { unit: 'g', factor: '0.001' },
  克: { unit: 'g', factor: '1' },
  g: { unit: 'g', factor: '1' },
  斤: { unit: 'g', factor: '500' },
  公斤: { unit: 'g', factor: '1000' },
  千克: { unit: 'g', factor: '1000' },
  kg: { unit: 'g', factor: '1000' },
  吨: { unit: 'g', factor: '1000000' },
  t: { unit: 'g', factor: '1000000' },
  毫升: { unit: 'ml', factor: '1' },
  ml: { unit: 'ml', factor: '1' },
  升: { unit: 'ml', factor: '1000' },
  l: { unit: 'ml', factor: '1000' },
};
/** As the stock is kept: a thousandth of a gram or millilitre. */
const PLACES = 3;
const PER_MU = /\s*\/\s*(亩|mu)$/iu;

/**
 * An amount in its family's base unit. `kg/亩` is a dose: with the area it becomes an amount, without it is undefined.
 * Units of no family (袋, 瓶) stay what they are: nobody knows what is in a bag.
 */
export function baseAmount(amount: string, unit: string, areaMu?: string): BaseAmount | undefined {
  const perMu = PER_MU.test(unit);
  if (perMu && areaMu === undefined) return undefined;
  const name = unit.replace(PER_MU, '').trim();
  const family = FAMILIES[name.toLowerCase()];
  const total = new Big(amount).times(perMu ? areaMu! : '1').times(family?.factor ?? '1');
  return { amount: total.round(PLACES).toFixed(), unit: family?.unit ?? name };
}

/** The dose on one 亩 in base units; undefined where neither the unit nor an area tells it. */
export function dosePerMu(amount: string, unit: string, areaMu?: string): BaseAmount | undefined {
  if (PER_MU.test(unit)) return baseAmount(amount, unit, '1');
  if (areaMu === undefined) return undefined;
  const total = baseAmount(amount, unit)!;
  return { amount: new Big(total.amount).div(areaMu).toFixed(), unit: total.unit };
}
