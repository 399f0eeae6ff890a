import { describe, expect, it } from '@jest/globals';
import { gainedWeight } from './gained-weight.js';

describe('R-25: weight gained', () => {
  it.each([
    [1_000, 'dry', []],
    [1_001, 'dry', ['R-25 block']],
    [1_001, 'wet', []],
    [100_000, 'wet', []],
    [100_001, 'wet', ['R-25 block']],
  ])('%i g on 100,000 g by a %s step: %j', (gain, step, expected) => {
    const drafts = gainedWeight(100_000, gain, step === 'wet');
    expect(drafts.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(expected);
  });
});
