import type { FindingDraft } from '../rules/finding.js';

/** one base grows one identified species of a herb (GAP 2022 种子种苗章); `grown` are those of its plantings so far. */
export function oneSpeciesPerBase(grown: readonly string[], species: string, baseName: string): FindingDraft[] {
  const other = grown.find((name) => name.trim().toLowerCase() !== species.trim().toLowerCase());
  if (other === undefined) return [];
  return [
    {
      ruleId: 'R-03',
      level: 'block',
      message: {
        zh: `基地“${baseName}”已种同一药材的另一物种“${other}”`,
        en: `base "${baseName}" already grows another species of this herb, "${other}"`,
      },
    },
  ];
}
