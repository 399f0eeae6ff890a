import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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

/** The rule again, written with whole numbers only: value = units / 10^8. */
function byWholeNumbers(units: bigint, decimals: number): string {
  const step = 10n ** BigInt(8 - decimals);
  const [floor, rest] = [units / step, units % step];
  const up = rest * 2n > step || (rest * 2n === step && floor % 2n === 1n);
  const text = String(floor + (up ? 1n : 0n)).padStart(decimals + 1, '0');
  return decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}

it('agrees with the rule written in whole numbers, for any value and any decimals', () => {
  const nearHalves = fc.tuple(fc.bigInt(0n, 10n ** 9n), fc.constantFrom(0n, 1n, 49_999_999n, 50_000_000n, 50_000_001n));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.bigInt(0n, 10n ** 16n),
        nearHalves.map(([whole, rest]) => whole * 10n ** 8n + rest),
      ),
      fc.integer({ min: 0, max: 4 }),
      (units, decimals) => {
        const text = String(units).padStart(9, '0');
        const value = `${text.slice(0, -8)}.${text.slice(-8)}`;
        expect(roundToLimit(value, decimals)).toBe(byWholeNumbers(units, decimals));
      },
    ),
    { numRuns: 2000 },
  );
});
