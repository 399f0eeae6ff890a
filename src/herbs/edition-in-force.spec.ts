import { describe, expect, it } from '@jest/globals';
import { editionCode, editionFor } from './edition-in-force.js';
import type { Edition } from './limit.js';

const title = { zh: '', en: '' };
const editions: Edition[] = [
  { code: 'ChP2020', title, effectiveFrom: '2020-12-30', effectiveTo: '2025-09-30', held: true },
  { code: 'ChP2025', title, effectiveFrom: '2025-10-01', effectiveTo: null, held: false },
];

describe('the edition a test is judged by', () => {
  it.each([
    ['2020-12-29', 'ChP2020', null, 'no-edition-in-force'],
    ['2020-12-30', 'ChP2020', 'ChP2020', null],
    ['2025-09-30', 'ChP2020', 'ChP2020', null],
    ['2025-10-01', 'ChP2020', null, 'edition-not-held'],
    ['2025-10-01', 'ChP2025', null, 'edition-not-held'],
    ['2026-05-01', 'ChP2020', null, 'edition-not-held'],
    ['2024-05-01', 'ChP2025', null, 'other-edition'],
    ['2024-05-01', 'ChP2015', null, 'other-edition'],
  ])('tested on %s by %s: %p, %p', (testedOn, named, code, reason) => {
    const verdict = editionFor(editions, testedOn, named);
    expect([verdict.edition?.code ?? null, verdict.reason]).toEqual([code, reason]);
  });

  it.each([
    ['ChP2020', 'ChP2020'],
    ['chp 2020', 'ChP2020'],
    ['2020', 'ChP2020'],
    ['2020年版', 'ChP2020'],
    ['中国药典2020年版', 'ChP2020'],
    ['《中国药典》2020年版一部', 'ChP2020'],
    ['中国药典（2020年版）', 'ChP2020'],
    ['USP 2020', 'USP 2020'],
    ['企业标准 Q/2020', '企业标准 Q/2020'],
  ])('reads %s as %s', (named, code) => {
    expect(editionCode(named)).toBe(code);
  });
});
