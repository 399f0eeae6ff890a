import type { FieldFault } from '../platform/errors.js';

/**
 * What no harvest can be: of a form the monograph does not tell apart (forms are how limits are chosen later), or from
 * plants that were not planted yet. Days are Chinese calendar days.
 */
export function harvestFaults(
  herb: { nameZh: string; variants: readonly { name: string }[] },
  establishedOn: string,
  harvest: { at: string; day: string; variant?: string | undefined },
): FieldFault[] {
  const faults: FieldFault[] = [];
  const { variant, at, day } = harvest;
  const forms = herb.variants.map(({ name }) => name);
  if (variant !== undefined && !forms.includes(variant))
    faults.push({
      path: 'variant',
      value: variant,
      message:
        forms.length === 0
          ? { zh: `${herb.nameZh}不分规格`, en: `is no form: ${herb.nameZh} has none` }
          : { zh: `${herb.nameZh}的规格只有：${forms.join('、')}`, en: `must be one of: ${forms.join(', ')}` },
    });
  if (day < establishedOn)
    faults.push({
      path: 'at',
      value: at,
      message: {
        zh: `早于种植日期 ${establishedOn}`,
        en: `is before the planting was established, ${establishedOn}`,
      },
    });
  return faults;
}
