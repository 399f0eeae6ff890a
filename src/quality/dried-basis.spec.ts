import { describe, expect, it } from '@jest/globals';
import { isOnDriedBasis, onDriedBasis } from './dried-basis.js';
import { roundToLimit } from './round-to-limit.js';

describe('the content of the dried product', () => {
  it.each([
    // as it was, water %, on the dried basis to two places
    ['0.14', '10.0', '0.16'],
    ['0.1350', '10.0', '0.15'],
    ['0.1305', '10.0', '0.14'], // 0.145 exactly: a half goes to the even neighbour, once
    ['3.15', '10', '3.50'],
    ['0.24', '0', '0.24'],
  ])('%s with %s %% of water is %s', (value, water, expected) =>
    expect(roundToLimit(onDriedBasis(value, water)!, 2)).toBe(expected),
  );

  it.each(['100', '120', '-1'])('cannot be told with %s %% of water', (water) =>
    expect(onDriedBasis('1', water)).toBeUndefined(),
  );

  it('is what a limit asks for when its method says so', () => {
    expect(isOnDriedBasis({ method: 'HPLC 通则0512; 按干燥品计算' })).toBe(true);
    expect(isOnDriedBasis({ method: '通则0832' })).toBe(false);
    expect(isOnDriedBasis({ method: null })).toBe(false);
  });
});
