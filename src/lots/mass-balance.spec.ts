import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MassUnbalanced } from './lots.errors.js';
import { assertMassBalances, massSheet, unexplainedGrams } from './mass-balance.js';

const line = (kind: 'gain' | 'loss' | 'sample' | 'waste', grams: number) => ({ kind, grams, reason: 'drying' });

describe('the mass law', () => {
  it('accepts steamed and dried 青翘: 100 kg fresh in, 31 kg dry, the water and the sample accounted for', () => {
    const sheet = massSheet(
      [{ grams: 60_000 }, { grams: 40_000 }],
      [{ grams: 31_000 }],
      [line('loss', 68_500), line('sample', 500)],
    );
    expect(sheet).toEqual({ inGrams: 100_000, gainGrams: 0, outGrams: 31_000, lossGrams: 69_000 });
    expect(() => assertMassBalances(sheet)).not.toThrow();
  });

  it('accepts taken-up water as gain', () => {
    expect(() => assertMassBalances(massSheet([{ grams: 1000 }], [{ grams: 1010 }], [line('gain', 10)]))).not.toThrow();
  });

  it('names every figure when one gram is missing', () => {
    const sheet = massSheet([{ grams: 1000 }], [{ grams: 900 }], [line('loss', 99)]);
    expect(() => assertMassBalances(sheet)).toThrow(MassUnbalanced);
    expect(() => assertMassBalances(sheet)).toThrow(/in 1000 g .* out 900 g .* 99 g, difference 1 g/);
  });

  it('refuses an act without input or without output', () => {
    expect(() => assertMassBalances(massSheet([], [{ grams: 5 }], [line('gain', 5)]))).toThrow(MassUnbalanced);
    expect(() => assertMassBalances(massSheet([{ grams: 5 }], [], [line('waste', 5)]))).toThrow(MassUnbalanced);
  });

  it('finds any single gram moved on any line', () => {
    const grams = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(grams, { minLength: 1, maxLength: 8 }), grams, fc.boolean(), (inputs, loss, more) => {
        const total = inputs.reduce((a, b) => a + b, 0);
        fc.pre(loss < total);
        const sheet = massSheet(
          inputs.map((g) => ({ grams: g })),
          [{ grams: total - loss }],
          [line('loss', loss + (more ? 1 : -1))],
        );
        expect(unexplainedGrams(sheet)).toBe(more ? 1 : -1);
        expect(() => assertMassBalances(sheet)).toThrow(MassUnbalanced);
      }),
    );
  });
});
