import { describe, expect, it } from '@jest/globals';
import { roundToLimit } from './round-to-limit.js';

describe('a result is rounded to the decimals of its limit (GB/T 8170)', () => {
  it.each([
    // value, decimals of the limit, as compared, why
    ['0.1449', 2, '0.14', 'below the half'],
    ['0.1451', 2, '0.15', 'above the half'],
    ['0.1450', 2, '0.14', 'exactly the half goes to the even digit below'],
    ['0.1550', 2, '0.16', 'exactly the half goes to the even digit above'],
    ['0.0805', 3, '0.080', 'the example of the domain reference'],
    ['10.05', 1, '10.0', 'the half, even below'],
    ['10.15', 1, '10.2', 'the half, even above'],
    ['10.0501', 1, '10.1', 'anything after the five lifts it'],
    ['150.5', 0, '150', 'to whole numbers'],
    ['151.5', 0, '152', 'to whole numbers'],
    ['15.4546', 0, '15', 'in one step: not 15.455 → 15.46 → 15.5 → 16'],
    ['2', 1, '2.0', 'missing digits are zeros'],
    ['0.1', 1, '0.1', 'no binary fraction'],
    ['1.0051', 2, '1.01', 'binary floating point would have 1.00'],
    ['999999.995', 2, '1000000.00', 'carries'],
  ])('%s to %i decimals is %s (%s)', (value, decimals, rounded) => {
    expect(roundToLimit(value, decimals)).toBe(rounded);
  });
});
