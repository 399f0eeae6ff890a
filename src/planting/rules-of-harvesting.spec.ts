import { describe, expect, it } from '@jest/globals';
import { amountDue } from './amount-due.js';
import { distanceToPlots } from './distance-to-plot.js';
import { entryDisclosure } from '../rules/entry-disclosure.js';
import { detailFaults, DETAILS } from './field-work-details.js';
import { FIELD_WORK_KINDS } from './field-work-kind.js';
import { harvestPart } from './harvest-part.js';
import { harvestStage } from './harvest-stage.js';
import { harvestStart } from './harvest-start.js';
import { harvestWeather } from './harvest-weather.js';
import { harvestedApart } from './harvested-apart.js';
import { plotOnDay, quarantinesOf, type PlotChange } from './plot-on-day.js';
import { sackFaults } from './sacks-add-up.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';

describe('R-15: stage, start, part, weather', () => {
  const bolted = {
    herb: 'FANGFENG',
    words: ['抽薹', '开花'],
    level: 'block' as const,
    textZh: '防风须未抽花茎',
    basis: '药典',
  };
  it.each([
    ['FANGFENG', '已抽薹', 'R-15 block'],
    ['FANGFENG', '未抽薹', 'fine'],
    ['FANGFENG', '叶丛期', 'fine'],
    ['FANGFENG', undefined, 'fine'],
    ['HUANGQIN', '抽薹', 'fine'],
  ])('%s at the stage %s: %s', (herb, stage, expected) =>
    expect(outcome(harvestStage(herb, stage, [bolted]))).toBe(expected),
  );

  const starts = [
    { herb: 'LIANQIAO', variant: '青翘', division: '14', from: '07-10', basis: '省' },
    { herb: 'LIANQIAO', variant: '青翘', division: '141026', from: '07-20', basis: '县' },
  ];
  it.each([
    ['青翘', '141026101', '2025-07-19', 'R-15 block'],
    ['青翘', '141026101', '2025-07-20', 'fine'],
    ['青翘', '140100100', '2025-07-10', 'fine'],
    ['青翘', '140100100', '2025-07-09', 'R-15 block'],
    ['老翘', '141026101', '2025-07-01', 'fine'],
    ['青翘', '610100100', '2025-07-01', 'fine'],
  ])('%s of %s on %s: %s', (variant, divisionCode, day, expected) =>
    expect(outcome(harvestStart({ herb: 'LIANQIAO', variant, divisionCode }, day, starts))).toBe(expected),
  );

  it.each([
    ['干燥果实', '果实', 'fine'],
    ['干燥果实', '果', 'fine'],
    ['干燥果实', '叶', 'R-15 warn'],
    ['干燥根茎', '根', 'fine'],
    ['干燥根(未抽花茎植株)', '根', 'fine'],
    ['干燥根', '花', 'R-15 warn'],
    ['干燥花蕾或带初开的花', '花蕾', 'fine'],
    ['干燥根', '整株', 'fine'],
  ])('%s gathered as %s: %s', (partZh, part, expected) =>
    expect(outcome(harvestPart({ nameZh: '某药', partZh }, part))).toBe(expected),
  );

  it.each([
    ['晴', 'fine'],
    ['小雨', 'R-15 warn'],
    ['雨后转晴', 'fine'],
    [undefined, 'fine'],
  ])('in %s: %s', (weather, expected) => expect(outcome(harvestWeather(weather))).toBe(expected));
});

describe('R-16: plots under quarantine and goods picked apart', () => {
  const shut = [{ plotName: '西坡', reason: '洪涝', from: '2025-07-01', until: '2025-08-01' }];
  it.each([
    ['2025-06-30', undefined, 'fine'],
    ['2025-07-01', undefined, 'R-16 block'],
    ['2025-07-31', '正常', 'R-16 block'],
    ['2025-08-01', '正常', 'fine'],
    ['2025-08-01', '病虫', 'R-16 block'],
    ['2025-07-01', '受灾', 'R-16 block, R-16 block'],
  ] as const)('on %s as %s: %s', (day, condition, expected) =>
    expect(outcome(harvestedApart(day, condition, shut))).toBe(expected),
  );

  const changes: PlotChange[] = [
    { kind: 'quarantined', at: '2025-05-01', reason: '病虫' },
    { kind: 'quarantined', at: '2025-05-09', reason: '加重' },
    { kind: 'resized', at: '2025-05-10', reason: '测量', boundary: 'B', areaMu: '3.00' },
    { kind: 'freed', at: '2025-06-01', reason: '已清除' },
    { kind: 'regrown', at: '2025-07-01', reason: '流转', growerId: 'g2' },
    { kind: 'quarantined', at: '2025-09-01', reason: '冰雹' },
  ];
  it('run from the first report to the day they are lifted', () => {
    expect(quarantinesOf('西坡', changes)).toEqual([
      { plotName: '西坡', reason: '病虫', from: '2025-05-01', until: '2025-06-01' },
      { plotName: '西坡', reason: '冰雹', from: '2025-09-01', until: null },
    ]);
  });
  it.each([
    ['2025-05-09', '2.00', 'g1'],
    ['2025-05-10', '3.00', 'g1'],
    ['2025-07-01', '3.00', 'g2'],
  ])('a plot on %s has %s mu and the grower %s', (day, areaMu, growerId) =>
    expect(plotOnDay({ areaMu: '2.00', growerId: 'g1', boundary: 'A' }, changes, day)).toMatchObject({
      areaMu,
      growerId,
    }),
  );
});

describe('what is told of a record’s entry', () => {
  const now = new Date('2025-08-03T12:00:00Z');
  it.each([
    ['2025-08-03T11:01:00Z', undefined, undefined, undefined],
    ['2025-08-03T11:00:00Z', undefined, undefined, { lateHours: 1 }],
    ['2025-08-01T12:00:00Z', undefined, 40, { lateHours: 48, deviceMetres: 40 }],
    ['2025-08-03T12:00:00Z', { copied: ['weather'], untouched: [] }, 0, { copied: ['weather'], deviceMetres: 0 }],
  ])('at %s with %j, %s m away: %j', (at, said, metres, expected) =>
    expect(entryDisclosure(said, { at, now }, metres)).toEqual(expected),
  );

  const plot = {
    type: 'Polygon' as const,
    coordinates: [
      [
        [112.25, 36.14],
        [112.251, 36.14],
        [112.251, 36.141],
        [112.25, 36.141],
        [112.25, 36.14],
      ],
    ],
  };
  it.each([
    [112.2505, 36.1405, 0],
    [112.25, 36.14, 0],
    [112.2511, 36.1405, 10],
    [112.252, 36.1405, 90],
    [112.2505, 36.15, 1010],
  ])('a device at %s, %s is %i m away', (longitude, latitude, metres) =>
    expect(distanceToPlots({ longitude, latitude }, [plot])).toBe(metres),
  );
  it('is measured to the nearest plot', () => {
    const far = { ...plot, coordinates: [plot.coordinates[0]!.map(([x, y]) => [x! + 1, y!])] };
    expect(distanceToPlots({ longitude: 112.252, latitude: 36.1405 }, [far, plot])).toBe(90);
  });
});

describe('the parameters of field work', () => {
  it('are declared for every kind', () => expect(Object.keys(DETAILS)).toEqual(Object.keys(FIELD_WORK_KINDS)));
  it.each([
    ['灌溉', { method: '滴灌', cubicMetres: '12.5', waterSource: '机井' }, []],
    ['灌溉', { method: '人工降雨' }, ['details.method']],
    ['灌溉', { cubicMetres: '-1' }, ['details.cubicMetres']],
    ['灌溉', { cubicMetres: 12 }, ['details.cubicMetres']],
    ['除草', { cubicMetres: '1' }, ['details.cubicMetres']],
    ['除草', { constructor: '人工' }, ['details.constructor']],
    ['物候', { percent: '80' }, ['details.stage']],
    ['物候', { stage: '盛花期', percent: '80' }, []],
    ['灾害', { disaster: '冰雹', severity: '重', affectedMu: '3.2' }, []],
    ['灾害', undefined, []],
  ] as const)('%s with %j: %j', (kind, details, paths) =>
    expect(detailFaults(kind, details).map(({ path }) => path)).toEqual(paths),
  );
});

describe('the scale', () => {
  it.each([
    [{ gross: 100, tare: 4 }, undefined, []],
    [
      { gross: 100, tare: 4 },
      [
        { gross: 60, tare: 2 },
        { gross: 40, tare: 2 },
      ],
      [],
    ],
    [
      { gross: 101, tare: 4 },
      [
        { gross: 60, tare: 2 },
        { gross: 40, tare: 2 },
      ],
      ['gross'],
    ],
    [
      { gross: 100, tare: 3 },
      [
        { gross: 60, tare: 2 },
        { gross: 40, tare: 2 },
      ],
      ['tare'],
    ],
    [
      { gross: 100, tare: 42 },
      [
        { gross: 60, tare: 2 },
        { gross: 40, tare: 40 },
      ],
      ['sacks.1.tare'],
    ],
  ])('%j in sacks of %j: %j', (weighed, sacks, paths) =>
    expect(sackFaults(weighed, sacks).map(({ path }) => path)).toEqual(paths),
  );
  it.each([
    [40_000, '18.00', '720.00'],
    [333, '10.00', '3.33'],
    [1_005, '1.00', '1.01'],
    [1, '0.01', '0.00'],
  ])('%i g at %s 元/公斤 are %s 元', (grams, price, due) => expect(amountDue(grams, price)).toBe(due));
});
