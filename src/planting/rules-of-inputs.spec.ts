import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applicationsPerSeason } from './applications-per-season.js';
import { growthRegulator } from './growth-regulator.js';
import { herbicideReason } from './herbicide-reason.js';
import { baseAmount, dosePerMu } from './input-amount.js';
import { inputInDate } from './input-in-date.js';
import { inputInStock } from './input-in-stock.js';
import { joinedLabel, type InputLabel } from './input-label.js';
import { intervalKnown } from './interval-known.js';
import { labelCrop } from './label-crop.js';
import { labelDose } from './label-dose.js';
import { pesticideRegistration } from './pesticide-registration.js';
import { intervalNotKnown } from './pre-harvest-interval.js';
import { stockAfter, stockMove, type MovementKind, type Stock } from './stock-draw.js';
import { toxicOnHerbs } from './toxic-on-herbs.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';

describe('amounts', () => {
  it.each([
    ['1.5', '公斤', undefined, '1500 g'],
    ['2', '斤', undefined, '1000 g'],
    ['250', 'mL', undefined, '250 ml'],
    ['0.5', '升', undefined, '500 ml'],
    ['3', '袋', undefined, '3 袋'],
    ['20', 'g/亩', '2.5', '50 g'],
    ['20', 'g/亩', undefined, undefined],
  ])('%s %s on %s mu is %s', (amount, unit, area, expected) => {
    const base = baseAmount(amount, unit, area);
    expect(base && `${base.amount} ${base.unit}`).toBe(expected);
  });
  it.each([
    ['1', 'kg', '4', '250 g'],
    ['30', '毫升/亩', '4', '30 ml'],
    ['1', 'kg', undefined, undefined],
  ])('%s %s on %s mu is %s a mu', (amount, unit, area, expected) => {
    const dose = dosePerMu(amount, unit, area);
    expect(dose && `${dose.amount} ${dose.unit}`).toBe(expected);
  });
});

describe('R-10: too toxic for herbs', () => {
  const forbidden = ['高毒', '剧毒'];
  it.each([
    ['低毒', 'fine'],
    ['中等毒', 'fine'],
    ['高毒', 'R-10 block'],
    ['剧毒', 'R-10 block'],
    [undefined, 'fine'],
  ] as const)('%s: %s', (toxicity, expected) =>
    expect(outcome(toxicOnHerbs('某药', toxicity, forbidden))).toBe(expected),
  );
});

describe('R-10: growth regulators', () => {
  it.each([
    ['植物生长调节剂', '块根膨大', 'R-10 block'],
    ['植物生长调节剂', '壮根', 'R-10 block'],
    ['植物生长调节剂', '种子打破休眠', 'R-10 warn'],
    ['植物生长调节剂', undefined, 'R-10 warn'],
    ['杀虫剂', '果实食心虫', 'fine'],
    [undefined, '膨大', 'fine'],
  ] as const)('%s for %s: %s', (category, purpose, expected) =>
    expect(outcome(growthRegulator('某药', category, purpose))).toBe(expected),
  );

  const lists = ['多效唑', '缩节胺/甲哌鎓'].map((nameZh) => {
    return { list: 'growth-regulator-ingredient', nameZh, bannedFrom: null, basis: null, certainty: 'K-high' };
  });
  it.each([
    ['15%多 效 唑可湿性粉剂', [], '控旺', 'R-10 block'],
    ['某药', ['甲哌鎓'], undefined, 'R-10 warn'],
    ['缩节胺', [], '种子处理', 'R-10 warn'],
    ['多菌灵', ['多菌灵'], '块根膨大', 'fine'],
  ] as const)('%s with %j for %s by name alone: %s', (product, ingredients, purpose, expected) =>
    expect(outcome(growthRegulator(product, undefined, purpose, [product, ...ingredients], lists))).toBe(expected),
  );
});

describe('R-11: registration numbers', () => {
  const formats = [
    { pattern: '^PD20\\d{6}(F\\d{6})?$', field: true, nameZh: '田间' },
    { pattern: '^PD\\d{5,6}(-\\d{1,3})?$', field: true, nameZh: '旧号' },
    { pattern: '^WP\\d{8}(F\\d{6})?$', field: false, nameZh: '卫生用农药' },
    { pattern: '^EX\\d{8}(F\\d{6})?$', field: false, nameZh: '仅限出口农药' },
  ];
  it.each([
    ['PD20070001', 'fine'],
    ['pd 20070001', 'R-11 block'],
    ['ＰＤ20070001', 'fine'],
    ['PD20150001F210012', 'fine'],
    ['PD85105-3', 'fine'],
    ['PD2007001', 'R-11 block'],
    ['WP20080001', 'R-11 block'],
    ['EX20200001', 'R-11 block'],
    ['有机肥', 'R-11 block'],
    [undefined, 'R-11 warn'],
  ])('%s: %s', (number, expected) => expect(outcome(pesticideRegistration('某药', number, formats))).toBe(expected));
});

describe('R-11: in date, in stock', () => {
  it.each([
    ['2025-06-30', '2025-06-30', 'fine'],
    ['2025-06-30', '2025-07-01', 'R-11 block'],
    [null, '2099-01-01', 'fine'],
  ])('good until %s, used on %s: %s', (until, day, expected) =>
    expect(outcome(inputInDate('某药', until, day))).toBe(expected),
  );
  it.each([
    ['500', '500.000', 'fine'],
    ['500.001', '500.000', 'R-11 block'],
    ['0.001', '0', 'R-11 block'],
  ])('%s g of %s g: %s', (asked, held, expected) =>
    expect(outcome(inputInStock('某药', asked, held, 'g'))).toBe(expected),
  );
});

describe('R-12: an interval nobody knows', () => {
  const hints = [{ nameZh: '吡虫啉', days: 14 }];
  it('is told at the spraying, with what other crops know', () => {
    expect(intervalKnown('10%吡虫啉', [], 14, hints)).toEqual([]);
    expect(outcome(intervalKnown('10%吡虫啉', [], undefined, hints))).toBe('R-12 warn');
    expect(intervalKnown('蚜虫净', ['吡虫啉'], undefined, hints)[0]!.message.zh).toContain('14 天');
    expect(intervalKnown('苦参碱', [], undefined, hints)[0]!.message.zh).not.toContain('其他作物');
  });
  it.each([
    ['2025-01-01', 'R-12 warn'],
    ['2024-12-31', 'fine'],
  ])('is told at a harvest of 2025-08-03 of a spraying on %s: %s', (usedOn, expected) =>
    expect(outcome(intervalNotKnown('2025-08-03', [{ product: '某药', usedOn }]))).toBe(expected),
  );
});

describe('R-13: applications in a season', () => {
  it.each([
    [2, 2, 'fine'],
    [3, 2, 'R-13 block'],
    [9, undefined, 'fine'],
  ])('application %i of %s: %s', (n, allowed, expected) =>
    expect(outcome(applicationsPerSeason('某药', n, allowed))).toBe(expected),
  );
});

describe('R-14: dose, dilution, crop, herbicides', () => {
  const use = (amount: string, unit: string, areaMu?: string) => ({ product: '某药', amount, unit, areaMu });
  const label: InputLabel = { maxDosePerMu: '30', doseUnit: '克', minDilution: 1000 };
  it.each([
    [use('60', 'g', '2'), 'fine'],
    [use('60.1', 'g', '2'), 'R-14 warn'],
    [use('0.031', 'kg/亩'), 'R-14 warn'],
    [use('31', 'ml/亩'), 'fine'],
    [use('31', 'g'), 'fine'],
    [{ ...use('1', 'g', '2'), dilution: 1000 }, 'fine'],
    [{ ...use('1', 'g', '2'), dilution: 999 }, 'R-14 warn'],
    [{ ...use('70', 'g', '2'), dilution: 500 }, 'R-14 warn, R-14 warn'],
  ])('%j on a label of 30 g a mu, 1000 times: %s', (applied, expected) =>
    expect(outcome(labelDose(applied, label))).toBe(expected),
  );
  it.each([
    [['连翘'], 'fine'],
    [['中药材'], 'fine'],
    [['黄瓜', '番茄'], 'R-14 warn'],
    [['金银花'], 'R-14 warn'],
    [undefined, 'fine'],
    [[], 'fine'],
  ])('registered on %j, used on 连翘: %s', (crops, expected) =>
    expect(outcome(labelCrop('某药', '连翘', crops))).toBe(expected),
  );
  it.each([
    ['除草剂', undefined, 'R-14 warn'],
    ['除草剂', '恶性杂草', 'fine'],
    ['杀菌剂', undefined, 'fine'],
  ] as const)('a %s because of %s: %s', (category, reason, expected) =>
    expect(outcome(herbicideReason('某药', category, reason))).toBe(expected),
  );
});

describe('of two labels', () => {
  it('the stricter figure holds, and what one is silent about the other says', () => {
    const pack: InputLabel = { toxicity: '低毒', safetyIntervalDays: 7, maxApplications: 3, crops: ['连翘'] };
    const register: InputLabel = { toxicity: '中等毒', safetyIntervalDays: 14, maxApplications: 2, minDilution: 800 };
    expect(joinedLabel(pack, register)).toEqual({
      ...{ toxicity: '中等毒', safetyIntervalDays: 14, maxApplications: 2, minDilution: 800, crops: ['连翘'] },
    });
    expect(joinedLabel(pack, undefined)).toBe(pack);
    expect(joinedLabel(undefined, undefined)).toBeUndefined();
  });
});

describe('the stock of a delivery', () => {
  it('is told apart when a use asks for more: what the store has, and what was handed out', () => {
    const [found] = inputInStock('某药', '5000', '750', 'g', '0');
    expect(found!.message.zh).toBe('“某药”记了 5000 g，账上只有 750 g（库中 0 g，已领出未用 750 g）');
  });

  it('never falls below zero, and what it gives and what it cannot give make what was asked', () => {
    const kinds: MovementKind[] = ['received', 'used', 'issued', 'returned', 'destroyed', 'counted'];
    const step = fc.record({ kind: fc.constantFrom(...kinds), milli: fc.integer({ min: 0, max: 5_000_000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let stock: Stock = { balance: '0', issued: '0' };
        for (const { kind, milli } of steps) {
          const amount = (milli / 1000).toFixed(3);
          const move = stockMove(kind, amount, stock);
          stock = stockAfter(stock, move);
          expect(Number(stock.balance)).toBeGreaterThanOrEqual(0);
          expect(Number(stock.issued)).toBeGreaterThanOrEqual(0);
          if (kind === 'used')
            expect(Number(move.uncovered) - Number(move.storeDelta) - Number(move.issuedDelta)).toBeCloseTo(
              milli / 1000,
              6,
            );
        }
      }),
      { numRuns: 300 },
    );
  });
  it.each([
    ['used', '5', { storeDelta: '-2', issuedDelta: '-3', uncovered: '0' }],
    ['used', '15', { storeDelta: '-10', issuedDelta: '-3', uncovered: '2' }],
    ['issued', '11', { storeDelta: '-10', issuedDelta: '10', uncovered: '1' }],
    ['returned', '4', { storeDelta: '3', issuedDelta: '-3', uncovered: '1' }],
    ['counted', '8', { storeDelta: '-2', issuedDelta: '0', uncovered: '0' }],
  ] as const)('%s %s of 10 in the store and 3 handed out: %j', (kind, amount, expected) =>
    expect(stockMove(kind, amount, { balance: '10', issued: '3' })).toEqual(expected),
  );
});
