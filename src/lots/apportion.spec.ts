import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apportion } from './apportion.js';

describe('apportionment by the largest remainder', () => {
  it('splits what does not divide without losing a unit', () => {
    expect(apportion(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(apportion(10n, [6n, 3n, 1n])).toEqual([6n, 3n, 1n]);
    expect(apportion(0n, [0n, 0n])).toEqual([0n, 0n]);
  });

  it('refuses to give something to nobody, and negative amounts', () => {
    expect(() => apportion(1n, [])).toThrow(RangeError);
    expect(() => apportion(1n, [0n])).toThrow(RangeError);
    expect(() => apportion(-1n, [1n])).toThrow(RangeError);
    expect(() => apportion(1n, [2n, -1n])).toThrow(RangeError);
  });

  it('always sums to the whole, and no part is a unit or more away from its exact quota', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), weights, (whole, given) => {
        const total = given.reduce((a, b) => a + b, 0n);
        fc.pre(total > 0n);
        const parts = apportion(whole, given);
        expect(parts.reduce((a, b) => a + b, 0n)).toBe(whole);
        parts.forEach((part, i) => {
          const off = part * total - whole * given[i]!;
          expect(off < total && -off < total).toBe(true);
        });
      }),
    );
  });
});
