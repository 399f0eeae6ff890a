import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { after, RECALL_EVENTS, RECALL_STATES, stateOf } from './recall-states.js';
import { balanceOf } from './recall-balance.js';
import { drawsOf } from './recall-draws.js';
import { drillScore } from './drill-score.js';

describe('the life of a recall', () => {
  /** Every state × event, written by hand; a dash is a refusal. */
  const TABLE = [
    // state       confirm      withdraw     acknowledge  report       close     lift
    ['draft', 'published', 'withdrawn', '-', '-', '-', '-'],
    ['published', '-', '-', 'published', 'published', 'closed', 'lifted'],
    ['closed', '-', '-', '-', '-', '-', 'lifted'],
    ['lifted', '-', '-', '-', '-', '-', '-'],
    ['withdrawn', '-', '-', '-', '-', '-', '-'],
  ] as const;

  it('has the states and events of the table, no others', () => {
    expect(TABLE.map(([state]) => state)).toEqual(RECALL_STATES);
    expect(TABLE.every((line) => line.length === RECALL_EVENTS.length + 1)).toBe(true);
  });

  it.each(TABLE.flatMap(([state, ...next]) => RECALL_EVENTS.map((event, i) => [state, event, next[i]!] as const)))(
    '%s, %s: %s',
    (state, event, next) => expect(after(state, event) ?? '-').toBe(next),
  );

  it.each([
    [[], 'draft'],
    [['withdrawn'], 'withdrawn'],
    [['published'], 'published'],
    [['published', 'closed'], 'closed'],
    [['closed', 'lifted', 'published'], 'lifted'],
    [['published', 'lifted'], 'lifted'],
  ])('after the steps %j it is %s', (steps, state) => expect(stateOf(steps)).toBe(state));
});

const fate = fc.record({
  returned: fc.nat(10_000),
  used: fc.nat(10_000),
  destroyed: fc.nat(10_000),
  missing: fc.nat(10_000),
});

describe('the balance', () => {
  it('says 100 only when every gram was found', () => {
    expect(balanceOf(1_000_000, [{ returned: 999_999, used: 0, destroyed: 0, missing: 1 }])).toMatchObject({
      percent: '99.99',
      balanced: true,
    });
    expect(balanceOf(1000, [{ returned: 987, used: 0, destroyed: 0, missing: 0 }])).toMatchObject({
      ...{ percent: '98.7', open: 13, balanced: false },
    });
    expect(balanceOf(0, [])).toMatchObject({ percent: '100', balanced: true });
  });

  it('loses no gram, whatever was reported', () => {
    fc.assert(
      fc.property(fc.array(fate), fc.nat(1_000_000), (fates, more) => {
        const told = fates.reduce((sum, f) => sum + f.returned + f.used + f.destroyed + f.missing, 0);
        const b = balanceOf(told + more, fates);
        expect(b.returned + b.used + b.destroyed + b.missing + b.open).toBe(told + more);
        expect(b.open).toBe(more);
        expect(b.percent === '100').toBe(b.missing === 0 && more === 0);
      }),
    );
  });
});

describe('what a report draws from a lot', () => {
  it.each([
    // held before: grams used drawn, reported now, in the lot: remaining packed, draws
    [
      'destroyed and missing leave the books',
      [100, 0, 0],
      { destroyed: 30, missing: 5 },
      [100, 0],
      'destroyed 30, loss 5',
    ],
    ['returned goods leave by their shipment', [100, 0, 0], { returned: 100 }, [100, 0], ''],
    ['what an act of its own used is not drawn again', [100, 0, 0], { used: 40 }, [60, 0], ''],
    ['only the rest of what was used is', [100, 0, 0], { used: 40 }, [75, 0], 'used 15'],
    ['nor is it in a second report', [100, 40, 15], { used: 10 }, [60, 0], 'used 10'],
    ['packages are never drawn from', [100, 0, 0], { destroyed: 30 }, [100, 80], 'destroyed 20'],
  ] as const)('%s', (_, [grams, used, drawn], reported, [remaining, packed], expected) => {
    const whole = { returned: 0, used: 0, destroyed: 0, missing: 0, ...reported };
    const draws = drawsOf({ grams, used, drawn }, whole, { remaining, packed });
    expect(draws.map(({ reason, grams: g }) => `${reason} ${g}`).join(', ')).toBe(expected);
  });

  it('is never more than there is', () => {
    fc.assert(
      fc.property(fate, fc.nat(20_000), fc.nat(20_000), fc.nat(20_000), (reported, grams, remaining, packed) => {
        const draws = drawsOf({ grams, used: 0, drawn: 0 }, reported, { remaining, packed });
        const sum = draws.reduce((total, draw) => total + draw.grams, 0);
        expect(sum).toBeLessThanOrEqual(Math.max(0, remaining - packed));
        expect(draws.every((draw) => draw.grams > 0)).toBe(true);
      }),
    );
  });
});

describe('the score of a drill', () => {
  const weights = { located: 50, acknowledged: 30, inTime: 20 };
  it.each([
    ['everything', { grams: 10, locatedGrams: 10, holders: 2, acknowledgedInTime: 2, balancedInTime: true }, 100],
    ['nothing', { grams: 10, locatedGrams: 0, holders: 2, acknowledgedInTime: 0, balancedInTime: false }, 0],
    ['half', { grams: 10, locatedGrams: 5, holders: 2, acknowledgedInTime: 1, balancedInTime: false }, 40],
    ['nothing to find', { grams: 0, locatedGrams: 0, holders: 0, acknowledgedInTime: 0, balancedInTime: true }, 100],
  ])('%s', (_, facts, points) => expect(drillScore(facts, weights).points).toBe(points));
});
