import type { FindingDraft } from '../rules/finding.js';

/** 种质 as GAP 2022 tells them apart (种子种苗章). */
export const GERMPLASM = [
  '野生',
  '农家品种',
  '选育品种',
  '组织培养',
  '人工多倍体',
  '单倍体',
  '种间杂交',
  '转基因',
] as const;
export type Germplasm = (typeof GERMPLASM)[number];

const FORBIDDEN: ReadonlySet<Germplasm> = new Set(['人工多倍体', '单倍体', '种间杂交', '转基因']);

/** no artificial polyploid, haploid, hybrid of species or GMO. What nobody stated is not judged. */
export function germplasmAllowed(germplasm: Germplasm | undefined): FindingDraft[] {
  if (germplasm === undefined || !FORBIDDEN.has(germplasm)) return [];
  return [
    {
      ruleId: 'R-04',
      level: 'block',
      message: {
        zh: `种质为${germplasm}，禁止使用`,
        en: 'this germplasm (polyploid, haploid, hybrid of species, GMO) is forbidden',
      },
    },
  ];
}
