import { describe, expect, it } from '@jest/globals';
import { harvestAfterPlanting } from './harvest-after-planting.js';

describe('R-15: a harvest after its planting', () => {
  it.each([
    ['2015-03-20', '2015-03-19', ['R-15 block']],
    ['2015-03-20', '2014-12-31', ['R-15 block']],
    ['2015-03-20', '2015-03-20', []],
    ['2015-03-20', '2025-08-03', []],
    [undefined, '2014-01-01', []],
  ])('planted on %s, harvested on %s: %j', (planted, harvested, expected) => {
    const drafts = harvestAfterPlanting(planted, harvested);
    expect(drafts.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(expected);
  });
});
