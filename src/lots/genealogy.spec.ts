import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ancestorShares, descendantShares, ONE, type FamilyEdge, type FamilyLot } from './genealogy.js';
import { showShares } from './shown-share.js';
import { sharesByPaths, type Fraction } from '../../test/oracles/shares-by-paths.js';

function family(lots: Record<string, { made: number; left?: number }>, edges: [string, string, number | null][]) {
  const all: FamilyEdge[] = edges.map(([parent, child, grams]) => ({ parent, child, grams }));
  return {
    edges: all,
    lots: Object.entries(lots).map(([id, { made, left }]): FamilyLot => {
      const into = all.filter((edge) => edge.child === id && edge.grams !== null);
      return {
        id,
        initialQuantity: made,
        remaining: left ?? made,
        matterIn: into.length === 0 ? null : into.reduce((sum, edge) => sum + edge.grams!, 0),
      };
    }),
  };
}

const near = (scaled: bigint, exact: Fraction) => {
  const off = scaled * exact.below - exact.above * ONE;
  // A thousandth of a milligram in a thousand million tonnes.
  return (off < 0n ? -off : off) * 10n ** 40n <= exact.below * ONE;
};

describe('shares', () => {
  it('37 growers blended into one batch are 37 sources that sum to exactly 100 %', () => {
    const growers = Array.from({ length: 37 }, (_, i) => `g${i}`);
    const grams = (i: number) => 20_000 + i * 137;
    const total = growers.reduce((sum, _, i) => sum + grams(i), 0);
    const { lots, edges } = family(
      { ...Object.fromEntries(growers.map((g, i) => [g, { made: grams(i), left: 0 }])), b: { made: 300_001 } },
      growers.map((g, i) => [g, 'b', grams(i)]),
    );
    const shown = showShares(ancestorShares('b', lots, edges), 300_001);
    expect(shown).toHaveLength(37);
    expect(shown.every((share) => share.source)).toBe(true);
    const units = (text: string, decimals: number) => {
      const [whole, fraction = ''] = text.split('.');
      return BigInt(whole! + fraction.padEnd(decimals, '0'));
    };
    expect(shown.reduce((sum, { percent }) => sum + units(percent, 7), 0n)).toBe(100n * 10n ** 7n);
    expect(shown.reduce((sum, { presentGrams }) => sum + units(presentGrams, 3), 0n)).toBe(300_001_000n);
    expect(shown.reduce((sum, { sourceGrams }) => sum + Number(sourceGrams), 0)).toBe(total);
  });

  it('adds up the two unequal ways by which one lot reaches a batch', () => {
    // a → b directly with 300 g, and 700 g by way of c, which is half a.
    const { lots, edges } = family({ a: { made: 2000 }, x: { made: 2000 }, c: { made: 1400 }, b: { made: 1000 } }, [
      ['a', 'c', 700],
      ['x', 'c', 700],
      ['a', 'b', 300],
      ['c', 'b', 700],
    ]);
    const shown = showShares(ancestorShares('b', lots, edges), 500);
    expect(shown.find(({ lot }) => lot === 'a')).toEqual({
      lot: 'a',
      percent: '65',
      sourceGrams: '650',
      presentGrams: '325',
      source: true,
    });
    expect(shown.find(({ lot }) => lot === 'x')).toMatchObject({
      percent: '35',
      sourceGrams: '350',
      presentGrams: '175',
    });
    expect(shown.find(({ lot }) => lot === 'c')).toMatchObject({ percent: '70', sourceGrams: '700', source: false });
    const down = showShares(descendantShares('a', lots, edges));
    expect(down).toEqual([
      { lot: 'c', percent: '50', sourceGrams: '700', presentGrams: '700', source: false },
      { lot: 'b', percent: '65', sourceGrams: '650', presentGrams: '650', source: false },
    ]);
  });

  it('states what a source gave in its own grams, fresh, though only dry herb came of it', () => {
    const { lots, edges } = family(
      { fresh: { made: 100_000, left: 0 }, dry: { made: 30_000, left: 0 }, b: { made: 15_000 } },
      [
        ['fresh', 'dry', 100_000],
        ['dry', 'b', 15_000],
      ],
    );
    expect(showShares(ancestorShares('b', lots, edges), 15_000)[0]).toMatchObject({
      lot: 'fresh',
      percent: '100',
      sourceGrams: '50000',
      presentGrams: '15000',
    });
  });

  it('walks origin edges past, they weigh nothing', () => {
    const { lots, edges } = family({ seed: { made: 5 }, h: { made: 10 }, b: { made: 10 } }, [
      ['seed', 'h', null],
      ['h', 'b', 10],
    ]);
    expect(ancestorShares('b', lots, edges).map(({ lot, source }) => [lot, source])).toEqual([['h', true]]);
  });

  it('refuses a circle instead of counting for ever', () => {
    const { lots, edges } = family({ a: { made: 1 }, b: { made: 1 } }, [
      ['a', 'b', 1],
      ['b', 'a', 1],
    ]);
    expect(() => ancestorShares('a', lots, edges)).toThrow(/circle/);
  });

  it('agrees with the enumeration of all paths in exact fractions, both ways, for any genealogy', () => {
    const genealogy = fc.integer({ min: 2, max: 9 }).chain((n) =>
      fc.record({
        made: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: n, maxLength: n }),
        left: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: n, maxLength: n }),
        // The upper triangle: which earlier lot gave how much to which later one.
        grams: fc.array(fc.option(fc.integer({ min: 1, max: 500_000 }), { nil: undefined, freq: 2 }), {
          minLength: (n * (n - 1)) / 2,
          maxLength: (n * (n - 1)) / 2,
        }),
      }),
    );
    fc.assert(
      fc.property(genealogy, ({ made, left, grams }) => {
        const edges: [string, string, number][] = [];
        let k = 0;
        for (let child = 1; child < made.length; child++)
          for (let parent = 0; parent < child; parent++) {
            const given = grams[k++];
            if (given !== undefined) edges.push([`${parent}`, `${child}`, given]);
          }
        // No lot gives more than it had: the database sees to that.
        const given = (i: number) =>
          edges.filter(([parent]) => parent === `${i}`).reduce((sum, edge) => sum + edge[2], 0);
        const lots = Object.fromEntries(
          made.map((m, i) => [`${i}`, { made: Math.max(m, given(i)), left: Math.min(left[i]!, m) }]),
        );
        const all = family(lots, edges);
        const target = `${made.length - 1}`;
        for (const way of ['up', 'down'] as const) {
          const start = way === 'up' ? target : '0';
          const found =
            way === 'up' ? ancestorShares(start, all.lots, all.edges) : descendantShares(start, all.lots, all.edges);
          const expected = sharesByPaths(start, way, lots, edges);
          expect(new Set(found.map(({ lot }) => lot))).toEqual(new Set(expected.keys()));
          for (const share of found) {
            const exact = expected.get(share.lot)!;
            expect(near(share.share, exact.share)).toBe(true);
            expect(near(share.sourceGrams, exact.sourceGrams)).toBe(true);
            expect(near(share.presentGrams, exact.presentGrams)).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
