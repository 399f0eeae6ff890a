import type { HerbYears, Result } from './herb-years.js';

/** A 青翘 certificate of the 2020 edition; phillyrin and forsythoside A are what differs from year to year. */
const certificate = (phillyrin: string, forsythosideA: string): Result[] => [
  ['description', null, '', '性状'],
  ['identification', null, '', '显微鉴别、薄层色谱法'],
  ['foreign_matter', '1.6', '%', '通则2301'],
  ['water', '9.1', '%', '通则0832第四法(甲苯法)'],
  ['total_ash', '3.3', '%', '通则2302'],
  ['extractives_ethanol', '35.2', '%', '通则2201 冷浸法; 溶剂 65%乙醇'],
  ['volatile_oil', '2.1', '% (ml/g)', '通则2204甲法'],
  ['phillyrin', phillyrin, '%', 'HPLC 通则0512; 按干燥品计算'],
  ['forsythoside_a', forsythosideA, '%', 'HPLC 通则0512; 按干燥品计算'],
  ['sulfur_dioxide', 'below', 'mg/kg', '通则2331 (general rule 通则0212)'],
];

/** 安泽青翘 of the year before: a dry summer, fruit that gave more than the usual share of dry matter, and one taker. */
export const LIANQIAO: HerbYears = {
  key: 'lianqiao-2024',
  herb: 'LIANQIAO',
  species: 'Forsythia suspensa (Thunb.) Vahl',
  part: '果实',
  division: '141026102',
  corner: [112.33, 36.06],
  base: { name: '安泽连翘府城基地（演示）', mode: '仿野生', form: '合作社' },
  seed: {
    supplier: '安泽县国营林场苗圃',
    originDivisionCode: '141026',
    receivedAt: '2013-03-18T10:00:00+08:00',
    quantity: { pieces: 2600 },
    papers: [
      { kind: '基原鉴定报告', number: 'AZ-JD-2013-009', date: '2013-02-18' },
      { kind: '种苗质量检验报告', number: 'AZ-MM-2013-031', date: '2013-03-01' },
    ],
  },
  seasons: [
    {
      key: '2024',
      establishedOn: '2013-03-24',
      pickedOn: '2024-08-02',
      harvest: { method: '人工采摘', stage: '果实初熟', variant: '青翘', grade: '一级', price: '21.00' },
      fields: [
        { name: '府城东坡1号', grower: '郭有福', mu: 3.4, freshGrams: 742_000 },
        { name: '府城东坡2号', grower: '郝玉兰', mu: 2.9, freshGrams: 611_000 },
        { name: '府城石崖', grower: '樊春生', mu: 4.1, freshGrams: 905_000 },
      ],
      deliveries: [],
      works: [
        { kind: '修剪', at: '2023-12-10T09:00:00+08:00', reason: '冬季整形' },
        {
          kind: '灾害',
          at: '2024-06-18T17:00:00+08:00',
          details: { disaster: '干旱', severity: '轻', measures: '割草覆盖保墒' },
        },
        { kind: '巡查', at: '2024-07-05T08:00:00+08:00', details: { found: '坐果偏少，果实饱满', severity: '无' } },
      ],
      run: {
        method: '蒸制干燥',
        facility: '岳阳合作社初加工车间1号线',
        startsAt: '2024-08-03T06:00:00+08:00',
        steps: [
          { kind: '拣选', from: 0, to: 3 },
          { kind: '蒸', from: 3.5, to: 4, celsius: '100' },
          { kind: '烘干', from: 5, to: 33, celsius: '62' },
        ],
        freshPerDry: 2.42,
        waste: '枝叶、果柄等杂质',
      },
      batch: {
        number: 'QQ-141026-20240806-01',
        madeAt: '2024-08-06T09:00:00+08:00',
        packedAt: '2024-08-07T15:00:00+08:00',
        gramsEach: 20_000,
        material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
      },
      certificate: {
        number: 'JY-2024-0719',
        takenAt: '2024-08-08T09:20:00+08:00',
        testedOn: '2024-08-14',
        edition: 'ChP2020',
        results: certificate('0.21', '4.9'),
      },
      outcome: { kind: 'released' },
      overrides: '当年伏旱，鲜果含水量低，折干率偏高；复核过磅单与烘干记录无误，无外来物料',
    },
  ],
};
