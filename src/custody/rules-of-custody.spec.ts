import { describe, expect, it } from '@jest/globals';
import { climateKept } from './climate-kept.js';
import { countedLines } from './counted-lines.js';
import { destinationAllowed } from './destination-allowed.js';
import { hookAddress } from './hook-address.js';
import { monthsAfter } from './partners.service.js';
import { rangesOf } from './shipment-lines.js';

describe('where goods may go (R-24)', () => {
  const rules = [
    { kind: 'hospital', reasons: ['sale'], licences: ['医疗机构执业许可证'] },
    { kind: 'carrier', refused: ['sale'], reasons: [], licences: [] },
  ];
  const asked = (kind: string, reason: string, ...days: string[]) =>
    destinationAllowed(rules, {
      ...{ kind, reason, on: '2025-09-01' },
      licences: days.map((expiresOn) => ({ kind: '医疗机构执业许可证', number: '1', expiresOn })),
    }).map(({ level }) => level);
  it.each([
    ['hospital', 'sale', [], ['warn']],
    ['hospital', 'sale', ['2025-08-31'], ['refuse']],
    ['hospital', 'sale', ['2025-09-01'], []],
    ['hospital', 'sale', ['2026-01-01', '2020-01-01'], []],
    ['hospital', 'return', [], []],
    ['carrier', 'sale', [], ['refuse']],
    ['carrier', 'return', [], []],
    ['cooperative', 'sale', [], []],
  ])('%s, %s, licences until %j: %j', (kind, reason, days, levels) =>
    expect(asked(kind, reason, ...days)).toEqual(levels),
  );
});

describe('the climate of a journey (R-30)', () => {
  const cool = { code: 'cool', zh: '阴凉', min: null, max: '20' };
  const cold = { code: 'cold', zh: '冷藏', min: '2', max: '10' };
  it.each([
    [cool, '20', 0],
    [cool, '20.1', 1],
    [cold, '2', 0],
    [cold, '1.9', 1],
    [cold, '10.0', 0],
    [undefined, '60', 0],
  ])('%j at %s °C: %i findings', (climate, celsius, found) =>
    expect(climateKept(climate, celsius)).toHaveLength(found),
  );
  it('says nothing of entries without a reading', () => expect(climateKept(cool, undefined)).toEqual([]));
});

describe('counting what arrived', () => {
  const sent = new Map([['L', 1_000]]);
  const counted = (...lines: Parameters<typeof countedLines>[0]) => countedLines(lines, sent);
  const of = (verdict: 'accepted' | 'rejected' | 'quarantined', grams: number, more: object = {}) => ({
    lot: 'L',
    verdict,
    grams,
    ...more,
  });
  it('adds up to what was sent, exactly', () => {
    expect(counted(of('accepted', 1_000)).lots[0]).toMatchObject({ accepted: 1_000, short: 0, over: 0 });
    const parts = counted(
      of('accepted', 600),
      of('rejected', 300, { serials: [1, 3], reason: '受潮' }),
      of('quarantined', 50),
    );
    expect(parts.lots[0]).toMatchObject({
      accepted: 600,
      rejected: 300,
      quarantined: 50,
      short: 50,
      rejectedSerials: [[1, 3]],
    });
    expect(counted(of('accepted', 1_020, { exception: 'over' })).lots[0]).toMatchObject({ accepted: 1_000, over: 20 });
  });
  it('asks why it differs, and never makes grams', () => {
    expect(counted(of('accepted', 999)).unexplained).toEqual([{ lot: 'L', sentGrams: 1_000, saidGrams: 999 }]);
    expect(counted(of('accepted', 1_001)).unexplained).toHaveLength(1);
    expect(counted(of('accepted', 100), of('rejected', 1_500, { reason: '多' })).unexplained).toHaveLength(1);
  });
  it('leaves the counting of what is refused as a whole to its sender', () =>
    expect(counted(of('rejected', 900)).lots[0]).toMatchObject({ rejected: 1_000, short: 0 }));
});

describe('small things', () => {
  it('joins serials to ranges', () => {
    expect(rangesOf([5, 1, 2, 3, 3, 9])).toEqual([
      [1, 3],
      [5, 5],
      [9, 9],
    ]);
    expect(rangesOf([])).toEqual([]);
  });
  it('counts months to the end of shorter ones', () => {
    expect([monthsAfter('2025-08-31', 6), monthsAfter('2025-01-15', 24), monthsAfter('2024-01-31', 1)]).toEqual([
      '2026-02-28',
      '2027-01-15',
      '2024-02-29',
    ]);
  });
  it.each([
    ['https://erp.example.cn/in', true, true],
    ['http://erp.example.cn/in', true, false],
    ['https://10.0.0.7/in', true, false],
    ['https://[::1]/in', true, false],
    ['https://localhost/in', true, false],
    ['https://db.internal/in', true, false],
    ['https://user:word@erp.example.cn/', true, false],
    ['ftp://erp.example.cn/', false, false],
    ['http://127.0.0.1:9/in', false, true],
    ['nonsense', false, false],
  ])('an address for webhooks: %s (production: %s): %s', (text, production, taken) =>
    expect(hookAddress(text, production) !== null).toBe(taken),
  );
});
