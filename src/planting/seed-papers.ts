import type { FindingDraft } from '../rules/finding.js';
import type { SeedDocument } from './quarantine-certificate.js';

const IDENTIFICATION = /鉴定|identification/iu;
const QUALITY = /质量|检验|quality/iu;

/**
 * before sowing, each seed lot has its identification (基原鉴定) and a quality report (GAP 2022 种子种苗章). Papers of
 * the lot it was raised from count for what it is, not for how good it is: seedlings are graded anew.
 */
export function seedPapers(own: readonly SeedDocument[], ofParents: readonly SeedDocument[]): FindingDraft[] {
  const missing = [
    ...([...own, ...ofParents].some(({ kind }) => IDENTIFICATION.test(kind))
      ? []
      : [{ zh: '基原鉴定报告', en: 'identification' }]),
    ...(own.some(({ kind }) => QUALITY.test(kind) && !/检疫/u.test(kind))
      ? []
      : [{ zh: '质量检验报告', en: 'quality report' }]),
  ];
  if (missing.length === 0) return [];
  return [
    {
      ruleId: 'R-05',
      level: 'block',
      message: {
        zh: `种苗批缺少${missing.map(({ zh }) => zh).join('、')}即播种`,
        en: `sown without ${missing.map(({ en }) => en).join(' and ')} of the seed lot`,
      },
    },
  ];
}
