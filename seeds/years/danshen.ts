import type { Delivery, HerbYears, Result, Season } from './herb-years.js';

const certificate: Result[] = [
  ['description', null, '', '性状'],
  ['identification', null, '', '显微鉴别、薄层色谱法'],
  ['water', '9.8', '%', '通则0832'],
  ['total_ash', '6.7', '%', '通则2302'],
  ['acid_insoluble_ash', '1.4', '%', '通则2302'],
  ['lead', '0.6', 'mg/kg', '通则2321'],
  ['cadmium', '0.2', 'mg/kg', '通则2321'],
  ['arsenic', '0.4', 'mg/kg', '通则2321'],
  ['mercury', 'below', 'mg/kg', '通则2321'],
  ['copper', '9', 'mg/kg', '通则2321'],
  ['extractives_water', '52.1', '%', '通则2201 冷浸法; 溶剂 水'],
  ['extractives_ethanol', '19.6', '%', '通则2201 热浸法; 溶剂 乙醇'],
  ['tanshinones_total', '0.38', '%', 'HPLC 通则0512; 按干燥品计算'],
  ['salvianolic_acid_b', '5.2', '%', 'HPLC 通则0512; 按干燥品计算'],
  ['sulfur_dioxide', 'below', 'mg/kg', '通则2331 (general rule 通则0212)'],
];

const making = (day: string): Pick<Season, 'run' | 'harvest'> => ({
  harvest: { method: '机械采挖', grade: '统货', price: '4.20' },
  run: {
    method: '产地干燥',
    facility: '岳阳合作社初加工车间2号线',
    startsAt: `${day}T07:00:00+08:00`,
    steps: [
      { kind: '拣选', from: 0, to: 6 },
      { kind: '晒干', from: 7, to: 103 },
      { kind: '烘干', from: 104, to: 140, celsius: '55' },
    ],
    freshPerDry: 3.5,
    waste: '须根、泥沙',
  },
});

/** The leaf spot of a wet September: sprayed by one grower, who then dug before the label's interval was over. */
const FUNGICIDE: Delivery = {
  ...{
    key: 'fungicide',
    kind: '农药' as const,
    product: '苯醚甲环唑10%水分散粒剂（演示）',
    manufacturer: '演示农化有限公司',
  },
  ...{ lotNumber: '20240310', amount: '2000', unit: '克', supplier: '安泽县农资供应站', expiresOn: '2026-03-09' },
  ...{ receivedAt: '2024-05-06T10:00:00+08:00', registrationNumber: 'PD20999901' },
  label: {
    ...{ category: '杀菌剂', ingredients: ['苯醚甲环唑'], toxicity: '低毒', crops: ['丹参'] },
    ...{ maxDosePerMu: '60', doseUnit: '克', safetyIntervalDays: 30, maxApplications: 2 },
  },
};

/** 安泽丹参: a plain first season; in the second one field's roots are held, and the report came too late to be judged. */
export const DANSHEN: HerbYears = {
  key: 'danshen',
  herb: 'DANSHEN',
  species: 'Salvia miltiorrhiza Bge.',
  part: '根和根茎',
  division: '141026103',
  corner: [112.4, 36.12],
  base: { name: '安泽丹参唐城基地（演示）', mode: '大田', form: '合作社' },
  seed: {
    supplier: '安泽县农业技术服务中心良种站',
    originDivisionCode: '141026',
    receivedAt: '2023-03-05T10:00:00+08:00',
    quantity: { pieces: 300_000 },
    papers: [
      { kind: '基原鉴定报告', number: 'AZ-JD-2023-002', date: '2023-02-12' },
      { kind: '种苗质量检验报告', number: 'AZ-MM-2023-006', date: '2023-02-27' },
    ],
  },
  seasons: [
    {
      key: '2023',
      establishedOn: '2023-03-20',
      pickedOn: '2023-11-10',
      fields: [
        { name: '唐城东滩', grower: '常德胜', mu: 4.8, freshGrams: 5_040_000 },
        { name: '唐城西滩', grower: '牛桂花', mu: 3.6, freshGrams: 3_710_000 },
      ],
      deliveries: [],
      works: [
        { kind: '除草', at: '2023-05-15T07:30:00+08:00', details: { method: '人工' } },
        {
          kind: '灌溉',
          at: '2023-06-20T06:00:00+08:00',
          details: { method: '沟灌', cubicMetres: '60', waterSource: '沁河' },
        },
        { kind: '巡查', at: '2023-08-16T08:00:00+08:00', details: { found: '未见根腐', severity: '无' } },
      ],
      ...making('2023-11-11'),
      batch: {
        number: 'DS-141026-20231120-01',
        madeAt: '2023-11-20T09:00:00+08:00',
        packedAt: '2023-11-21T15:00:00+08:00',
        gramsEach: 40_000,
        material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
      },
      certificate: {
        ...{ number: 'JY-2023-1129', takenAt: '2023-11-22T09:00:00+08:00', testedOn: '2023-11-29' },
        ...{ edition: 'ChP2020', results: certificate },
      },
      outcome: { kind: 'released' },
    },
    {
      key: '2024',
      establishedOn: '2024-03-18',
      pickedOn: '2024-11-12',
      fields: [
        { name: '唐城北坪1号', grower: '常德胜', mu: 4.2, freshGrams: 4_370_000 },
        { name: '唐城北坪2号', grower: '牛桂花', mu: 2.7, freshGrams: 2_760_000 },
        { name: '唐城北坪3号', grower: '史海旺', mu: 3.3, freshGrams: 3_400_000, pickedOn: '2024-10-12' },
      ],
      deliveries: [FUNGICIDE],
      works: [
        { kind: '除草', at: '2024-05-18T07:30:00+08:00', details: { method: '人工' } },
        {
          kind: '巡查',
          at: '2024-09-20T08:00:00+08:00',
          details: { found: '叶斑病', severity: '中' },
          only: '唐城北坪3号',
        },
        {
          ...{ kind: '施药', at: '2024-09-22T16:30:00+08:00', weather: '多云，微风', only: '唐城北坪3号' },
          reason: '叶斑病蔓延',
          input: { delivery: 'fungicide', perMu: '50', unit: '克', method: '喷雾', target: '叶斑病' },
          details: { equipment: '背负式喷雾器', packaging: '已回收' },
        },
      ],
      ...making('2024-11-13'),
      batch: {
        number: 'DS-141026-20241122-01',
        madeAt: '2024-11-22T09:00:00+08:00',
        packedAt: '2024-11-23T15:00:00+08:00',
        gramsEach: 40_000,
        material: '聚丙烯编织袋（内衬食品级聚乙烯袋）',
      },
      certificate: {
        ...{ number: 'JY-2025-1016', takenAt: '2025-10-09T09:00:00+08:00', testedOn: '2025-10-16' },
        ...{ edition: 'ChP2025', results: certificate },
      },
      outcome: { kind: 'waiting' },
    },
  ],
};
