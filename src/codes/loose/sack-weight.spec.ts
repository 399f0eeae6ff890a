import { describe, expect, it } from '@jest/globals';
import { sackWeight } from './sack-weight.js';

const sack = (grams: number, before = { sacks: 0, grams: 0 }) =>
  sackWeight({ grams, lot: { name: 'LQ-1', grams: 100_000 }, before });

describe('the weight of a sack', () => {
  it.each([
    ['a sack of 25 kg', sack(25_000), []],
    ['the last one, to the gram', sack(25_000, { sacks: 3, grams: 75_000 }), []],
    ['kilograms written as grams', sack(25), [/0\.025 千克，不在 0\.5 至 2000/]],
    ['more than the lot', sack(100_001), [/本袋 100\.001 千克，共 100\.001 千克，多于批次 LQ-1 的全部 100 千克/]],
    ['one sack too many', sack(25_001, { sacks: 3, grams: 75_000 }), [/连同先前 3 袋共 100\.001 千克/]],
    ['more than any bag holds', sack(3_000_000), [/不在/, /多于/]],
  ])('%s', (_, found, expected) => {
    expect(found).toMatchObject(
      expected.map((zh) => ({ ruleId: 'R-25', level: 'warn', message: { zh: expect.stringMatching(zh) } })),
    );
    expect(found.length).toBe(expected.length);
  });
});
