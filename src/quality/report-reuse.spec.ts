import { describe, expect, it } from '@jest/globals';
import { reportReuse, sameFigures, type EarlierReport, type ReportUse } from './report-reuse.js';

const values = { water: '8.6', total_ash: '3.1', phillyrin: '0.24', forsythoside_a: '5.6', volatile_oil: '2.3' };
const report = (change: Partial<ReportUse> = {}): ReportUse => ({
  ...{ number: 'JY-1', lot: 'lot-a', sample: 's-1', representsGrams: null, lotGrams: 100_000, drawnBefore: 0 },
  ...change,
});
const before = (change: Partial<EarlierReport> = {}): EarlierReport => ({
  ...{ number: 'JY-0', lot: 'lot-b', sample: 's-0' },
  ...change,
});

const retainedFirst = (representsGrams: number) => report({ representsGrams, lotGrams: 49_400, drawnBefore: 600 });

describe('R-21: one certificate, one batch', () => {
  it.each<[string, ReportUse, EarlierReport[], string]>([
    ['a number never used', report(), [before()], ''],
    ['the number of another lot’s report', report(), [before({ number: 'JY-1' })], 'block'],
    ['the number of the same lot’s other sample', report(), [before({ number: 'JY-1', lot: 'lot-a' })], 'warn'],
    ['the number again for the same sample', report(), [before({ number: 'JY-1', lot: 'lot-a', sample: 's-1' })], ''],
    ['as many kilograms as were sampled', report({ representsGrams: 100_000 }), [], ''],
    ['a gram more than was sampled', report({ representsGrams: 100_001 }), [], 'block'],
    ['the whole batch, of which 600 g were retained before', retainedFirst(50_000), [], ''],
    ['what was left beside the 600 g', retainedFirst(49_400), [], ''],
    ['a gram more than the whole batch', retainedFirst(50_001), [], 'block'],
    ['more than a lot of unknown weight', report({ representsGrams: 100_001, lotGrams: null }), [], ''],
  ])('%s', (_, given, earlier, levels) =>
    expect(
      reportReuse(given, earlier)
        .map(({ level }) => level)
        .join(),
    ).toBe(levels),
  );
});

describe('figures that cannot have been measured twice', () => {
  it.each([
    ['five lines the same', values, true],
    ['one of five another', { ...values, water: '8.7' }, false],
    ['four lines the same and the fifth not measured', { ...values, water: null }, false],
    ['five the same and a sixth only here', { ...values, lead: '0.3' }, true],
  ])('%s', (_, other, same) => expect(sameFigures(values, other)).toBe(same));
});
