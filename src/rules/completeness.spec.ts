import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { completenessOf, type CompletenessItem, type LivedFact } from './completeness.js';

const item = (code: string, weight: number, ...facts: string[]): CompletenessItem => ({
  ...{ code, weight, facts, nameZh: code, nameEn: code, citation: 'G36' },
});
const ITEMS = [item('harvest', 60, 'planting.harvested'), item('report', 40, 'quality.report-issued')];
const fact = (type: string, days: number, hours = 0): LivedFact => ({
  ...{ id: `${type}-${days}`, type, occurredAt: '2025-08-01T00:00:00Z' },
  recordedAt: new Date(Date.UTC(2025, 7, 1) + days * 86_400_000 + hours * 3_600_000).toISOString(),
});
const of = (...facts: LivedFact[]) => completenessOf(ITEMS, facts, 7);
const both = (days: number, hours = 0) => [fact('planting.harvested', days, hours), fact('quality.report-issued', 0)];

describe('how complete the record of a batch is', () => {
  it.each<[string, LivedFact[], number, string]>([
    ['nothing', [], 0, 'missing missing'],
    ['everything in time', both(0), 100, 'complete complete'],
    ['a record on the seventh day', both(7, 23), 100, 'complete complete'],
    ['a record on the eighth day', both(8), 70, 'late complete'],
    ['one item missing', [fact('planting.harvested', 0)], 60, 'complete missing'],
    ['half of the records late', [...both(0), fact('planting.harvested', 30)], 85, 'late complete'],
    ['a fact nobody asks for', [fact('codes.issued', 0)], 0, 'missing missing'],
  ])('%s', (_, facts, percent, states) => {
    const found = of(...facts);
    expect([found.percent, found.lines.map(({ state }) => state).join(' ')]).toEqual([percent, states]);
  });

  it('explains itself: points, delay, and a fact to look at', () => {
    expect(of(...both(30)).lines[0]).toMatchObject({
      ...{ points: '30.0', weight: 60, late: 1, longestDelayDays: 30, factId: 'planting.harvested-30' },
    });
  });

  it('is never more than 100, never falls when a record is added in time, never rises when it comes late', () => {
    const some = fc.array(
      fc.record({ type: fc.constantFrom('planting.harvested', 'quality.report-issued', 'x.y'), days: fc.nat(60) }),
    );
    fc.assert(
      fc.property(some, fc.nat(7), fc.integer({ min: 8, max: 99 }), (facts, soon, late) => {
        const told = facts.map(({ type, days }) => fact(type, days));
        const now = of(...told).percent;
        const whole = now === 100;
        const more = of(...told, fact('planting.harvested', soon)).percent;
        return (
          now >= 0 &&
          now <= 100 &&
          more >= now &&
          (!whole || of(...told, fact('planting.harvested', late)).percent < 100)
        );
      }),
    );
  });
});
