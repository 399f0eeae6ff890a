import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowedFumigant, type Fumigant } from './allowed-fumigant.js';
import { checkDueOn, checkOverdue } from './check-due.js';
import { sideOf, widerThan, type ClimateBand } from './climate-band.js';
import { nearExpiry } from './near-expiry.js';
import { stockDifferences, type BookedLot } from './stock-differences.js';

const COOL: ClimateBand = { celsiusMin: null, celsiusMax: 20, humidityMin: 35, humidityMax: 75 };

describe('a climate band', () => {
  it.each([
    ['celsius', 20, undefined],
    ['celsius', 20.01, 'above'],
    ['celsius', -40, undefined],
    ['humidity', 35, undefined],
    ['humidity', 34.99, 'below'],
    ['humidity', 75, undefined],
    ['humidity', 75.01, 'above'],
  ] as const)('%s %d lies %s', (quantity, value, side) => expect(sideOf(COOL, quantity, value)).toBe(side));

  it.each([
    [{}, []],
    [{ celsiusMin: 5, celsiusMax: 19.99 }, []],
    [{ celsiusMax: 20.01 }, ['celsiusMax']],
    [{ celsiusMax: null }, ['celsiusMax']],
    [{ humidityMin: 34.99, humidityMax: 75.01 }, ['humidityMin', 'humidityMax']],
  ] as const)('narrowed by %j is wider at %j', (own, wider) =>
    expect(widerThan({ ...COOL, ...own }, COOL)).toEqual(wider),
  );
});

describe('the list of fumigants', () => {
  const list: Fumigant[] = [
    { nameZh: '磷化铝', words: ['磷化铝', 'phosphine'], allowed: true, exceptHerbs: ['JINYINHUA'] },
    { nameZh: '硫磺', words: ['硫磺', 'sulfur'], allowed: false },
  ];
  it.each([
    ['磷化铝片剂（56%）', ['LIANQIAO'], 0],
    ['PHOSPHINE', ['LIANQIAO'], 0],
    ['磷化铝', ['LIANQIAO', 'JINYINHUA'], 1],
    ['硫磺', ['LIANQIAO'], 1],
    ['磷化铝与硫磺', [], 1],
    ['某某烟剂', [], 1],
  ])('%s on %j: %d broken', (agent, herbs, broken) => {
    const drafts = allowedFumigant(agent, herbs, list);
    expect(drafts.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual(Array(broken).fill('R-18 block'));
  });
});

describe('a check that is due', () => {
  it.each([
    [null, null, null],
    [null, '2026-01-01', '2026-04-01'],
    ['2026-02-01', '2026-01-01', '2026-05-02'],
    // A zone that stood empty begins anew with its goods.
    ['2025-02-01', '2026-01-01', '2026-04-01'],
  ])('last %s, goods since %s: %s', (last, since, due) => expect(checkDueOn(last, since, 90)).toBe(due));

  it.each([
    ['2026-04-01', 0],
    ['2026-04-02', 1],
  ])('on %s: %d', (today, broken) => expect(checkOverdue('一区', '2026-04-01', today)).toHaveLength(broken));
});

describe('near expiry', () => {
  const dating = { expiresOn: '2026-06-30', retestOn: null };
  it.each([
    ['2026-01-01', 179, 0],
    ['2026-01-01', 180, 1],
    ['2026-06-30', 0, 1],
    ['2026-07-01', 0, 1],
  ])('on %s with %d days of warning: %d', (today, days, found) =>
    expect(nearExpiry('L', dating, today, days)).toHaveLength(found),
  );
  it('tells expired from near', () => {
    expect(nearExpiry('L', dating, '2026-06-30', 180)[0]!.message.zh).toContain('近效期');
    expect(nearExpiry('L', dating, '2026-07-01', 180)[0]!.message.zh).toContain('过期');
  });
  it.each([
    ['2026-05-31', 0],
    ['2026-06-01', 1],
  ])('a re-test of 2026-06-01 on %s: %d', (today, found) =>
    expect(nearExpiry('L', { expiresOn: null, retestOn: '2026-06-01' }, today, 180)).toHaveLength(found),
  );
});

describe('a count against the books', () => {
  const books: BookedLot[] = [{ lot: 'A', grams: 1000, unplaced: 200 }];
  it.each([
    [1000, 'same', 0, 0],
    [999, 'lost', 1, 0],
    [1001, 'found', 0, 0],
    [1200, 'found', 0, 0],
    [1201, 'gained', 0, 1],
    [0, 'lost', 1000, 0],
  ])('%d g of 1000 with 200 g at no place: %s', (grams, outcome, lost, gained) => {
    const [line] = stockDifferences([{ lot: 'A', grams, reason: '复核' }], books).lines;
    expect(line).toMatchObject({ outcome, lost, gained });
  });

  it('wants a reason for every difference and a figure for every lot of the books', () => {
    expect(stockDifferences([{ lot: 'A', grams: 999 }], books)).toMatchObject({ unexplained: [0], forgotten: [] });
    expect(stockDifferences([], books)).toMatchObject({ unexplained: [], forgotten: ['A'] });
    expect(stockDifferences([{ lot: 'B', grams: 0 }], [{ lot: 'B', grams: 0, unplaced: 9 }]).forgotten).toEqual([]);
  });

  it('never makes or loses a gram unseen: books + gains + found − losses − elsewhere = count', () => {
    const line = fc.record({
      grams: fc.nat(5000),
      booked: fc.nat(5000),
      unplaced: fc.nat(5000),
      outcome: fc.constantFrom('lost' as const, 'elsewhere' as const),
    });
    fc.assert(
      fc.property(line, ({ grams, booked, unplaced, outcome }) => {
        const [settled] = stockDifferences(
          [{ lot: 'A', grams, outcome, reason: 'r' }],
          [{ lot: 'A', grams: booked, unplaced }],
        ).lines;
        const { lost, gained } = settled!;
        const remainingBefore = booked + unplaced;
        const unplacedAfter = remainingBefore - lost + gained - grams;
        // What is left of the lot covers what was counted, and a lot never gains while grams of it are at no place.
        return unplacedAfter >= 0 && (gained === 0 || unplacedAfter === 0) && (outcome === 'lost' || lost === 0);
      }),
    );
  });
});
