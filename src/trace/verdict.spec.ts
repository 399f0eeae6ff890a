import { describe, expect, it } from '@jest/globals';
import type { CopySign } from './looks/copy-rules.js';
import { cautionsOf, reportsAreShown, verdictOf, type Standing, type VerdictCode } from './verdict.js';

const SUSPECT: CopySign = {
  rule: 'many-provinces',
  level: 'suspect',
  version: 'x',
  figures: { provinces: 6, days: 7 },
};
const WARNING: CopySign = { rule: 'impossible-speed', level: 'warning', version: 'x', figures: { jumps: 4 } };

const GOOD: Standing = {
  byCode: true,
  unbound: false,
  voided: false,
  quality: 'released',
  recalled: false,
  held: false,
  signs: [],
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
    ['suspect-copy', { signs: [SUSPECT] }],
    ['label-not-verified', { byCode: false }],
    // Of several, the gravest.
    ['recalled', { recalled: true, held: true, voided: true, quality: 'rejected', signs: [SUSPECT] }],
    ['rejected', { quality: 'rejected', held: true, voided: true }],
    ['held', { held: true, quality: 'pending' }],
    ['held', { held: true, byCode: false }],
    ['voided', { voided: true, quality: 'pending', signs: [SUSPECT] }],
    ['not-released', { quality: 'pending', byCode: false }],
    ['label-not-verified', { byCode: false, signs: [SUSPECT] }],
    // A warning asks for a second look and takes no verdict away.
    ['valid', { signs: [WARNING] }],
  ])('is %s for %o', (code, change) => {
    const verdict = verdictOf({ ...GOOD, ...change });
    expect(verdict.code).toBe(code);
    for (const text of [verdict.sentence, verdict.advice]) {
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it('explains a suspicion in its sentence, and says further signs beside it', () => {
    const standing = { ...GOOD, signs: [SUSPECT, WARNING] };
    expect(verdictOf(standing).sentence.zh).toBe('该码 7 天内在 6 个省份被查询，标签可能被复制');
    expect(verdictOf(standing).advice.zh).toContain('请核对批号、净重和封口');
    expect(cautionsOf(standing).map(({ zh }) => zh)).toEqual([expect.stringContaining('交替查询 4 次')]);
    expect(cautionsOf({ ...GOOD, signs: [WARNING] })).toHaveLength(1);
  });

  it('says under a graver verdict too that no label was checked, and what speaks for a copy', () => {
    const unchecked = '仅按批号查询，未核对标签';
    for (const change of [{ quality: 'pending' }, { quality: 'rejected' }, { held: true }, { recalled: true }] as const)
      expect(cautionsOf({ ...GOOD, ...change, byCode: false }).map(({ zh }) => zh)).toEqual([unchecked]);
    expect(cautionsOf({ ...GOOD, byCode: false })).toEqual([]);
    expect(cautionsOf({ ...GOOD, quality: 'pending' })).toEqual([]);
    expect(cautionsOf({ ...GOOD, quality: 'pending', signs: [SUSPECT] })).toEqual([
      { zh: '该码 7 天内在 6 个省份被查询，标签可能被复制', en: expect.stringContaining('may have been copied') },
    ]);
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
