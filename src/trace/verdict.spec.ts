import { describe, expect, it } from '@jest/globals';
import { reportsAreShown, SUSPECT_COPY_SCANS, verdictOf, type Standing, type VerdictCode } from './verdict.js';

const GOOD: Standing = {
  byCode: true,
  unbound: false,
  voided: false,
  quality: 'released',
  recalled: false,
  held: false,
  single: true,
  scans: 1,
};

describe('the verdict', () => {
  it.each<[VerdictCode, Partial<Standing>]>([
    ['valid', {}],
    ['not-released', { quality: 'pending' }],
    ['rejected', { quality: 'rejected' }],
    ['held', { held: true }],
    ['recalled', { recalled: true }],
    ['voided', { voided: true }],
    ['unbound', { unbound: true }],
    ['suspect-copy', { scans: SUSPECT_COPY_SCANS + 1 }],
    ['label-not-verified', { byCode: false }],
    // Of several, the gravest.
    ['recalled', { recalled: true, held: true, voided: true, quality: 'rejected', scans: 1e6 }],
    ['rejected', { quality: 'rejected', held: true, voided: true }],
    ['held', { held: true, quality: 'pending' }],
    ['held', { held: true, byCode: false }],
    ['voided', { voided: true, quality: 'pending', scans: 1e6 }],
    ['not-released', { quality: 'pending', byCode: false }],
    ['label-not-verified', { byCode: false, scans: 1e6 }],
    // A batch's own code stands on papers that many people see.
    ['valid', { single: false, scans: 1e6 }],
    ['valid', { scans: SUSPECT_COPY_SCANS }],
  ])('is %s for %o', (code, change) => {
    const verdict = verdictOf({ ...GOOD, ...change });
    expect(verdict.code).toBe(code);
    for (const text of [verdict.sentence, verdict.advice]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it.each<[boolean, Partial<Standing>]>([
    [true, {}],
    [true, { held: true }],
    [true, { byCode: false }],
    [false, { quality: 'pending' }],
    [false, { quality: 'rejected' }],
    [false, { recalled: true }],
    [false, { held: true, quality: 'pending' }],
    [false, { unbound: true }],
  ])('lets reports be seen: %s for %o (R-28)', (shown, change) => {
    expect(reportsAreShown({ ...GOOD, ...change })).toBe(shown);
  });
});
