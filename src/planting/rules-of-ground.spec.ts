import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceFolder } from '../platform/reference-folder.js';
import { germplasmAllowed } from './germplasm-allowed.js';
import { judgeEnvironment, namedItems, unitFaults, validUntil, type EnvironmentDocument } from './judge-environment.js';
import { plotInCounty, type Extent } from './plot-in-county.js';
import { PlotNeighbours } from './plot-neighbours.js';
import { overlapShare, plotOverlap } from './plot-overlap.js';
import { seedDrawn } from './seed-drawn.js';
import { seedPapers } from './seed-papers.js';
import { soilFit } from './soil-class.js';
import { statedArea } from './stated-area.js';
import { trialBase } from './trial-base.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';
const document = JSON.parse(readFileSync(join(referenceFolder(), 'environment.json'), 'utf8')) as EnvironmentDocument;

describe('R-02: one piece of ground is one plot', () => {
  const square = (x: number, y = 0, side = 1) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [x, y],
        [x + side, y],
        [x + side, y + side],
        [x, y + side],
        [x, y],
      ],
    ],
  });
  it.each([
    [0, 1],
    [0.5, 0.5],
    [0.95, 0.05],
    [1, 0],
    [2, 0],
  ])('moved east by %s of its side it shares %s', (east, share) =>
    expect(overlapShare(square(0), square(east))).toBeCloseTo(share, 1),
  );
  it.each([
    [0.5, 'R-02 warn'],
    [0.94, 'R-02 warn'],
    [0.96, 'fine'],
    [1, 'fine'],
  ])('moved east by %s: %s', (east, expected) =>
    expect(outcome(plotOverlap(square(0), [{ name: '西坡', boundary: square(east) }]))).toBe(expected),
  );
  it('a hole of the other is not its ground', () => {
    const ring = {
      type: 'Polygon' as const,
      coordinates: [square(-1, -1, 4).coordinates[0]!, square(0).coordinates[0]!],
    };
    expect(overlapShare(square(0), ring)).toBe(0);
  });
});

describe('R-02: a plot lies in the county of its base', () => {
  const name = { zh: '安泽县', en: 'Anze' };
  const extent: Extent = [112, 36, 112.5, 36.5];
  const at = (west: number, south: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [west, south],
        [west + 0.01, south],
        [west + 0.01, south + 0.01],
        [west, south + 0.01],
        [west, south],
      ],
    ],
  });
  it.each([
    [112.2, 36.2, 'fine', ''],
    [111.981, 36.2, 'fine', ''],
    [111.979, 36.2, 'R-02 warn', '2 个顶点'],
    [112.509, 36.2, 'fine', ''],
    [112.511, 36.2, 'R-02 warn', '2 个顶点'],
    [112.2, 36.511, 'R-02 warn', '2 个顶点'],
    [112.2, 35.979, 'R-02 warn', '2 个顶点'],
    [112.515, 36.515, 'R-02 warn', '3 个顶点'],
    [113, 36.2, 'R-02 warn', '不在基地所属的安泽县境内'],
  ])('at %s, %s: %s', (west, south, expected, words) => {
    const found = plotInCounty(at(west, south), { name, extent }, 0.02);
    expect([outcome(found), found[0]?.message.zh ?? '']).toEqual([expected, expect.stringContaining(words)]);
  });
  it('is not judged where the county is not known', () =>
    expect(plotInCounty(at(99, 30), undefined, 0.02)).toEqual([]));
  it('and counties are known by four numbers, west before east, south before north', () => {
    const file = JSON.parse(readFileSync(join(referenceFolder(), 'county-extents.json'), 'utf8')) as {
      counties: Record<string, number[]>;
    };
    const wrong = Object.entries(file.counties).filter(
      ([code, [west, south, east, north]]) =>
        !/^\d{6}$/.test(code) ||
        !(west! < east! && south! < north! && west! > 73 && east! < 136 && south! > 3 && north! < 54),
    );
    expect([wrong, Object.keys(file.counties).length > 2_500]).toEqual([[], true]);
  });
});

describe('R-02: the area stated against the area of the boundary', () => {
  it.each([
    [undefined, '15.00', 'fine'],
    ['15', '15.00', 'fine'],
    ['16.5', '15.00', 'fine'],
    ['16.51', '15.00', 'R-02 warn'],
    ['13.5', '15.00', 'fine'],
    ['13.49', '15.00', 'R-02 warn'],
    ['150', '15.00', 'R-02 warn'],
  ])('%s 亩 stated, %s 亩 computed: %s', (stated, computed, expected) =>
    expect(outcome(statedArea(stated, computed))).toBe(expected),
  );
});

describe('R-02: plots that may lie on each other', () => {
  /** Fields of 400 metres, counted in sides from a corner in the west and south of zero. */
  const side = 0.004;
  const square = (x: number, y: number) => ({
    type: 'Polygon' as const,
    coordinates: [
      [
        [x - 5, y - 6],
        [x - 4, y - 6],
        [x - 4, y - 5],
        [x - 5, y - 5],
        [x - 5, y - 6],
      ].map(([east, north]) => [east! * side, north! * side]),
    ],
  });
  it('are found among many, as if each had been measured against all', () => {
    const known = Array.from({ length: 60 }, (_, n) => ({
      ...{ name: `${n}`, base: '别的', baseId: n % 2 === 0 ? 'a' : 'b' },
      boundary: square((n * 7) % 11, (n * 5) % 13),
    }));
    const neighbours = new PlotNeighbours(known);
    for (const [x, y] of [
      [0, 0],
      [3.5, 4.2],
      [10.96, 2],
      [20, 20],
    ] as const) {
      const asked = square(x, y);
      const all = plotOverlap(
        asked,
        known.map((plot) => (plot.baseId === 'a' ? { ...plot, base: null } : plot)),
      );
      expect(plotOverlap(asked, neighbours.of('a', asked))).toEqual(all);
    }
  });
});

describe('R-04: germplasm', () => {
  it.each([
    ['野生', 'fine'],
    ['选育品种', 'fine'],
    ['人工多倍体', 'R-04 block'],
    ['单倍体', 'R-04 block'],
    ['种间杂交', 'R-04 block'],
    ['转基因', 'R-04 block'],
    [undefined, 'fine'],
  ] as const)('%s: %s', (germplasm, expected) => expect(outcome(germplasmAllowed(germplasm))).toBe(expected));
});

describe('R-05: papers before sowing', () => {
  const [identified, tested, quarantined] = [
    { kind: '基原鉴定报告' },
    { kind: '种苗质量检验报告' },
    { kind: '植物检疫检验证书' },
  ];
  it.each([
    [[identified, tested], [], 'fine'],
    [[tested], [], 'R-05 block'],
    [[identified], [], 'R-05 block'],
    [[identified, quarantined], [], 'R-05 block'],
    [[tested], [identified], 'fine'],
    [[identified], [tested], 'R-05 block'],
    [[], [], 'R-05 block'],
  ])('%j, raised from a lot with %j: %s', (own, parents, expected) =>
    expect(outcome(seedPapers(own, parents))).toBe(expected),
  );
});

describe('R-25: seed drawn', () => {
  it.each([
    [1200, 1200, 'fine'],
    [1201, 1200, 'R-25 block'],
  ])('%i of %i: %s', (asked, left, expected) => expect(outcome(seedDrawn(asked, left, 'piece'))).toBe(expected));
});

describe('R-06: soil by GB 15618-2018', () => {
  const soil = (ph: string | undefined, more: Record<string, string> = {}) => {
    const values = { Cd: '0.1', Hg: '0.1', As: '10', Pb: '20', Cr: '50', ...more };
    const results = Object.entries(values).map(([item, value]) => ({ item, value, unit: 'mg/kg' }));
    return judgeEnvironment('soil', { ph, results }, document);
  };
  it.each([
    ['6.0', {}, '优先保护类', ''],
    ['7.5', { Cd: '0.3' }, '优先保护类', ''],
    ['7.5', { Cd: '0.31' }, '安全利用类', 'Cd'],
    ['7.51', { Cd: '0.6' }, '优先保护类', ''],
    ['7.6', { Cd: '0.61' }, '安全利用类', 'Cd'],
    ['5.5', { Cd: '1.5' }, '安全利用类', 'Cd'],
    ['5.5', { Cd: '1.51' }, '严格管控类', 'Cd'],
    ['5.6', { Cd: '2' }, '安全利用类', 'Cd'],
    ['8', { Cd: '4.01', Pb: '1001' }, '严格管控类', 'Cd,Pb'],
    ['8', { Cu: '101' }, '安全利用类', 'Cu'],
    ['8', { Cu: '99999' }, '安全利用类', 'Cu'],
    ['6.5', { 六六六总量: '0.11' }, '安全利用类', '六六六总量'],
    [undefined, {}, '未判定', ''],
  ])('pH %s with %j: %s %s', (ph, more, verdict, exceeded) =>
    expect([soil(ph, more).verdict, soil(ph, more).exceeded.join()]).toEqual([verdict, exceeded]),
  );
  it.each([
    ['7.0', { Cd: '0.1' }, '未判定', ''],
    ['7.0', { Cd: '0.31' }, '未判定', 'Cd'],
    ['7.0', { Cd: '3' }, '未判定', 'Cd'],
    ['7.0', { Cd: '9' }, '严格管控类', 'Cd'],
    ['7.0', { Cd: '3.01', Cu: '999' }, '严格管控类', 'Cd'],
    ['7.0', { Cu: '999', 六六六总量: '0.11' }, '未判定', 'Cu,六六六总量'],
    // Above the limit of every column, whichever the pH is; between columns nobody knows.
    [undefined, { Cd: '4.01' }, '严格管控类', 'Cd'],
    [undefined, { Cd: '4' }, '未判定', 'Cd'],
    [undefined, { Cd: '0.6' }, '未判定', ''],
  ])('pH %s with %j and nothing else measured: %s %s', (ph, values, verdict, exceeded) => {
    const results = Object.entries(values).map(([item, value]) => ({ item, value: value!, unit: 'mg/kg' }));
    const judged = judgeEnvironment('soil', { ph, results }, document);
    expect([judged.verdict, judged.exceeded.join()]).toEqual([verdict, exceeded]);
  });

  const test = (verdict: string) => ({ verdict, exceeded: ['Cd'], sampledOn: '2021-03-01', validUntil: '2025-03-01' });
  it.each([
    ['优先保护类', '2025-03-01', 'fine'],
    ['优先保护类', '2025-03-02', 'R-06 warn'],
    ['安全利用类', '2025-03-01', 'R-06 warn'],
    ['严格管控类', '2025-03-01', 'R-06 block'],
    ['未判定', '2025-03-01', 'R-06 block'],
  ])('planting on %s soil on %s: %s', (verdict, day, expected) =>
    expect(outcome(soilFit(test(verdict), day))).toBe(expected),
  );
  it('a soil not judged names what is above screening', () =>
    expect(soilFit(test('未判定'), '2025-03-01')[0]!.message.zh).toContain('Cd 超过筛选值'));
  it.each([
    ['未判定', 'R-06 warn'],
    ['安全利用类', 'R-06 warn'],
    ['严格管控类', 'R-06 block'],
  ])('a newer test of some items besides a whole one, %s: %s', (verdict, expected) =>
    expect(outcome(soilFit({ ...test(verdict), besides: true }, '2025-03-01'))).toBe(expected),
  );
  it('without any test nothing is judged', () => expect(soilFit(undefined, '2025-03-01')).toEqual([]));
});

describe('water by GB 5084, air by GB 3095', () => {
  it.each([
    [
      'water',
      [
        ['pH', '5.5', ''],
        ['Cd', '0.01', 'mg/L'],
      ],
      '合格',
    ],
    ['water', [['pH', '5.4', '']], '不合格'],
    ['water', [['pH', '8.51', '']], '不合格'],
    ['water', [['Cd', '0.011', 'mg/L']], '不合格'],
    ['water', [['蛔虫卵', '1', '个']], '未判定'],
    [
      'air',
      [
        ['SO2', '60', 'µg/m³', 'annual'],
        ['CO', '4', 'mg/m³', 'h24'],
      ],
      '合格',
    ],
    ['air', [['SO2', '61', 'µg/m³', 'annual']], '不合格'],
    ['air', [['SO2', '61', 'µg/m³', 'h24']], '合格'],
    ['air', [['SO2', '61', 'µg/m³']], '未判定'],
  ] as const)('%s with %j: %s', (medium, lines, verdict) => {
    const results = lines.map(([item, value, unit, period]) => ({ item, value, unit, ...(period && { period }) }));
    expect(judgeEnvironment(medium, { results }, document).verdict).toBe(verdict);
  });
  it.each([
    ...[...'镉汞砷铅铬铜镍锌'].map((name, n) => ['soil', name, ['Cd', 'Hg', 'As', 'Pb', 'Cr', 'Cu', 'Ni', 'Zn'][n]!]),
    ['soil', '总镉', 'Cd'],
    ['soil', 'Cd', 'Cd'],
    ['soil', '苯并[a]芘', '苯并a芘'],
    ['soil', '水温', undefined],
    ['soil', 'constructor', undefined],
    ['water', '总汞', 'Hg'],
    ['water', '六价铬', 'Cr6'],
    ['water', '铬', undefined],
    ['water', '蛔虫卵', undefined],
    ['air', '二氧化硫', 'SO2'],
    ['air', '镉', undefined],
  ] as ['soil' | 'water' | 'air', string, string | undefined][])('%s: %s is %s', (medium, item, code) => {
    const { results, faults } = namedItems(medium, [{ item, value: '1', unit: '' }], document);
    expect(faults.map(({ path }) => path)).toEqual(code === undefined ? ['results.0.item'] : []);
    expect(results[0]!.item).toBe(code ?? item);
    expect(faults.every(({ message }) => /应为：.*(Cd 镉|SO2 二氧化硫)/.test(message.zh))).toBe(true);
  });
  it('an item under two names is refused, one of two averaging times is not', () => {
    const line = (item: string, period?: string) => ({ item, value: '1', unit: 'x', ...(period && { period }) });
    const faults = (medium: 'soil' | 'air', ...lines: ReturnType<typeof line>[]) =>
      namedItems(medium, lines, document).faults.map(({ path }) => path);
    expect(faults('soil', line('Cd'), line('镉'))).toEqual(['results.1.item']);
    expect(faults('air', line('SO2', 'h1'), line('二氧化硫', 'h24'))).toEqual([]);
  });
  it('every name is of a code that some table has', () => {
    const known = (['soil', 'water', 'air'] as const).flatMap((medium) =>
      Object.keys(document.names!).filter(
        (item) => namedItems(medium, [{ item, value: '1', unit: '' }], document).faults.length === 0,
      ),
    );
    expect(Object.keys(document.names!).filter((name) => !known.includes(name))).toEqual([]);
  });
  it.each([
    ['soil', 'Cd', 'mg/kg', []],
    ['soil', 'Cd', 'µg/kg', ['results.0.unit']],
    ['water', 'Cd', 'µg/L', ['results.0.unit']],
    ['water', '蛔虫卵', '个', []],
    ['air', 'CO', 'µg/m³', ['results.0.unit']],
  ] as const)('%s %s in %s: %j', (medium, item, unit, paths) =>
    expect(unitFaults(medium, [{ item, value: '1', unit }], document).map(({ path }) => path)).toEqual(paths),
  );
  it.each([
    ['soil', '2024-02-29', '2028-02-28'],
    ['water', '2025-06-01', '2026-06-01'],
  ] as const)('a %s test of %s holds until %s', (medium, day, until) =>
    expect(validUntil(medium, day, document)).toBe(until),
  );
});

describe('R-07: a base on trial', () => {
  const season = (year: number, reportNumber: string) => ({ year, reportNumber });
  it.each([
    [[], 'R-07 warn'],
    [[season(2024, 'A')], 'R-07 warn'],
    [[season(2024, 'A'), season(2024, 'B')], 'R-07 warn'],
    [[season(2024, 'A'), season(2025, 'A')], 'R-07 warn'],
    [[season(2024, 'A'), season(2025, 'B')], 'fine'],
  ])('%j: %s', (seasons, expected) => expect(outcome(trialBase(seasons))).toBe(expected));
});
