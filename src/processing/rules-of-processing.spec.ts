import { describe, expect, it } from '@jest/globals';
import { blockedInput } from '../rules/blocked-input.js';
import { dryingRatio, ratioOf } from './drying-ratio.js';
import { forbiddenAgent } from './forbidden-agent.js';
import { foreignHerb } from './foreign-herb.js';
import { timeFaults } from './run-times.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';

describe('R-17: fresh to dry', () => {
  const band = { min: '2.5', max: '3.5' };
  const sheet = { herbName: '连翘', freshGrams: 350_000, dryGrams: 0, removedGrams: 0, outGrams: 0 };
  // 350 kg fresh: 100 to 140 kg dry; × 1.15 = 161 kg.
  it.each([
    [99_999, 'R-17 warn'],
    [100_000, 'fine'],
    [140_000, 'fine'],
    [140_001, 'R-17 warn'],
    [161_000, 'R-17 warn'],
    [161_001, 'R-17 block'],
  ])('350 kg fresh give %i g dry: %s', (outGrams, expected) => {
    expect(outcome(dryingRatio({ ...sheet, outGrams }, band))).toBe(expected);
  });
  it('lets what was removed excuse a low yield, never a high one', () => {
    expect(outcome(dryingRatio({ ...sheet, outGrams: 90_000, removedGrams: 35_000 }, band))).toBe('fine');
    expect(outcome(dryingRatio({ ...sheet, outGrams: 161_001, removedGrams: 35_000 }, band))).toBe('R-17 block');
  });
  it('counts what was dry before as dry', () => {
    expect(outcome(dryingRatio({ ...sheet, dryGrams: 50_000, outGrams: 190_000 }, band))).toBe('fine');
    expect(outcome(dryingRatio({ ...sheet, dryGrams: 50_000, outGrams: 140_000 }, band))).toBe('R-17 warn');
  });
  it('is silent without a band, or where nothing fresh went in', () => {
    expect(dryingRatio({ ...sheet, outGrams: 350_000 }, undefined)).toEqual([]);
    expect(dryingRatio({ ...sheet, freshGrams: 0, dryGrams: 10, outGrams: 10 }, band)).toEqual([]);
  });
  it('is told with two places', () => {
    expect(ratioOf({ ...sheet, outGrams: 116_700 })).toBe('3.00');
    expect(ratioOf({ ...sheet, freshGrams: 0, dryGrams: 5, outGrams: 5 })).toBeUndefined();
  });
});

describe('R-18: forbidden agents and adulteration', () => {
  const listed = [
    { nameZh: '硫磺熏蒸', certainty: 'K-high' },
    { nameZh: '硫磺/硫黄/亚硫酸盐', certainty: 'K-high' },
    { nameZh: '某剂', certainty: 'K-low' },
  ];
  it.each([
    [[{ kind: '蒸' as const }, { kind: '晒干' as const }], 'fine'],
    [[{ kind: '硫熏' as const }], 'R-18 block'],
    [[{ kind: '染色' as const }, { kind: '漂白' as const }], 'R-18 block, R-18 block'],
    [[{ kind: '熏蒸' as const, agent: '食品级硫磺' }], 'R-18 block'],
    [[{ kind: '熏蒸' as const, agent: '二氧化碳' }], 'fine'],
    [[{ kind: '浸润' as const, agent: '亚硫酸盐溶液' }], 'R-18 block'],
    [[{ kind: '浸润' as const, agent: '某剂' }], 'fine'],
  ])('%j: %s', (steps, expected) =>
    expect(outcome(forbiddenAgent(steps, listed, (kind) => ['硫熏', '染色', '漂白'].includes(kind)))).toBe(expected),
  );

  const lianqiao = { herb: 'LIANQIAO', nameZh: '连翘' };
  const gancao = { herb: 'GANCAO', nameZh: '甘草' };
  it.each([
    [[lianqiao], 'fine'],
    [[lianqiao, { herb: 'HUANGQIN', nameZh: '黄芩' }], 'R-18 block'],
    [[lianqiao, gancao], 'fine'],
  ])('of %j: %s', (inputs, expected) => {
    expect(outcome(foreignHerb(new Set(['LIANQIAO']), inputs, ['黄酒', '甘草']))).toBe(expected);
  });
});

describe('R-26, R-16, R-21: drawing what is recalled, held or rejected', () => {
  const lot = { id: 'x', quality: 'pending' as const, holds: [] };
  const hold = { authority: 'regulator', reason: '重金属待查', binding: true };
  it.each([
    [lot, 'fine'],
    [{ ...lot, quality: 'rejected' as const }, 'R-21 block'],
    [{ ...lot, holds: [hold] }, 'R-16 block'],
    [{ ...lot, holds: [{ ...hold, binding: false }] }, 'R-16 warn'],
    [{ ...lot, holds: [{ ...hold, authority: 'recall' }] }, 'R-26 block'],
    [{ ...lot, holds: [{ ...hold, authority: 'recall', binding: false }] }, 'R-26 warn'],
    [{ ...lot, holds: [{ ...hold, authority: 'recall' }, hold] }, 'R-26 block, R-16 block'],
  ])('%j: %s', (drawn, expected) => expect(outcome(blockedInput([drawn]))).toBe(expected));
});

describe('the times of a run', () => {
  const run = { startedAt: '2025-08-04T08:00:00+08:00', endedAt: '2025-08-06T18:00:00+08:00' };
  const at = (from: string, to: string) => ({ startedAt: `2025-08-${from}+08:00`, endedAt: `2025-08-${to}+08:00` });
  it.each([
    ['agree', [at('04T08:00:00', '04T08:30:00'), at('04T09:00:00', '06T18:00:00')], ''],
    ['may overlap', [at('04T08:00:00', '04T12:00:00'), at('04T09:00:00', '04T10:00:00')], ''],
    ['in other zones', [{ startedAt: '2025-08-04T00:00:00Z', endedAt: '2025-08-06T10:00:00Z' }], ''],
    ['before the run', [at('04T07:59:59', '04T09:00:00')], 'steps.0.startedAt'],
    ['after the run', [at('04T09:00:00', '06T18:00:01')], 'steps.0.endedAt'],
    ['ending before beginning', [at('04T09:00:00', '04T08:59:00')], 'steps.0.endedAt'],
    ['out of order', [at('04T09:00:00', '04T10:00:00'), at('04T08:00:00', '04T09:00:00')], 'steps.1.startedAt'],
  ])('%s', (_, steps, paths) =>
    expect(
      timeFaults(run, steps)
        .map(({ path }) => path)
        .join(),
    ).toBe(paths),
  );
  it.each([
    ['within the step, in order', ['04T09:00:00', '04T09:30:00', '04T10:00:00'], ''],
    ['two at one moment', ['04T09:30:00', '04T09:30:00'], ''],
    ['before the step', ['04T08:59:59'], 'steps.0.curve.0.at'],
    ['after the step', ['04T10:00:01'], 'steps.0.curve.0.at'],
    ['going back', ['04T09:40:00', '04T09:30:00'], 'steps.0.curve.1.at'],
  ])('readings of a curve %s', (_, times, paths) => {
    const curve = times.map((time) => ({ at: `2025-08-${time}+08:00` }));
    const step = { ...at('04T09:00:00', '04T10:00:00'), curve };
    expect(
      timeFaults(run, [step])
        .map(({ path }) => path)
        .join(),
    ).toBe(paths);
  });
  it('refuses a run that ends before it begins', () => {
    expect(timeFaults({ startedAt: run.endedAt, endedAt: run.startedAt }, [])[0]!.path).toBe('endedAt');
  });
});
