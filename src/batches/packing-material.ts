import type { FindingDraft } from '../rules/finding.js';

const FORBIDDEN =
  /(肥料|化肥|农药|尿素|复合肥|fertili[sz]er|pesticide).{0,6}(袋|包装|bag|sack|packag)|(袋|bag|sack).{0,4}(肥料|化肥|农药)/iu;

/** never in bags that held fertiliser or pesticide (GAP 2022 包装、放行与储运章). */
export function packingMaterial(material: string): FindingDraft[] {
  if (!FORBIDDEN.test(material.normalize('NFKC'))) return [];
  return [
    {
      ruleId: 'R-19',
      level: 'block',
      message: {
        zh: `包装材料为“${material}”，禁止使用肥料、农药包装袋`,
        en: `packed in "${material}"; fertiliser and pesticide bags are forbidden`,
      },
    },
  ];
}
