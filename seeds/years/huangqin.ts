import type { Delivery, HerbYears, Result, Season } from './herb-years.js';

const certificate = (water: string, baicalin: string): Result[] => [
  ['description', null, '', '性状'],
  ['identification', null, '', '显微鉴别、薄层色谱法'],
  ['water', water, '%', '通则0832第二法'],
  ['total_ash', '4.8', '%', '通则2302'],
  ['extractives_ethanol', '46.5', '%', '通则2201 热浸法; 溶剂 稀乙醇'],
  ['baicalin', baicalin, '%', 'HPLC 通则0512; 按干燥品计算'],
  ['sulfur_dioxide', 'below', 'mg/kg', '通则2331 (general rule 通则0212)'],
];

const compost = (key: string, day: string): Delivery => ({
  ...{
    key,
    kind: '肥料' as const,
    product: '腐熟羊粪有机肥',
    manufacturer: '安泽县绿源有机肥厂',
    lotNumber: day.slice(0, 4),
  },
  ...{ amount: '9000', unit: '千克', supplier: '安泽县农资供应站', receivedAt: `${day}T15:00:00+08:00` },
});

/** What the two harvests have in common: dug roots, knocked clean of their skin while half dry. */
const making = (day: string): Pick<Season, 'run' | 'harvest'> => ({
  harvest: { method: '机械采挖', grade: '统货', price: '5.60' },
  run: {
    method: '产地干燥',
    facility: '岳阳合作社初加工车间2号线',
    startsAt: `${day}T07:00:00+08:00`,
    steps: [
      { kind: '拣选', from: 0, to: 5 },
      { kind: '晒干', from: 6, to: 78 },
      { kind: '撞皮', from: 79, to: 83 },
      { kind: '烘干', from: 84, to: 110, celsius: '50' },
    ],
    freshPerDry: 3.02,
    waste: '须根、泥沙、外皮',
  },
});

/** 安泽黄芩, three years in the ground in the first season; in the second, roots too wet for the monograph. */
export const HUANGQIN: HerbYears = {
  key: 'huangqin',
  herb: 'HUANGQIN',
  species: 'Scutellaria baicalensis Georgi',
  part: '根',
  division: '141026101',
  corner: [112.28, 36.22],
  base: { name: '安泽黄芩和川基地（演示）', mode: '大田', form: '合作社' },
  seed: {
    supplier: '安泽县农业技术服务中心良种站',
    originDivisionCode: '141026',
    receivedAt: '2021-03-28T10:00:00+08:00',
    quantity: { grams: 60_000 },
    papers: [
      { kind: '基原鉴定报告', number: 'AZ-JD-2021-003', date: '2021-03-02' },
      { kind: '种子质量检验报告', number: 'AZ-ZZ-2021-011', date: '2021-03-10' },
    ],
  },
  seasons: [
    {
      key: '2023',
      establishedOn: '2021-04-12',
      pickedOn: '2023-10-16',
      fields: [
        { name: '和川北坪1号', grower: '段建国', mu: 5.2, freshGrams: 4_160_000 },
        { name: '和川北坪2号', grower: '段满仓', mu: 3.8, freshGrams: 2_950_000 },
        { name: '和川河湾', grower: '贾秀英', mu: 4.5, freshGrams: 3_700_000 },
      ],
      deliveries: [compost('compost', '2023-03-12')],
      works: [
        {
          kind: '施肥',
          at: '2023-03-25T08:30:00+08:00',
          input: { delivery: 'compost', perMu: '400', unit: 'kg', method: '沟施' },
          details: { placement: '追肥', rotted: '已腐熟' },
        },
        { kind: '除草', at: '2023-05-20T07:30:00+08:00', details: { method: '人工' } },
        { kind: '除草', at: '2023-07-08T07:30:00+08:00', details: { method: '人工' } },
        { kind: '物候', at: '2023-07-20T09:00:00+08:00', details: { stage: '盛花', percent: '70' } },
      ],
      ...making('2023-10-17'),
      batch: {
        number: 'HQ-141026-20231025-01',
        madeAt: '2023-10-25T09:00:00+08:00',
        packedAt: '2023-10-26T15:00:00+08:00',
        gramsEach: 40_000,
        material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
      },
      certificate: {
        number: 'JY-2023-1031',
        takenAt: '2023-10-27T09:00:00+08:00',
        testedOn: '2023-11-03',
        edition: 'ChP2020',
        results: certificate('9.4', '14.2'),
      },
      outcome: { kind: 'released' },
    },
    {
      key: '2024',
      establishedOn: '2022-04-10',
      pickedOn: '2024-10-20',
      fields: [
        { name: '和川南坪1号', grower: '段建国', mu: 4.4, freshGrams: 3_480_000 },
        { name: '和川南坪2号', grower: '贾秀英', mu: 3.1, freshGrams: 2_390_000 },
      ],
      deliveries: [compost('compost', '2024-03-15')],
      works: [
        {
          kind: '施肥',
          at: '2024-03-28T08:30:00+08:00',
          input: { delivery: 'compost', perMu: '380', unit: 'kg', method: '沟施' },
          details: { placement: '追肥', rotted: '已腐熟' },
        },
        { kind: '除草', at: '2024-05-22T07:30:00+08:00', details: { method: '人工' } },
        { kind: '排水', at: '2024-08-11T06:30:00+08:00', details: { cause: '连日降雨' } },
      ],
      ...making('2024-10-21'),
      batch: {
        number: 'HQ-141026-20241030-01',
        madeAt: '2024-10-30T09:00:00+08:00',
        packedAt: '2024-10-31T15:00:00+08:00',
        gramsEach: 40_000,
        material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
      },
      certificate: {
        number: 'JY-2024-1107',
        takenAt: '2024-11-01T09:00:00+08:00',
        testedOn: '2024-11-07',
        edition: 'ChP2020',
        results: certificate('12.6', '12.8'),
      },
      outcome: { kind: 'rejected', reason: '水分 12.6%，高于药典限度 12.0%；退回复烘，另立新批' },
    },
  ],
};
