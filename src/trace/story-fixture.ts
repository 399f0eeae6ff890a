import { createHash } from 'node:crypto';
import type { Json } from '../platform/canonical-json.js';
import type { Company, StorySource } from './story.js';
import type { ToldFact } from './told-fact.js';

/** A batch as large as the demonstration's, for the specs of this room: 37 growers' plots, one run, one batch. */
export const GROWERS = 37;

/** A UUIDv7 of one moment with its own 74 bits, as hard to compress as a real one. */
export function uuid(label: number, index = 0): string {
  const hex = createHash('sha256').update(`${label}.${index}`).digest('hex');
  return `0198e0c1-${label.toString(16).padStart(4, '0')}-7${hex.slice(0, 3)}-8${hex.slice(3, 6)}-${hex.slice(6, 18)}`;
}

export const LOT = uuid(1);
const [BASE, PLANTING, SEED, DRY] = [uuid(2), uuid(3), uuid(4), uuid(5)];
export const COOP: Company = {
  id: uuid(10),
  name: '安泽县岳阳连翘专业合作社',
  kind: 'cooperative',
  creditCode: '93141026MA0GXXXX1T',
  demonstration: true,
};
export const LAB: Company = {
  id: uuid(11),
  name: '山西省药材检验中心',
  kind: 'laboratory',
  creditCode: '12140000MB0123456X',
  demonstration: true,
};

let made = 0;
/** One fact; `days` is how long after the event it was recorded. */
export function fact(
  type: string,
  occurredAt: string,
  open: Record<string, Json>,
  { organisation = COOP.id, days = 1, visibility = 'public' as 'public' | 'party', subjects = [] as string[] } = {},
): ToldFact {
  const recordedAt = new Date(Date.parse(occurredAt) + days * 86_400_000).toISOString();
  return { id: uuid(100, made++), type, visibility, occurredAt, recordedAt, organisation, subjects, open };
}

const line = (item: string, zh: string, kind: string, limit: string, value: string, verdict = 'pass'): Json => ({
  item,
  name: { zh, en: item },
  limit: { kind, value: limit, unit: '%', decimals: 2 },
  limitText: `${kind === 'max' ? '≤' : '≥'}${limit}%`,
  value,
  unit: '%',
  method: 'HPLC 通则0512',
  verdict,
});

export function reportFact(phillyrin = '0.24', verdict = 'pass'): ToldFact {
  return fact(
    'quality.report-issued',
    '2025-08-20T16:00:00+08:00',
    {
      report: uuid(7),
      sample: uuid(8),
      lot: LOT,
      number: 'LF-2025-0817',
      testedOn: '2025-08-20',
      edition: 'ChP2020',
      laboratory: { id: LAB.id, name: LAB.name },
      judgement: verdict,
      items: [
        line('foreign_matter', '杂质', 'max', '3', '1.2'),
        line('water', '水分', 'max', '10.0', '8.6'),
        line('total_ash', '总灰分', 'max', '4.0', '3.1'),
        line('extractives_ethanol', '醇溶性浸出物', 'min', '30.0', '38.4'),
        line('volatile_oil', '挥发油', 'min', '2.0', '2.3'),
        line('phillyrin', '连翘苷', 'min', '0.15', phillyrin, verdict),
        line('forsythoside_a', '连翘酯苷A', 'min', '3.5', '5.1'),
        {
          item: 'description',
          name: { zh: '性状', en: 'description' },
          limit: { kind: 'qualitative', value: null },
          value: null,
          qualitative: 'conforms',
          verdict: 'pass',
        },
        {
          item: 'sulfur_dioxide',
          name: { zh: '二氧化硫残留量', en: 'sulfur dioxide' },
          limit: { kind: 'max', value: '150', unit: 'mg/kg' },
          value: null,
          belowLoq: true,
          unit: 'mg/kg',
          verdict: 'pass',
        },
      ],
    },
    { organisation: LAB.id },
  );
}

const harvestId = (index: number): string => uuid(20, index);
const plotId = (index: number): string => uuid(21, index);

function growerFacts(index: number): ToldFact[] {
  const grams = 150_000 + index * 3_700;
  const day = `2025-07-${String(21 + (index % 9)).padStart(2, '0')}`;
  const plots = [{ plot: plotId(index), grams }];
  return [
    fact('planting.plot-registered', '2024-11-02T10:00:00+08:00', {
      plot: plotId(index),
      base: BASE,
      areaMu: `${5 + index / 10}`,
    }),
    fact('planting.harvested', `${day}T10:30:00+08:00`, {
      lot: harvestId(index),
      planting: PLANTING,
      base: BASE,
      baseName: '岳阳连翘基地',
      divisionCode: '141026100',
      plots,
      herb: 'LIANQIAO',
      variant: '青翘',
      part: '果实',
      method: '人工采摘',
      grams,
      at: `${day}T10:30:00+08:00`,
    }),
    fact('planting.purchased', `${day}T18:00:00+08:00`, {
      purchase: uuid(22, index),
      harvest: harvestId(index),
      grossGrams: grams + 720,
      tareGrams: 720,
      netGrams: grams,
      grade: '一级',
    }),
  ];
}

/** The facts of the whole batch, released. */
export function batchFacts(): ToldFact[] {
  const inputs = Array.from({ length: GROWERS }, (_, index) => ({
    lot: harvestId(index),
    grams: 150_000 + index * 3_700,
  }));
  const work = ['修剪', '施肥', '除草', '巡查'].map((kind, index) =>
    fact('planting.field-work-done', `2025-0${index + 1}-05T09:00:00+08:00`, {
      planting: PLANTING,
      base: BASE,
      kind,
      at: `2025-0${index + 1}-05T09:00:00+08:00`,
      reason: '春季管理',
      ...(kind === '施肥' ? { input: { product: '腐熟羊粪有机肥', amount: '320', unit: 'kg/亩' } } : {}),
    }),
  );
  return [
    fact('planting.base-registered', '2024-11-01T10:00:00+08:00', {
      base: BASE,
      name: '岳阳连翘基地',
      divisionCode: '141026100',
      cultivationMode: '仿野生',
      organisationForm: '合作社',
    }),
    fact(
      'planting.seed-lot-received',
      '2014-03-10T10:00:00+08:00',
      {
        lot: SEED,
        herb: 'LIANQIAO',
        species: 'Forsythia suspensa (Thunb.) Vahl',
        quantity: 15_540,
        unit: 'piece',
        supplier: '安泽县国营林场苗圃',
        originDivisionCode: '141026',
      },
      { days: 3900 },
    ),
    fact(
      'planting.planted',
      '2014-03-25T10:00:00+08:00',
      {
        planting: PLANTING,
        base: BASE,
        plots: Array.from({ length: GROWERS }, (_, index) => plotId(index)),
        herb: 'LIANQIAO',
        species: 'Forsythia suspensa (Thunb.) Vahl',
        establishedOn: '2014-03-25',
        seedLot: SEED,
      },
      { days: 3900 },
    ),
    ...work,
    ...Array.from({ length: GROWERS }, (_, index) => growerFacts(index)).flat(),
    fact('processing.run-finished', '2025-08-01T17:30:00+08:00', {
      run: uuid(6),
      method: '蒸制干燥',
      facility: '初加工车间1号线',
      startedAt: '2025-07-31T06:00:00+08:00',
      endedAt: '2025-08-01T17:30:00+08:00',
      steps: [
        { kind: '蒸', startedAt: '2025-07-31T10:00:00+08:00', endedAt: '2025-07-31T10:30:00+08:00', celsius: '100' },
        { kind: '烘干', startedAt: '2025-07-31T11:30:00+08:00', endedAt: '2025-08-01T17:30:00+08:00', celsius: '60' },
      ],
      inputs,
      outputs: [{ lot: DRY, herb: 'LIANQIAO', variant: '青翘', grams: 2_600_000 }],
      balance: [{ kind: 'loss', grams: 5_414_200, reason: '蒸制烘干失水' }],
      ratio: '3.08',
    }),
    fact('batches.batch-made', '2025-08-05T09:00:00+08:00', {
      lot: LOT,
      number: 'LQ-141026-20250805-01',
      herb: 'LIANQIAO',
      variant: '青翘',
      grams: 2_600_000,
      inputs: [{ lot: DRY, grams: 2_600_000 }],
      balance: [],
      divisionCode: '141026',
    }),
    fact('batches.packed', '2025-08-06T09:00:00+08:00', {
      lot: LOT,
      packing: uuid(9),
      count: 500,
      gramsEach: 5000,
      material: '编织袋',
      packedAt: '2025-08-06T09:00:00+08:00',
      firstSerial: 1,
      lastSerial: 500,
    }),
    fact('quality.sample-taken', '2025-08-07T09:00:00+08:00', {
      sample: uuid(8),
      lot: LOT,
      grams: 2000,
      takenAt: '2025-08-07T09:00:00+08:00',
      laboratory: { id: LAB.id, name: LAB.name },
    }),
    reportFact(),
    fact('quality.lot-released', '2025-08-22T09:00:00+08:00', { lot: LOT }),
    fact('codes.issued', '2025-08-23T09:00:00+08:00', { kind: 'package', count: 500 }, { subjects: [LOT] }),
  ];
}

export function batchSource(facts: readonly ToldFact[] = batchFacts()): StorySource {
  return {
    lot: LOT,
    lots: new Set([LOT, DRY, SEED, ...Array.from({ length: GROWERS }, (_, index) => harvestId(index))]),
    facts,
    companies: [COOP, LAB],
    herbs: [{ code: 'LIANQIAO', nameZh: '连翘', pinyin: 'Lianqiao', latinName: 'FORSYTHIAE FRUCTUS' }],
    growers: GROWERS,
    sealed: { leafIndex: 171, treeSize: 190 },
  };
}
