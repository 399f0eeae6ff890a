import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withGeneralLimits } from '../herbs/general-limits.js';
import type { Limit } from '../herbs/limit.js';
import { limitsFor, type ApplicableLimits } from '../herbs/limits-for.js';
import type { FileLimit, ReferenceFiles } from '../herbs/reference-files.js';
import { referenceFolder } from '../platform/reference-folder.js';
import { judgeReport, unitFaults, verdictOf, type Result } from './judge-report.js';
import { namedResults } from './named-results.js';

const read = <N extends keyof ReferenceFiles>(name: N): ReferenceFiles[N] =>
  JSON.parse(readFileSync(join(referenceFolder(), `${name}.json`), 'utf8')) as ReferenceFiles[N];
const herbs = read('herbs').herbs;
const general = read('general-limits').limits;
const itemNames = read('items');
const names = new Map(itemNames.items.map(({ code, name }) => [code, name]));

const limit = (file: FileLimit, scope: string): Limit & { scope: string } => ({
  item: file.item,
  name: {
    zh: file.nameZh ?? names.get(file.item)?.zh ?? file.item,
    en: file.nameEn ?? names.get(file.item)?.en ?? file.item,
  },
  kind: file.kind,
  value: file.value ?? null,
  decimals: file.decimals ?? null,
  unit: file.unit ?? null,
  method: file.method ?? null,
  mandatory: file.mandatory,
  appliesTo: scope === 'monograph' && Array.isArray(file.appliesTo) ? file.appliesTo : [],
  edition: file.edition,
  effectiveFrom: file.effectiveFrom,
  effectiveTo: file.effectiveTo,
  certainty: file.certainty,
  source: file.source.id,
  note: null,
  scope,
});

function limitsOf(code: string, form: string | null): ApplicableLimits {
  const herb = herbs.find((each) => each.code === code)!;
  const rows = [
    ...herb.limits.map((each) => limit(each, 'monograph')),
    ...general.map((each) => limit(each, each.scope ?? 'plants')),
  ];
  return limitsFor(withGeneralLimits(rows, herb.variants), herb.variants, form);
}

const result = (item: string, value: string | null, unit: string | null, more: Partial<Result> = {}): Result => ({
  item,
  value,
  unit,
  qualitative: null,
  method: null,
  belowLoq: false,
  ...more,
});
const conforms = (item: string): Result => result(item, null, null, { qualitative: 'conforms' });

/** A whole certificate of 青翘 as a laboratory prints it, pesticides included. */
const QINGQIAO: Result[] = [
  conforms('description'),
  conforms('identification'),
  result('foreign_matter', '1.2', '%'),
  result('water', '8.6', '%'),
  result('total_ash', '3.1', '%'),
  result('extractives_ethanol', '38.4', '%'),
  result('volatile_oil', '2.3', '% (ml/g)'),
  result('phillyrin', '0.24', '%'),
  result('forsythoside_a', '5.6', '%'),
  result('sulfur_dioxide', null, 'mg/kg', { belowLoq: true }),
  result('banned_pesticides', null, null, { qualitative: 'not-detected' }),
  result('banned_methamidophos', null, 'mg/kg', { belowLoq: true }),
  result('banned_isocarbophos', '0.01', 'mg/kg'),
];

function changed(item: string, change: Partial<Result> | null): Result[] {
  return QINGQIAO.flatMap((line) => (line.item !== item ? [line] : change === null ? [] : [{ ...line, ...change }]));
}

describe('a full certificate of 青翘', () => {
  const limits = limitsOf('LIANQIAO', '青翘');

  it('passes, with every line judged', () => {
    const { judgement, items } = judgeReport(QINGQIAO, limits);
    expect(judgement).toBe('pass');
    expect(items).toHaveLength(QINGQIAO.length);
    expect(items.every(({ verdict }) => verdict === 'pass')).toBe(true);
    expect(items.find(({ item }) => item === 'phillyrin')).toMatchObject({
      name: { zh: '连翘苷', en: 'Phillyrin' },
      limit: { kind: 'min', value: '0.15', unit: '%', decimals: 2 },
      value: '0.24',
      rounded: '0.24',
      mandatory: true,
    });
  });

  it.each([
    // item, value, judgement: both sides of every bound, after rounding to its decimals
    ['foreign_matter', '3.5', 'fail'], // 3.5 → 4
    ['foreign_matter', '3.4', 'pass'],
    ['foreign_matter', '2.5', 'pass'], // 2.5 → 2
    ['water', '10.05', 'pass'], // → 10.0
    ['water', '10.051', 'fail'], // → 10.1
    ['water', '10.1', 'fail'],
    ['total_ash', '4.04', 'pass'],
    ['total_ash', '4.06', 'fail'],
    ['extractives_ethanol', '29.95', 'pass'], // → 30.0
    ['extractives_ethanol', '29.94', 'fail'],
    ['volatile_oil', '1.95', 'pass'], // → 2.0
    ['volatile_oil', '1.94', 'fail'],
    ['phillyrin', '0.145', 'fail'], // the even neighbour is 0.14
    ['phillyrin', '0.1451', 'pass'],
    ['phillyrin', '0.144', 'fail'],
    ['phillyrin', '0.15', 'pass'],
    ['phillyrin', '0.11', 'fail'],
    ['forsythoside_a', '3.45', 'fail'], // → 3.4
    ['forsythoside_a', '3.46', 'pass'],
    ['sulfur_dioxide', '150.5', 'pass'], // → 150
    ['sulfur_dioxide', '150.6', 'fail'],
    ['banned_isocarbophos', '0.049', 'pass'],
    ['banned_isocarbophos', '0.05', 'fail'], // the limit of quantification itself is a detection
  ] as const)('with %s %s is judged %s', (item, value, judgement) => {
    expect(judgeReport(changed(item, { value, belowLoq: false }), limits).judgement).toBe(judgement);
  });

  it.each([
    ['description', { qualitative: 'does-not-conform' }, 'fail', 'fail'],
    ['description', { qualitative: null }, 'incomplete', 'not-tested'],
    ['phillyrin', null, 'incomplete', 'not-tested'],
    ['phillyrin', { value: null }, 'incomplete', 'not-tested'],
    ['phillyrin', { value: null, belowLoq: true }, 'fail', 'fail'],
    ['phillyrin', { value: '0.05', belowLoq: true }, 'fail', 'fail'],
    ['phillyrin', { value: '0.2', belowLoq: true }, 'fail', 'fail'],
    ['phillyrin', { value: '0.24', qualitative: 'does-not-conform' }, 'fail', 'fail'],
    ['phillyrin', { value: '0.24', qualitative: 'conforms' }, 'pass', 'pass'],
    ['phillyrin', { value: '0.11', qualitative: 'conforms' }, 'fail', 'fail'],
    ['water', { value: '8.6', qualitative: 'does-not-conform' }, 'fail', 'fail'],
    ['sulfur_dioxide', { value: '10' }, 'pass', 'pass'],
    ['sulfur_dioxide', { value: '200' }, 'incomplete', 'not-judged'],
    ['banned_pesticides', { qualitative: 'detected' }, 'fail', 'fail'],
    ['banned_methamidophos', { value: '0.05' }, 'pass', 'pass'],
    ['banned_methamidophos', { value: '0.1' }, 'pass', 'not-judged'],
  ] as const)('with %s %j is %s, the line %s', (item, change, judgement, verdict) => {
    const judged = judgeReport(changed(item, change), limits);
    expect(judged.judgement).toBe(judgement);
    expect(judged.items.find((line) => line.item === item)?.verdict).toBe(verdict);
  });

  it('is not made incomplete by pesticides that were not tested, and does not claim they were', () => {
    const judged = judgeReport(changed('banned_pesticides', null), limits);
    expect(judged.judgement).toBe('pass');
    expect(judged.items.some(({ item }) => item === 'banned_pesticides')).toBe(false);
  });

  it('fails rather than being incomplete when both are true', () => {
    const worst = changed('water', null).map((line) => (line.item === 'phillyrin' ? { ...line, value: '0.10' } : line));
    expect(judgeReport(worst, limits).judgement).toBe('fail');
  });

  it('keeps what the edition sets no limit for, without judging it', () => {
    const judged = judgeReport([...QINGQIAO, result('cadmium', '0.3', 'mg/kg')], limits);
    expect(judged.judgement).toBe('pass');
    expect(judged.items.at(-1)).toMatchObject({ item: 'cadmium', verdict: 'no-limit', limit: null });
  });
});

describe('the same certificate for another form', () => {
  it('of 老翘 fails nothing and needs no volatile oil', () => {
    const judged = judgeReport(QINGQIAO, limitsOf('LIANQIAO', '老翘'));
    expect(judged.judgement).toBe('pass');
    expect(judged.items.find(({ item }) => item === 'volatile_oil')?.verdict).toBe('no-limit');
  });

  it('of 连翘 without a form is incomplete: the lines that differ by form are not judged', () => {
    const judged = judgeReport(QINGQIAO, limitsOf('LIANQIAO', null));
    expect(judged.judgement).toBe('incomplete');
    const open = judged.items.filter(({ verdict }) => verdict === 'not-judged').map(({ item }) => item);
    expect(open).toEqual(['foreign_matter', 'extractives_ethanol', 'volatile_oil', 'forsythoside_a']);
  });
});

describe('certificates of other herbs', () => {
  const metals = (cadmium: string): Result[] => [
    result('lead', '0.6', 'mg/kg'),
    result('cadmium', cadmium, 'mg/kg'),
    result('arsenic', '0.2', 'mg/kg'),
    result('mercury', '0.02', 'mg/kg'),
    result('copper', '6.1', 'mg/kg'),
  ];
  const huangqi = (cadmium: string): Result[] => [
    conforms('description'),
    conforms('identification'),
    result('water', '7.9', '%'),
    result('total_ash', '3.3', '%'),
    result('extractives_water', '24.6', '%'),
    result('astragaloside_iv', '0.112', '%'),
    result('calycosin_glucoside', '0.041', '%'),
    ...metals(cadmium),
    result('quintozene', null, 'mg/kg', { belowLoq: true }),
    result('sulfur_dioxide', '8', 'mg/kg'),
  ];

  it.each([
    ['1.4', 'pass'], // → 1
    ['1.5', 'fail'], // → 2
    ['0.3', 'pass'],
  ])('黄芪 with cadmium %s is judged %s', (cadmium, judgement) => {
    expect(judgeReport(huangqi(cadmium), limitsOf('HUANGQI', null)).judgement).toBe(judgement);
  });

  it('黄芪 without its metals is incomplete', () => {
    const judged = judgeReport(
      huangqi('0.3').filter(({ item }) => item !== 'mercury'),
      limitsOf('HUANGQI', null),
    );
    expect(judged.judgement).toBe('incomplete');
  });

  it.each([
    ['4.9', '9.9', 'pass'],
    ['5.5', '9.9', 'fail'], // → 6
    ['4.9', '10.6', 'fail'],
    [null, null, 'incomplete'],
  ])('酸枣仁 with aflatoxin B1 %p and total %p is judged %s', (b1, total, judgement) => {
    const limits = limitsOf('SUANZAOREN', null);
    const rest = limits.limits
      .filter(({ mandatory, item }) => mandatory && !item.startsWith('aflatoxin'))
      .map((each) => (each.kind === 'qualitative' ? conforms(each.item) : result(each.item, each.value, each.unit)));
    const aflatoxins = [result('aflatoxin_b1', b1, 'µg/kg'), result('aflatoxin_total', total, 'µg/kg')];
    expect(judgeReport([...rest, ...aflatoxins], limits).judgement).toBe(judgement);
  });

  it('every herb and form passes at its limits, for a result of the limit itself conforms', () => {
    for (const { code, variants } of herbs)
      for (const form of [null, ...variants.map(({ name }) => name)]) {
        const limits = limitsOf(code, form);
        if (limits.undecided.length > 0) continue;
        const exactly = limits.limits
          .filter(({ mandatory }) => mandatory)
          .map((each) =>
            each.kind === 'qualitative' ? conforms(each.item) : result(each.item, each.value, each.unit),
          );
        expect([code, form, judgeReport(exactly, limits).judgement]).toEqual([code, form, 'pass']);
      }
  });
});

describe('a report under an edition that is not held', () => {
  it.each(['edition-not-held', 'other-edition', 'no-edition-in-force'] as const)('(%s) is not judged', (reason) => {
    const judged = judgeReport(QINGQIAO, reason);
    expect(judged).toMatchObject({ judgement: 'incomplete', notJudged: reason });
    expect(judged.items.every(({ verdict, limit: used }) => verdict === 'not-judged' && used === null)).toBe(true);
  });
});

describe('units', () => {
  const { limits } = limitsOf('LIANQIAO', '青翘');

  it.each([
    ['phillyrin', '%', 0],
    ['phillyrin', 'mg/g', 1],
    ['phillyrin', null, 1],
    ['sulfur_dioxide', 'ppm', 1],
    ['sulfur_dioxide', 'mg / kg', 0],
    ['volatile_oil', '%(ml/g)', 0],
    ['volatile_oil', '%', 1],
  ])('%s in %p has %i faults', (item, unit, faults) => {
    expect(unitFaults([result(item, '1', unit)], limits)).toHaveLength(faults);
  });

  it('of Greek mu and of micro are one unit', () => {
    const suanzaoren = limitsOf('SUANZAOREN', null).limits;
    expect(unitFaults([result('aflatoxin_b1', '1', 'μg/kg')], suanzaoren)).toEqual([]);
  });

  it.each([
    ['sulfur_dioxide', 'mg/kg', 0],
    ['sulfur_dioxide', null, 0],
    ['sulfur_dioxide', '%', 1],
    ['phillyrin', 'mg/g', 1],
  ])('%s below the limit of quantification in %p has %i faults', (item, unit, faults) => {
    expect(unitFaults([result(item, null, unit, { belowLoq: true })], limits)).toHaveLength(faults);
  });

  it('do not matter where nothing was measured', () => {
    expect(unitFaults([result('phillyrin', null, '')], limits)).toEqual([]);
  });
});

describe('what a laboratory writes', () => {
  const limits = limitsOf('LIANQIAO', '青翘');

  it('may name the item in Chinese and use its own usual words', () => {
    const { results, faults } = namedResults(
      [
        { item: '连翘苷', value: '0.24', unit: '%' },
        { item: 'description', qualitative: '符合规定', unit: '' },
      ],
      limits,
      itemNames,
    );
    expect(faults).toEqual([]);
    expect(results.map(({ item, qualitative }) => [item, qualitative])).toEqual([
      ['phillyrin', null],
      ['description', 'conforms'],
    ]);
  });

  it.each([
    [{ item: 'description', qualitative: '尚可' }, 'results.1.qualitative'],
    [{ item: '连翘苷', value: '0.24', unit: '%' }, 'results.1.item'],
    [{ item: 'water', value: '8.6', unit: 'g/100g' }, 'results.1.unit'],
    [{ item: ' Phillyrin ', value: '0.24', unit: '%' }, 'results.1.item'],
    [{ item: '连翘苷\u200B', value: '0.24', unit: '%' }, 'results.1.item'],
    [{ item: 'water', value: '100.1', unit: '%' }, 'results.1.value'],
    [{ item: 'cadmium', value: '-0.1', unit: 'mg/kg' }, 'results.1.value'],
    [{ item: 'sulfur_dioxide', belowLoq: true, unit: '%' }, 'results.1.unit'],
  ])('%j is refused at its place', (line, path) => {
    const { faults } = namedResults([{ item: 'phillyrin', value: '0.24', unit: '%' }, line], limits, itemNames);
    expect(faults.map((fault) => fault.path)).toEqual([path]);
  });

  it('may write an item in any case; a whole of it is a hundred per cent', () => {
    const { results, faults } = namedResults([{ item: ' WATER ', value: '100', unit: '％' }], limits, itemNames);
    expect([faults, results[0]!.item]).toEqual([[], 'water']);
  });

  it.each([
    ['甲拌磷', 'banned_phorate', 'fail'],
    ['phorate', 'banned_phorate', 'fail'],
    ['PHORATE', 'banned_phorate', 'fail'],
    ['banned_phorate', 'banned_phorate', 'fail'],
    ['3911', 'banned_phorate', 'fail'],
    ['呋喃丹', 'banned_carbofuran', 'fail'],
    ['Parathion methyl', 'banned_parathion_methyl', 'fail'],
    ['methyl parathion', 'banned_parathion_methyl', 'fail'],
    ['hch', 'banned_bhc_hch', 'fail'],
    ['总滴滴涕', 'banned_ddt', 'fail'],
    ['Sulphur dioxide', 'sulfur_dioxide', 'pass'],
    ['Cd', 'cadmium', 'no-limit'],
    ['glyphosate', 'glyphosate', 'no-limit'],
    ['磷', '磷', 'no-limit'],
  ])('%s means %s: %s', (item, code, verdict) => {
    const { results, faults } = namedResults([{ item, value: '0.5', unit: 'mg/kg' }], limits, itemNames);
    const judged = judgeReport(results, limits).items.find((each) => each.item === code);
    expect([faults, judged?.verdict]).toEqual([[], verdict]);
  });

  it('gives no name to two items', () => {
    const named = itemNames.aliases!.flatMap((alias) => alias.names.map((name) => name.toLowerCase()));
    expect(new Set(named).size).toBe(named.length);
    const known = new Set([...names.keys(), ...general.map(({ item }) => item)]);
    expect(itemNames.aliases!.filter(({ item }) => !known.has(item))).toEqual([]);
  });

  it('does not name one item twice that no limit knows, either', () => {
    const twice = [
      { item: 'Zinc', value: '1', unit: 'mg/kg' },
      { item: 'zinc ', value: '1', unit: 'mg/kg' },
    ];
    expect(namedResults(twice, null, itemNames).faults.map(({ path }) => path)).toEqual(['results.1.item']);
  });

  it('judges a value beside a qualitative item by the word, not the number', () => {
    const appearance = limits.limits.find(({ item }) => item === 'description')!;
    expect(verdictOf(result('description', '1', null), appearance)).toBe('not-tested');
  });
});
