import { describe, expect, it } from '@jest/globals';
import type { Json } from '../platform/canonical-json.js';
import { massPathOf } from './mass-path.js';
import { batchFacts, fact, GROWERS, LOT } from './story-fixture.js';
import type { ToldFact } from './told-fact.js';

const at = '2026-05-01T08:00:00+08:00';
const harvest = (lot: string, plots: [string, number][], base = 'B'): ToldFact =>
  fact('planting.harvested', at, { lot, base, plots: plots.map(([plot, grams]) => ({ plot, grams })) });
const lines = (of: Record<string, number>): Json => Object.entries(of).map(([lot, grams]) => ({ lot, grams }));
const run = (inputs: Record<string, number>, outputs: Record<string, number>): ToldFact =>
  fact('processing.run-finished', at, { inputs: lines(inputs), outputs: lines(outputs) });
const batch = (lot: string, grams: number, inputs: Record<string, number>): ToldFact =>
  fact('batches.batch-made', at, { lot, grams, inputs: lines(inputs) });

describe('from field to batch by weight', () => {
  it('tells each harvest and plot its part, over runs with several outputs and lots used in two ways', () => {
    const path = massPathOf(
      [
        harvest('h1', [
          ['p1', 600],
          ['p2', 200],
        ]),
        harvest('h2', [['p2', 200]], 'C'),
        // 300 and 100 of 400 dried; a quarter of the matter is by-product.
        run({ h1: 800, h2: 400 }, { dry: 300, dust: 100 }),
        run({ dry: 150 }, { fine: 140 }),
        batch('b', 290, { dry: 150, fine: 140 }),
      ],
      'b',
    )!;
    expect(path.harvests.map(({ lot, percent, grams }) => [lot, percent, grams])).toEqual([
      ['h1', 66.7, 600],
      ['h2', 33.3, 300],
    ]);
    expect(path.plots).toEqual([
      { plot: 'p1', percent: 50 },
      { plot: 'p2', percent: 50 },
    ]);
    expect(path.bases).toEqual([
      { base: 'B', percent: 66.7 },
      { base: 'C', percent: 33.3 },
    ]);
    expect(path).toMatchObject({ batchGrams: 290, harvestGrams: 900, otherPercent: 0 });
  });

  it('says what part is from no harvest on record', () => {
    const path = massPathOf([harvest('h', [['p', 100]]), batch('b', 200, { h: 150, bought: 50 })], 'b')!;
    expect(path.otherPercent).toBe(25);
    expect(path.plots).toEqual([{ plot: 'p', percent: 75 }]);
  });

  it('adds up to the whole for a batch of many growers', () => {
    const path = massPathOf(batchFacts(), LOT)!;
    expect(path.plots).toHaveLength(GROWERS);
    expect(path.plots.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 0);
    expect(path.otherPercent).toBe(0);
  });

  it('is untold for a lot that no fact made', () => expect(massPathOf([], 'b')).toBeUndefined());

  it('bears 3,000 lots in a row', () => {
    const facts = Array.from({ length: 3_000 }, (_, n) => run({ [`l${n}`]: 10 }, { [`l${n + 1}`]: 10 }));
    expect(massPathOf([harvest('l0', [['p', 10]]), ...facts, batch('b', 10, { l3000: 10 })], 'b')!.plots).toEqual([
      { plot: 'p', percent: 100 },
    ]);
  });
});
