import type { FindingDraft } from '../rules/finding.js';
import { listedIn, type BannedName } from './banned-input.js';
import type { PesticideCategory } from './input-label.js';

/** Words of a purpose that name the harvested organ or its weight. */
const ON_THE_ORGAN = /膨大|壮根|壮茎|增重|增产|增粗|促根|控旺|控苗|催熟|果实|块根|块茎|根茎/u;

/**
 * a growth regulator must not steer the harvested organ (GAP 2022 种植与养殖章). With a purpose that names the organ
 * it blocks; with another purpose (breaking dormancy of seed) or none it warns, for somebody has to look.
 * Regulators are known by the label or by name (list growth-regulator-ingredient) in the product or its ingredients. Trade
 * names sold to swell the root stand in the banned list and block whatever the label says.
 */
export function growthRegulator(
  product: string,
  category: PesticideCategory | undefined,
  purpose: string | undefined,
  names: readonly string[] = [product],
  lists: readonly BannedName[] = [],
): FindingDraft[] {
  const regulators = lists.filter(({ list }) => list === 'growth-regulator-ingredient');
  const byName = names.some((name) => listedIn(name, regulators) !== undefined);
  if (category !== '植物生长调节剂' && !byName) return [];
  const onOrgan = purpose !== undefined && ON_THE_ORGAN.test(purpose);
  return [
    {
      ruleId: 'R-10',
      level: onOrgan ? 'block' : 'warn',
      message: onOrgan
        ? {
            zh: `植物生长调节剂“${product}”用于“${purpose}”，禁止用来调节收获器官`,
            en: `the growth regulator "${product}" was used for "${purpose}"; none may steer the harvested organ`,
          }
        : {
            zh: `使用了植物生长调节剂“${product}”，请写明用途；不得用来调节收获器官`,
            en: `the growth regulator "${product}" was used; say what for, it must not steer the harvested organ`,
          },
    },
  ];
}
