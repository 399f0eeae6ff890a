import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunksOf, countSerials, takeSerials, type SerialRun } from './serial-run.js';

const serialsOf = (runs: Iterable<SerialRun>): number[] =>
  [...runs].flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index));

const runs = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 })), { maxLength: 8 })
  .map((pairs) => {
    let next = 1;
    return pairs.map(([gap, length]) => {
      const run = { first: next + gap, last: next + gap + length - 1 };
      next = run.last + 1;
      return run;
    });
  });

describe('runs of serials', () => {
  it('give their first serials in order, none twice', () => {
    fc.assert(
      fc.property(runs, fc.nat(), (all, seed) => {
        const count = seed % (countSerials(all) + 1);
        expect(serialsOf(takeSerials(all, count))).toEqual(serialsOf(all).slice(0, count));
      }),
    );
  });

  it('do not give more than they have', () => {
    expect(() => takeSerials([{ first: 5, last: 6 }], 3)).toThrow(/1 serials of 3/);
  });

  it('are cut into pieces that hold every serial once, from wherever one goes on', () => {
    fc.assert(
      fc.property(runs, fc.nat(), fc.integer({ min: 1, max: 17 }), (all, seed, size) => {
        const skip = seed % (countSerials(all) + 1);
        const pieces = [...chunksOf(all, skip, size)];
        expect(serialsOf(pieces)).toEqual(serialsOf(all).slice(skip));
        expect(pieces.every(({ first, last }) => last - first < size)).toBe(true);
      }),
    );
  });
});
