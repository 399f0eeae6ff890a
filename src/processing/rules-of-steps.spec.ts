import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isEnforceable } from '../herbs/limit.js';
import { adjuvantRatio, type AdjuvantRatio } from './adjuvant-ratio.js';
import { expiredAdjuvant } from './expired-adjuvant.js';
import { impossibleReadings } from './impossible-reading.js';
import { monographProcess, type HerbRun, type MethodRule } from './monograph-process.js';
import type { RunStep } from './processing.facts.js';
import { StepCatalogue, type ParameterDefinition, type StepDefinition } from './step-catalogue.js';
import { stepParameters } from './step-parameters.js';
import { stepYield } from './step-yield.js';

/** The very file that is loaded: the tables hold for what is in force. */
const file = JSON.parse(readFileSync(join(import.meta.dirname, '../../seeds/reference/processing.json'), 'utf8')) as {
  parameters: ParameterDefinition[];
  steps: StepDefinition[];
  methods: MethodRule[];
  adjuvantRatios: AdjuvantRatio[];
  adjuvants: { code: string; zh: string; words: string[] }[];
};
const catalogue = new StepCatalogue(file.steps, file.parameters);
const methods = file.methods.filter(({ certainty }) => isEnforceable(certainty));

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';
const step = (kind: string, more: Partial<RunStep> = {}, minutes = 60): RunStep => ({
  kind,
  startedAt: '2025-08-04T09:00:00+08:00',
  endedAt: new Date(Date.parse('2025-08-04T09:00:00+08:00') + minutes * 60_000).toISOString(),
  ...more,
});

describe('the catalogue of steps', () => {
  it.each([
    ['蒸', '蒸'],
    ['steaming', '蒸'],
    ['蒸制', '蒸'],
    ['晾晒', '晒干'],
    ['硫磺熏蒸', '硫熏'],
    ['wall-breaking', '破壁'],
    ['切片', '切制'],
    ['趁鲜切制', '趁鲜切制'],
    ['微波', undefined],
  ])('%s is stored as %s', (word, kind) => expect(catalogue.step(word)?.kind).toBe(kind));

  it('uses no word for two steps', () => {
    const words = file.steps.flatMap(({ kind, en, words: more = [] }) => [kind, en, ...more]);
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });

  it('names only parameters, steps and adjuvants that exist', () => {
    const known = new Set(catalogue.codes());
    const named = file.steps.flatMap(({ parameters = [] }) => parameters.map(({ code }) => code));
    const limited = file.methods.flatMap((rule) => (rule.kind === 'limit' ? [rule.parameter] : []));
    expect([...named, ...limited].filter((code) => !known.has(code))).toEqual([]);
    const steps = [...file.methods, ...file.adjuvantRatios].flatMap(({ steps: kinds }) => kinds);
    expect(steps.filter((kind) => catalogue.step(kind)?.kind !== kind)).toEqual([]);
    const adjuvants = new Set(file.adjuvants.map(({ code }) => code));
    expect(file.adjuvantRatios.filter(({ adjuvant }) => !adjuvants.has(adjuvant))).toEqual([]);
  });

  it('has bounds in order, the usual within the possible', () => {
    for (const { parameters = [] } of file.steps)
      for (const { code, usual = {}, possible } of parameters) {
        const outer = possible ?? catalogue.parameter(code)?.possible ?? {};
        for (const side of [usual.min, usual.max])
          if (side !== undefined) {
            expect(Number(side)).toBeGreaterThanOrEqual(Number(outer.min ?? -Infinity));
            expect(Number(side)).toBeLessThanOrEqual(Number(outer.max ?? Infinity));
          }
        expect(Number(usual.min ?? -Infinity)).toBeLessThanOrEqual(Number(usual.max ?? Infinity));
      }
  });
});

describe('a reading that cannot have been', () => {
  it.each<[string, RunStep, string]>([
    ['steam of 180 ℃', step('蒸', { celsius: '180' }), ''],
    ['steam of 180.01 ℃', step('蒸', { celsius: '180.01' }), 'steps.0.celsius'],
    ['steam of 1499 ℃', step('蒸', { celsius: '1499' }), 'steps.0.celsius'],
    ['an oven of 0 ℃', step('烘干', { celsius: '0' }), ''],
    ['an oven below 0 ℃', step('烘干', { celsiusMin: '-1', celsiusMax: '55' }), 'steps.0.celsiusMin'],
    ['calcining at 1499 ℃', step('煅', { celsius: '1499' }), ''],
    ['calcining at 149 ℃', step('煅', { celsius: '149' }), 'steps.0.celsius'],
    ['more water in the air than it holds', step('烘干', { humidityPercent: '100.1' }), 'steps.0.humidityPercent'],
    ['a point of a curve', step('烘干', { curve: [{ at: 'x', celsius: '201' }] }), 'steps.0.curve.0.celsius'],
    ['a parameter nobody knows', step('蒸', { parameters: { magic: '1' } }), 'steps.0.parameters.0.value'],
    ['a text for a figure', step('破壁', { parameters: { brokenPercent: 'all' } }), 'steps.0.parameters.0.value'],
    ['a form of the list', step('切制', { parameters: { pieceForm: '厚片' } }), ''],
    ['a form of no list', step('切制', { parameters: { pieceForm: '花片' } }), 'steps.0.parameters.0.value'],
    ['a day that exists', step('趁鲜切制', { parameters: { auditedOn: '2025-03-01' } }), ''],
    [
      'a day that never was',
      step('趁鲜切制', { parameters: { auditedOn: '2025-02-30' } }),
      'steps.0.parameters.0.value',
    ],
    ['broken walls of 101 %', step('破壁', { parameters: { brokenPercent: '101' } }), 'steps.0.parameters.0.value'],
  ])('%s', (_, entered, path) =>
    expect(
      impossibleReadings([entered], catalogue)
        .map((fault) => fault.path)
        .join(),
    ).toBe(path),
  );
});

describe('R-18: the bounds of a step', () => {
  it.each<[string, RunStep, string]>([
    ['an oven at 80 ℃', step('烘干', { celsius: '80' }), 'fine'],
    ['an oven at 80.1 ℃', step('烘干', { celsius: '80.1' }), 'R-18 warn'],
    ['an oven that reached 81 ℃', step('烘干', { celsius: '60', celsiusMax: '81' }), 'R-18 warn'],
    ['an oven that began cold', step('烘干', { celsiusMin: '15', celsiusMax: '60' }), 'fine'],
    ['an oven at 24.9 ℃', step('烘干', { celsius: '24.9' }), 'R-18 warn'],
    ['an oven of unknown heat', step('烘干'), 'R-18 warn'],
    ['an oven with a curve alone', step('烘干', { curve: [{ at: 'x', celsius: '55' }] }), 'fine'],
    [
      'a curve with a peak',
      step('烘干', {
        curve: [
          { at: 'x', celsius: '55' },
          { at: 'y', celsius: '92' },
        ],
      }),
      'R-18 warn',
    ],
    ['washing with drinking water', step('清洗', { waterSource: '自来水' }), 'fine'],
    ['washing with unknown water', step('清洗'), 'R-18 warn'],
    ['fresh slicing outside any catalogue', step('趁鲜切制'), 'R-18 warn'],
    ['fresh slicing by the catalogue', step('趁鲜切制', { parameters: { catalogueEntry: '山西 2022-17' } }), 'fine'],
    ['walls broken to 95 %', step('破壁', { parameters: { brokenPercent: '95' } }), 'fine'],
    ['walls broken to 94.9 %', step('破壁', { parameters: { brokenPercent: '94.9' } }), 'R-18 warn'],
    ['a step that asks nothing', step('揉搓'), 'fine'],
  ])('%s: %s', (_, entered, expected) =>
    expect(outcome(stepParameters([entered], catalogue, isEnforceable))).toBe(expected),
  );

  it('does not enforce a figure of low certainty', () =>
    expect(stepParameters([step('烘干', { celsius: '99' })], catalogue, () => false)).toEqual([]));
});

describe('R-18: a herb is processed as its monograph says', () => {
  const run = (herb: string, steps: RunStep[], more: Partial<HerbRun> = {}): HerbRun => ({
    ...{ herb, herbName: herb, variant: undefined, wentInDry: false, harvestedOn: '2025-08-04' },
    steps: steps.map((done) => ({ ...done, day: '2025-08-04' })),
    ...more,
  });
  const dry = { wentInDry: true };
  const oven = (celsius: string) => step('烘干', { celsius });
  it.each<[string, HerbRun, string]>([
    ['青翘 steamed, then dried', run('LIANQIAO', [step('蒸'), oven('60')], { variant: '青翘' }), 'fine'],
    ['青翘 boiled, then dried', run('LIANQIAO', [step('煮'), oven('60')], { variant: '青翘' }), 'fine'],
    ['青翘 dried raw', run('LIANQIAO', [oven('60')], { variant: '青翘' }), 'R-18 warn'],
    ['老翘 dried raw', run('LIANQIAO', [oven('60')], { variant: '老翘' }), 'fine'],
    ['青翘 steamed, to be dried later', run('LIANQIAO', [step('蒸')], { variant: '青翘' }), 'fine'],
    ['dry 青翘 dried again', run('LIANQIAO', [oven('60')], { variant: '青翘', ...dry }), 'fine'],
    ['连翘 at 70 ℃', run('LIANQIAO', [step('蒸'), oven('70')]), 'fine'],
    ['连翘 at 71 ℃', run('LIANQIAO', [step('蒸'), oven('71')]), 'R-18 warn'],
    ['灵芝 at 40 ℃', run('LINGZHI', [oven('40')]), 'fine'],
    ['灵芝 at 50 ℃', run('LINGZHI', [oven('50')]), 'fine'],
    ['灵芝 at 39.9 ℃', run('LINGZHI', [oven('39.9')]), 'R-18 warn'],
    ['灵芝 at 50.1 ℃', run('LINGZHI', [oven('50.1')]), 'R-18 warn'],
    ['细辛 in the shade', run('XIXIN', [step('阴干')]), 'fine'],
    ['细辛 in the sun', run('XIXIN', [step('晒干')]), 'R-18 block'],
    ['天麻 dried without steaming', run('TIANMA', [oven('55')]), 'R-18 warn'],
    ['黄精 scalded', run('HUANGJING', [step('烫'), step('晒干')]), 'fine'],
    ['黄芩 sliced after ten minutes of boiling', run('HUANGQIN', [step('煮', {}, 10), step('切制')], dry), 'fine'],
    ['黄芩 sliced after nine minutes', run('HUANGQIN', [step('煮', {}, 9), step('切制')], dry), 'R-18 warn'],
    ['黄芩 sliced after half an hour of steam', run('HUANGQIN', [step('蒸', {}, 30), step('切制')], dry), 'fine'],
    ['黄芩 sliced cold', run('HUANGQIN', [step('切制')], dry), 'R-18 warn'],
    ['黄芩 boiled and not sliced', run('HUANGQIN', [step('煮', {}, 1)], dry), 'fine'],
    ['金银花 dried on its day', run('JINYINHUA', [oven('55')]), 'fine'],
    ['金银花 dried a day late', run('JINYINHUA', [oven('55')], { harvestedOn: '2025-08-03' }), 'R-18 warn'],
    ['金银花 of an unknown day', run('JINYINHUA', [oven('55')], { harvestedOn: undefined }), 'fine'],
    ['红参 steamed for two hours', run('RENSHEN', [step('蒸', { celsius: '100' }, 120)], { variant: '红参' }), 'fine'],
    [
      '红参 steamed too briefly',
      run('RENSHEN', [step('蒸', { celsius: '100' }, 119)], { variant: '红参' }),
      'R-18 warn',
    ],
    ['fresh slicing after a week: K-low', run('HUANGQI', [step('趁鲜切制')], { harvestedOn: '2025-07-28' }), 'fine'],
  ])('%s', (_, done, expected) => expect(outcome(monographProcess(done, methods, catalogue))).toBe(expected));

  it('cites the sentence it comes from', () =>
    expect(monographProcess(run('XIXIN', [step('晒干')]), methods, catalogue)[0]!.message.zh).toContain('细辛：阴干'));
});

describe('R-17: what paozhi gives', () => {
  const sheet = { herbName: '黄芩', inGrams: 100_000, outGrams: 0, removedGrams: 0 };
  const yields = (kinds: string[], outGrams: number, removedGrams = 0) =>
    outcome(
      stepYield(
        { ...sheet, outGrams, removedGrams },
        kinds.map((kind) => catalogue.step(kind)!),
        isEnforceable,
      ),
    );
  it.each<[string[], number, string]>([
    [['净制'], 84_999, 'R-17 warn'],
    [['净制'], 85_000, 'fine'],
    [['净制'], 99_000, 'fine'],
    [['净制'], 99_001, 'R-17 warn'],
    [['炒炭'], 60_000, 'fine'],
    [['炒炭'], 59_999, 'R-17 warn'],
    [['炒炭'], 97_750, 'R-17 warn'],
    [['炒炭'], 97_751, 'R-17 block'],
    [['蜜炙'], 100_000, 'fine'],
    [['蜜炙'], 125_000, 'fine'],
    [['蜜炙'], 125_001, 'R-17 warn'],
    // 0.85 × 0.88 = 74.8 %, 0.99 × 0.98 = 97.02 %
    [['净制', '切制'], 74_800, 'fine'],
    [['净制', '切制'], 74_799, 'R-17 warn'],
    [['净制', '切制'], 97_020, 'fine'],
    [['净制', '切制'], 97_021, 'R-17 warn'],
    [['晒干'], 20_000, 'fine'],
  ])('100 kg after %j give %i g: %s', (kinds, outGrams, expected) => expect(yields(kinds, outGrams)).toBe(expected));

  it('lets what was taken out excuse a low yield, never a high one', () => {
    expect(yields(['净制'], 80_000, 5_000)).toBe('fine');
    expect(yields(['净制'], 99_001, 5_000)).toBe('R-17 warn');
  });
});

describe('R-17: adjuvants in their proportion', () => {
  const use = (herb: string, kind: string, drawn: [string, number][]) =>
    outcome(
      adjuvantRatio(
        {
          ...{ herb, herbName: herb, herbGrams: 100_000, kinds: [kind], drawn: new Map(drawn) },
          nameOf: (code) => code,
        },
        file.adjuvantRatios,
        isEnforceable,
      ),
    );
  it.each<[string, string, [string, number][], string]>([
    ['GANCAO', '蜜炙', [['LIANMI', 20_000]], 'fine'],
    ['GANCAO', '蜜炙', [['LIANMI', 25_000]], 'fine'],
    ['GANCAO', '蜜炙', [['LIANMI', 19_000]], 'fine'], // within a twentieth
    ['GANCAO', '蜜炙', [['LIANMI', 18_999]], 'R-17 warn'],
    ['GANCAO', '蜜炙', [['LIANMI', 26_251]], 'R-17 warn'],
    ['GANCAO', '蜜炙', [], 'R-17 warn'],
    ['GANCAO', '蜜炙', [['HUANGJIU', 20_000]], 'R-17 warn'],
    ['DANSHEN', '酒炙', [['HUANGJIU', 10_000]], 'fine'],
    ['HUANGJING', '酒蒸', [['HUANGJIU', 20_000]], 'fine'],
    ['HUANGJING', '酒蒸', [['HUANGJIU', 40_000]], 'R-17 warn'], // the herb's own line
    ['DIHUANG', '炖', [['HUANGJIU', 40_000]], 'fine'],
    ['DIHUANG', '炖', [['HUANGJIU', 20_000]], 'R-17 warn'],
    ['GANCAO', '炒黄', [], 'fine'],
  ])('100 kg of %s, %s, with %j: %s', (herb, kind, drawn, expected) => expect(use(herb, kind, drawn)).toBe(expected));
});

describe('R-18: an adjuvant past its day', () => {
  it.each([
    ['2025-08-04', 'fine'],
    ['2025-08-03', 'R-18 block'],
    [null, 'fine'],
  ])('good until %s, used on the 4th: %s', (expiresOn, expected) =>
    expect(outcome(expiredAdjuvant([{ name: '炼蜜', expiresOn }], '2025-08-04'))).toBe(expected),
  );
});
