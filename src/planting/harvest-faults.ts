import type { FieldFault } from '../platform/errors.js';

/** What no harvest can be: of a form the monograph does not tell apart (forms are how limits are chosen later). */
export function harvestFaults(
  herb: { nameZh: string; variants: readonly { name: string }[] },
  variant: string | undefined,
): FieldFault[] {
  const faults: FieldFault[] = [];
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
  return faults;
}
