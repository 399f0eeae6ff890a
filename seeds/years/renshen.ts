import type { HerbYears, Result, Season } from './herb-years.js';

const certificate = (quintozene: string): Result[] => [
  ['description', null, '', '性状'],
  ['identification', null, '', '显微鉴别、薄层色谱法'],
  ['water', '9.2', '%', '通则0832第二法'],
  ['total_ash', '3.6', '%', '通则2302'],
  ['lead', '0.5', 'mg/kg', '通则2321'],
  ['cadmium', '0.3', 'mg/kg', '通则2321'],
  ['arsenic', '0.3', 'mg/kg', '通则2321'],
  ['mercury', 'below', 'mg/kg', '通则2321'],
  ['copper', '6', 'mg/kg', '通则2321'],
  ['quintozene', quintozene, 'mg/kg', '其他有机氯类农药残留量 (GC)'],
  ['hexachlorobenzene', 'below', 'mg/kg', '其他有机氯类农药残留量 (GC)'],
  ['heptachlor', 'below', 'mg/kg', '其他有机氯类农药残留量 (GC)'],
  ['chlordane', 'below', 'mg/kg', '其他有机氯类农药残留量 (GC)'],
  ['ginsenoside_rg1_re', '0.46', '%', 'HPLC 通则0512; 按干燥品计算'],
  ['ginsenoside_rb1', '0.34', '%', 'HPLC 通则0512; 按干燥品计算'],
  ['sulfur_dioxide', 'below', 'mg/kg', '通则2331 (general rule 通则0212)'],
];

const making = (day: string): Pick<Season, 'run' | 'harvest'> => ({
  harvest: { method: '人工起参', stage: '枯萎期', variant: '园参', grade: '25 支', price: '128.00' },
  run: {
    method: '产地干燥',
    facility: '长白参业合作社加工车间',
    startsAt: `${day}T07:00:00+08:00`,
    steps: [
      { kind: '清洗', from: 0, to: 4, waterSource: '车间自来水（符合 GB 5749）' },
      { kind: '晒干', from: 5, to: 53 },
      { kind: '烘干', from: 54, to: 110, celsius: '45' },
    ],
    freshPerDry: 3.6,
    waste: '泥沙、残茎、须根碎屑',
  },
});

const works = (year: number) => [
  { kind: '遮阴', at: `${year}-05-08T08:00:00+08:00`, details: { material: '遮阳网', shadePercent: '70' } },
  { kind: '除草', at: `${year}-06-12T07:30:00+08:00`, details: { method: '人工' } },
  { kind: '排水', at: `${year}-07-28T06:30:00+08:00`, details: { cause: '雨季疏沟' } },
];

/** 抚松园参: old residues in the ground of the first season's field, a clean field in the second. */
export const RENSHEN: HerbYears = {
  key: 'renshen',
  herb: 'RENSHEN',
  species: 'Panax ginseng C. A. Mey.',
  part: '根和根茎',
  division: '220621100',
  corner: [127.3, 42.22],
  base: { name: '抚松园参万良基地（演示）', mode: '大田', form: '合作社' },
  seed: {
    supplier: '抚松县参业良种繁育场',
    originDivisionCode: '220621',
    receivedAt: '2018-09-20T10:00:00+08:00',
    quantity: { grams: 90_000 },
    papers: [
      { kind: '基原鉴定报告', number: 'FS-JD-2018-014', date: '2018-08-30' },
      { kind: '种子质量检验报告', number: 'FS-ZZ-2018-022', date: '2018-09-06' },
    ],
  },
  seasons: [
    {
      key: '2023',
      establishedOn: '2018-10-15',
      pickedOn: '2023-09-18',
      fields: [
        { name: '万良3号参地', grower: '于振东', mu: 1.6, freshGrams: 1_150_000 },
        { name: '万良4号参地', grower: '姜淑云', mu: 1.2, freshGrams: 860_000 },
      ],
      deliveries: [],
      works: works(2023),
      ...making('2023-09-19'),
      batch: {
        number: 'RS-220621-20230927-01',
        madeAt: '2023-09-27T09:00:00+08:00',
        packedAt: '2023-09-28T10:00:00+08:00',
        gramsEach: 5_000,
        material: '食品级聚乙烯袋，外套纸箱',
      },
      certificate: {
        ...{ number: 'JY-2023-1009', takenAt: '2023-09-29T09:00:00+08:00', testedOn: '2023-10-09' },
        ...{ edition: 'ChP2020', results: certificate('0.4') },
      },
      outcome: { kind: 'rejected', reason: '五氯硝基苯 0.4 mg/kg，高于药典限度 0.1 mg/kg，前茬土壤残留' },
    },
    {
      key: '2024',
      establishedOn: '2019-10-12',
      pickedOn: '2024-09-16',
      fields: [
        { name: '万良7号参地', grower: '于振东', mu: 1.8, freshGrams: 1_300_000 },
        { name: '万良8号参地', grower: '孙长海', mu: 1.4, freshGrams: 990_000 },
      ],
      deliveries: [],
      works: works(2024),
      ...making('2024-09-17'),
      batch: {
        number: 'RS-220621-20240925-01',
        madeAt: '2024-09-25T09:00:00+08:00',
        packedAt: '2024-09-26T10:00:00+08:00',
        gramsEach: 5_000,
        material: '食品级聚乙烯袋，外套纸箱',
      },
      certificate: {
        ...{ number: 'JY-2024-1008', takenAt: '2024-09-27T09:00:00+08:00', testedOn: '2024-10-08' },
        ...{ edition: 'ChP2020', results: certificate('below') },
      },
      outcome: { kind: 'released' },
    },
  ],
};
