import { describe, expect, it } from '@jest/globals';
import { certificatesWithheld, type Withholding } from './certificates-withheld.js';

describe('R-28: a batch that is recalled, rejected or not released is lent no certificate', () => {
  it.each<[Withholding['quality'], boolean, string | undefined]>([
    ['released', false, undefined],
    ['released', true, '已召回'],
    ['rejected', false, '不合格'],
    ['rejected', true, '已召回'], // the recall is the graver word
    ['pending', false, '未放行'],
    ['pending', true, '已召回'],
  ])('%s, recalled %s: %s', (quality, recalled, why) => {
    const withheld = certificatesWithheld({ quality, recalled });
    if (why === undefined) return expect(withheld).toBeUndefined();
    expect(withheld?.zh).toContain(why);
    // Whoever reads it is told both: the page warns, and the reports are not there.
    expect(withheld?.zh).toContain('警示并隐去检验报告');
    expect(withheld?.en).toContain('the page warns and hides reports');
  });
});
