import { describe, expect, it } from '@jest/globals';
import { answeredByRetests, type Retest } from './retest.js';

const failure = { laboratory: 'lab', items: ['phillyrin'] };
const rule = { ownPassesNeeded: 2, otherLaboratoryPassesNeeded: 1 };
const test = (sample: string, laboratory = 'lab', item = 'phillyrin', passed = true): Retest => ({
  ...{ sample, laboratory },
  passed: passed ? [item] : [],
  failed: passed ? [] : [item],
});

describe('R-21: a failure tested again', () => {
  it.each<[string, Retest[], boolean]>([
    ['not at all', [], false],
    ['once, in the same laboratory', [test('a')], false],
    ['twice, in the same laboratory', [test('a'), test('b')], true],
    ['twice, but the same sample', [test('a'), test('a')], false],
    ['once, in another laboratory', [test('a', 'lab2')], true],
    ['for another item', [test('a', 'lab2', 'water')], false],
    ['with one more failure', [test('a', 'lab2'), test('b', 'lab', 'phillyrin', false)], false],
  ])('%s', (_, retests, answered) => expect(answeredByRetests(failure, retests, rule)).toBe(answered));
});
