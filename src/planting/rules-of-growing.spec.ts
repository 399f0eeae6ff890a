import { describe, expect, it } from '@jest/globals';
import { bannedInput, type BannedName } from './banned-input.js';
import { broughtFromField } from './brought-from-field.js';
import { growthYears, harvestSeason } from './harvest-season.js';
import { oneSpeciesPerBase } from './one-species-per-base.js';
import { preHarvestInterval } from './pre-harvest-interval.js';
import { quarantineCertificate } from './quarantine-certificate.js';
import { seedLotNamed } from './seed-lot-named.js';
import { speciesInMonograph } from './species-in-monograph.js';
import { weighedMoreThanHarvested } from './weighed-more-than-harvested.js';
import { yieldCeiling } from './yield-ceiling.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';

describe('R-03: one species of a herb per base', () => {
  it.each([
    [[], 'Paeonia lactiflora Pall.', 'fine'],
    [['Paeonia lactiflora Pall.'], 'paeonia lactiflora pall.', 'fine'],
    [['Glycyrrhiza uralensis Fisch.'], 'Glycyrrhiza inflata Bat.', 'R-03 block'],
  ])('%j, then %s: %s', (grown, species, expected) => {
    expect(outcome(oneSpeciesPerBase(grown, species, '和川基地'))).toBe(expected);
  });
});

describe('R-04: a legal species', () => {
  const gancao = {
    nameZh: '甘草',
    species: [{ latin: 'Glycyrrhiza uralensis Fisch.' }, { latin: 'Glycyrrhiza inflata Bat.', zh: '胀果甘草' }],
  };
  const xixin = {
    nameZh: '细辛',
    species: [{ latin: 'Asarum heterotropoides Fr. Schmidt var. mandshuricum (Maxim.) Kitag.', zh: '北细辛' }],
  };
  it.each([
    [gancao, 'Glycyrrhiza uralensis Fisch.', 'fine'],
    [gancao, 'Glycyrrhiza  uralensis', 'fine'],
    [gancao, '胀果甘草', 'fine'],
    [gancao, 'Glycyrrhiza pallidiflora Maxim.', 'R-04 block'],
    [gancao, 'Glycyrrhiza', 'R-04 block'],
    [xixin, 'Asarum heterotropoides Fr. Schmidt var. mandshuricum (Maxim.) Kitag.', 'fine'],
    [xixin, '北细辛', 'fine'],
    [xixin, 'Asarum heterotropoides Fr. Schmidt', 'R-04 block'],
  ])('%o as %s: %s', (herb, species, expected) => expect(outcome(speciesInMonograph(herb, species))).toBe(expected));

  const seed = { herb: 'LIANQIAO', species: 'Forsythia suspensa (Thunb.) Vahl' };
  it.each([
    ['大田', seed, seed, 'fine'],
    ['大田', { ...seed, herb: 'HUANGQIN' }, seed, 'R-04 block'],
    ['大田', { ...seed, species: 'Forsythia viridissima Lindl.' }, seed, 'R-04 block'],
    ['大田', null, seed, 'R-05 warn'],
    ['野生抚育', null, seed, 'fine'],
    ['仿野生', null, seed, 'fine'],
  ])('%s, seed lot %o for %o: %s', (mode, lot, planted, expected) => {
    expect(outcome(seedLotNamed(mode, lot, planted))).toBe(expected);
  });
});

describe('R-05: quarantine certificate from another county', () => {
  const certificate = { kind: '植物检疫证书', number: '晋检 2023-001' };
  it.each([
    ['141026', ['141026101'], [], 'fine'],
    ['141027', ['141026101'], [], 'R-05 block'],
    ['141027', ['141026101', '141027200'], [], 'fine'],
    ['141027', ['141026101'], [certificate], 'fine'],
    ['141027', ['141026101'], [{ kind: '质量检验报告', number: '1' }], 'R-05 block'],
    ['141027', [], [], 'fine'],
  ])('from %s to %j with %j: %s', (origin, homes, documents, expected) => {
    expect(outcome(quarantineCertificate(origin, homes, documents))).toBe(expected);
  });
});

describe('R-10: banned inputs', () => {
  const entry = (list: string, nameZh: string, bannedFrom: string | null = null, certainty = 'S'): BannedName => {
    return { list, nameZh, bannedFrom, certainty, basis: null };
  };
  const lists = [
    entry('national', '汞制剂'),
    entry('national', '甲拌磷', '2024-09-01'),
    entry('national', '氧乐果', '2026-06-01'),
    entry('on-herbs', '克百威'),
    entry('on-herbs', '呋喃丹/大扶农 (克百威)', null, 'K-high'),
    entry('on-herbs', '神农丹 (涕灭威)', null, 'K-high'),
    entry('national', '1605/一六〇五 (对硫磷)', null, 'K-high'),
    entry('national', '甲基1605 (甲基对硫磷)', null, 'K-high'),
    entry('national', 'DDT (滴滴涕)', null, 'K-high'),
    entry('on-herbs', '万灵 (灭多威)', null, 'K-low'),
    entry('growth-regulator', '膨大素'),
    entry('fertiliser', '城市生活垃圾/人粪便 (直接施用)'),
    entry('pesticide-class', '剧毒、高毒农药 (药材上一律禁用)'),
    entry('storage', '硫磺熏蒸'),
    entry('national', '某某', null, 'K-low'),
  ];
  it.each([
    ['苦参碱水剂', '2025-06-01', 'fine'],
    ['3%克百威颗粒剂', '2020-01-01', 'R-10 block'],
    ['３％ 克百威 颗粒剂', '2020-01-01', 'R-10 block'],
    ['甲拌磷', '2024-08-31', 'fine'],
    ['甲拌磷', '2024-09-01', 'R-10 block'],
    ['氧乐果乳油', '2026-05-31', 'fine'],
    ['氧乐果乳油', '2026-06-01', 'R-10 block'],
    ['西力生（含汞）', '2025-06-01', 'R-10 block'],
    ['人参膨大素', '2025-06-01', 'R-10 block'],
    ['未腐熟人粪便', '2025-06-01', 'R-10 block'],
    ['某高毒杀虫剂', '2025-06-01', 'R-10 block'],
    ['硫磺熏蒸', '2025-06-01', 'fine'],
    ['某某', '2025-06-01', 'fine'],
    ['呋喃丹', '2025-06-01', 'R-10 block'],
    ['呋 喃 丹 颗粒剂', '2025-06-01', 'R-10 block'],
    ['1605', '2025-06-01', 'R-10 block'],
    ['45% １６０５ 乳油', '2025-06-01', 'R-10 block'],
    ['一六〇五乳剂', '2025-06-01', 'R-10 block'],
    ['甲基1605', '2025-06-01', 'R-10 block'],
    ['ddt 粉剂', '2025-06-01', 'R-10 block'],
    ['神农丹', '2025-06-01', 'R-10 block'],
    ['神农丹参专用肥', '2025-06-01', 'fine'],
    ['苦参碱 1605 克装', '2025-06-01', 'fine'],
    ['苦参碱 PD20131605', '2025-06-01', 'fine'],
    ['GB/T 1605 取样袋', '2025-06-01', 'fine'],
    ['苦参碱（第1605批）', '2025-06-01', 'fine'],
    ['ADDTX 叶面肥', '2025-06-01', 'fine'],
    ['呋喃唑酮', '2025-06-01', 'fine'],
    ['万灵木霉菌剂', '2025-06-01', 'fine'],
  ])('%s used on %s: %s', (product, day, expected) => expect(outcome(bannedInput(product, day, lists))).toBe(expected));

  it.each([
    ['氧化乐果', 'R-10 block'],
    ['40%乐果乳油', 'R-10 block'],
    ['百乐果蔬专用肥', 'fine'],
  ])('%s and 乐果: %s', (product, expected) =>
    expect(outcome(bannedInput(product, '2025-06-01', [entry('on-herbs', '乐果')]))).toBe(expected),
  );

  it('tells the longest name, with the ingredient it stands for', () => {
    expect(bannedInput('甲基1605 乳油', '2025-06-01', lists)[0]!.message.zh).toContain('甲基1605 (甲基对硫磷)');
  });

  it('is told again at the harvest, whose lot waits', () => {
    const work = {
      product: '3%克百威颗粒剂',
      usedOn: '2025-05-02',
      intervalDays: null,
      pesticide: true,
      brokenRules: ['R-10'],
    };
    expect(outcome(broughtFromField(['R-04'], [work]))).toBe('R-04 block, R-10 block');
    expect(broughtFromField([], [work])[0]!.message.zh).toContain('2025-05-02');
    expect(broughtFromField([], [{ ...work, brokenRules: [] }])).toEqual([]);
  });
});

describe('R-12: interval before harvest', () => {
  const use = (usedOn: string, intervalDays: number) => ({ product: '吡虫啉', usedOn, intervalDays });
  it.each([
    ['2025-08-15', [use('2025-08-01', 14)], 'fine'],
    ['2025-08-14', [use('2025-08-01', 14)], 'R-12 block'],
    ['2025-08-01', [use('2025-08-01', 0)], 'fine'],
    ['2025-07-31', [use('2025-08-01', 14)], 'fine'],
    ['2025-08-10', [use('2025-08-01', 14), use('2025-08-09', 3), use('2025-06-01', 30)], 'R-12 block, R-12 block'],
  ])('harvest on %s after %j: %s', (day, uses, expected) =>
    expect(outcome(preHarvestInterval(day, uses))).toBe(expected),
  );
});

describe('R-15: age and season', () => {
  const lianqiao = {
    nameZh: '连翘',
    minimumGrowthYears: 3,
    harvestMonths: [7, 8, 9, 10, 11],
    variants: [
      { name: '青翘', harvestMonths: [7, 8, 9] },
      { name: '老翘', harvestMonths: [9, 10, 11] },
    ],
  };
  it.each([
    ['2023-03-20', '2025-08-01', 3],
    ['2023-06-30', '2025-08-01', 3],
    ['2023-07-01', '2025-08-01', 2],
    ['2023-10-20', '2026-08-01', 3],
    ['2025-10-20', '2025-11-01', 0],
  ])('planted %s and harvested %s has grown %i years', (planted, day, years) => {
    expect(growthYears(planted, day)).toBe(years);
  });
  it.each([
    ['青翘', '2015-03-01', '2025-07-01', 'fine'],
    ['青翘', '2015-03-01', '2025-06-30', 'R-15 warn'],
    ['青翘', '2015-03-01', '2025-10-01', 'R-15 warn'],
    ['老翘', '2015-03-01', '2025-10-01', 'fine'],
    [undefined, '2015-03-01', '2025-12-01', 'R-15 warn'],
    ['青翘', '2023-07-01', '2025-08-01', 'R-15 warn'],
    ['青翘', '2023-07-01', '2025-10-01', 'R-15 warn, R-15 warn'],
    ['青翘', undefined, '2025-08-01', 'fine'],
  ])('%s planted %s harvested %s: %s', (variant, planted, day, expected) => {
    expect(outcome(harvestSeason(lianqiao, variant, planted, day))).toBe(expected);
  });
});

describe('R-17: yield of a plot', () => {
  const bands = { dryKgPerMu: { max: '150' }, freshToDry: { max: '3.5' } };
  // 2 亩 × 150 kg × 3.5 = 1,050 kg; × 1.3 = 1,365 kg.
  it.each([
    [1_050_000, 'fine'],
    [1_050_001, 'R-17 warn'],
    [1_365_000, 'R-17 warn'],
    [1_365_001, 'R-17 block'],
  ])('%i g of 2 亩 of 连翘: %s', (seasonGrams, expected) => {
    expect(outcome(yieldCeiling([{ plotName: '西坡', areaMu: '2.00', seasonGrams }], bands))).toBe(expected);
  });
  it('is not judged where no band is known well enough', () => {
    expect(yieldCeiling([{ plotName: '西坡', areaMu: '0.01', seasonGrams: 1e9 }], undefined)).toEqual([]);
  });
});

describe('R-25: weighed in against harvested', () => {
  it.each([
    [100_000, 'fine'],
    [100_001, 'R-25 warn'],
    [101_000, 'R-25 warn'],
    [101_001, 'R-25 block'],
  ])('%i g of 100,000 g: %s', (weighed, expected) => {
    expect(outcome(weighedMoreThanHarvested(weighed, 100_000))).toBe(expected);
  });
});
