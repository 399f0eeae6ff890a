import type { FindingDraft } from '../rules/finding.js';

/** Seed paper as kept: what it is and its number. */
export interface SeedDocument {
  kind: string;
  number?: string;
  issuedBy?: string;
  date?: string;
}

/** GB/T 2260: the first six digits of a division code name the county. */
const COUNTY_DIGITS = 6;
const QUARANTINE = /检疫|quarantine|phytosanitary/iu;

/**
 * seed or seedlings from another county need a quarantine certificate (GAP 2022 种子种苗章; 《植物检疫条例》).
 * `homeCodes` are the division codes of the bases they may be sown on; without any there is nothing to compare with.
 */
export function quarantineCertificate(
  originCode: string,
  homeCodes: readonly string[],
  documents: readonly SeedDocument[],
): FindingDraft[] {
  if (homeCodes.length === 0 || homeCodes.some((code) => county(code) === county(originCode))) return [];
  if (documents.some(({ kind }) => QUARANTINE.test(kind))) return [];
  return [
    {
      ruleId: 'R-05',
      level: 'block',
      message: {
        zh: `种苗来自外县 ${county(originCode)}，没有植物检疫证书`,
        en: `seed from another county, ${county(originCode)}, without a plant quarantine certificate`,
      },
    },
  ];
}

function county(code: string): string {
  return code.slice(0, COUNTY_DIGITS);
}
