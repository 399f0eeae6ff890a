import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { missingForClaim, type ClaimCase, type ClaimRule } from './claim-evidence.js';

const file = join(import.meta.dirname, '../../seeds/reference/quality.json');
const { claims } = JSON.parse(readFileSync(file, 'utf8')) as { claims: ClaimRule[] };
const rule = (code: string): ClaimRule => claims.find((claim) => claim.code === code)!;

const so2 = (value: string | null, more: object = {}) => ({
  ...{ item: 'sulfur_dioxide', value, unit: 'mg/kg', belowLoq: false },
  ...more,
});
const none: ClaimCase = { papers: [], results: [], openFindings: [], today: '2025-08-20' };
const paper = (kind: string, validUntil?: string) => ({ kind, number: 'X-1', ...(validUntil ? { validUntil } : {}) });
const gap = [paper('GAP 符合性自评报告'), paper('供应商审核报告')];

describe('R-29: a claim needs its evidence', () => {
  it.each<[string, string, Partial<ClaimCase>, boolean]>([
    ['sulphur-free without a test', 'sulphur-free', {}, false],
    ['sulphur-free at 10', 'sulphur-free', { results: [so2('10')] }, true],
    ['sulphur-free at 10.4, which rounds to 10', 'sulphur-free', { results: [so2('10.4')] }, true],
    ['sulphur-free at 10.6', 'sulphur-free', { results: [so2('10.6')] }, false],
    ['sulphur-free below the quantification limit', 'sulphur-free', { results: [so2(null, { belowLoq: true })] }, true],
    ['sulphur-free, never measured', 'sulphur-free', { results: [so2(null)] }, false],
    ['sulphur-free in another unit', 'sulphur-free', { results: [so2('5', { unit: 'µg/kg' })] }, false],
    ['sulphur-free once of twice', 'sulphur-free', { results: [so2('5'), so2('60')] }, false],
    ['GAP with both papers', 'gap', { papers: gap }, true],
    ['GAP with one paper', 'gap', { papers: gap.slice(1) }, false],
    ['GAP from a base on trial', 'gap', { papers: gap, openFindings: ['R-07'] }, false],
    ['GAP with a finding that is no matter of GAP', 'gap', { papers: gap, openFindings: ['R-15'] }, true],
    ['GI without leave', 'geographical-indication', {}, false],
    [
      'GI with leave to the day',
      'geographical-indication',
      { papers: [paper('地理标志使用授权书', '2025-08-20')] },
      true,
    ],
    [
      'GI with leave that ran out',
      'geographical-indication',
      { papers: [paper('地理标志使用授权书', '2025-08-19')] },
      false,
    ],
    [
      'GI renewed',
      'geographical-indication',
      { papers: [paper('地理标志使用授权书', '2025-08-19'), paper('地理标志使用授权书', '2026-01-01')] },
      true,
    ],
    ['a brand without leave', 'regional-brand', {}, false],
  ])('%s', (_, code, change, may) =>
    expect(missingForClaim(rule(code), { ...none, ...change }).length === 0).toBe(may),
  );
});
