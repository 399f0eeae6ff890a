import type { HerbYears, Result, Season } from './herb-years.js';

const certificate = (polysaccharide: string): Result[] => [
  ['description', null, '', '性状'],
  ['identification', null, '', '显微鉴别、薄层色谱法'],
  ['water', '11.3', '%', '通则0832'],
  ['total_ash', '1.9', '%', '通则2302'],
  ['extractives_water', '5.8', '%', '通则2201 热浸法; 溶剂 水'],
  ['polysaccharide_glucose', polysaccharide, '%', 'UV 通则0401'],
  ['triterpenoids_oleanolic', '0.83', '%', 'UV 通则0401'],
  ['sulfur_dioxide', 'below', 'mg/kg', '通则2331 (general rule 通则0212)'],
];

const making = (day: string, celsius: string): Pick<Season, 'run' | 'harvest'> => ({
  harvest: { method: '人工剪收', stage: '菌盖边缘白色生长圈消失', grade: '一级', price: '36.00' },
  run: {
    method: '产地干燥',
    facility: '凤阳灵芝合作社烘房',
    startsAt: `${day}T07:00:00+08:00`,
    steps: [
      { kind: '去杂', from: 0, to: 3 },
      { kind: '烘干', from: 4, to: 52, celsius },
      { kind: '分级', from: 53, to: 56 },
    ],
    freshPerDry: 2.9,
    waste: '菌柄下端、培养基残渣',
  },
});

const works = (year: number) => [
  { kind: '覆盖', at: `${year}-04-20T09:00:00+08:00`, details: { material: '大棚膜加遮阳网' } },
  {
    kind: '灌溉',
    at: `${year}-06-10T06:30:00+08:00`,
    details: { method: '喷灌', cubicMetres: '4', waterSource: '山泉水' },
  },
  { kind: '巡查', at: `${year}-07-05T08:00:00+08:00`, details: { found: '未见杂菌', severity: '无' } },
];

/** 龙泉段木灵芝: in the first season the oven ran hotter than the monograph says, and quality answered for it. */
export const LINGZHI: HerbYears = {
  key: 'lingzhi',
  herb: 'LINGZHI',
  species: 'Ganoderma lucidum (Leyss. ex Fr.) Karst.',
  part: '子实体',
  division: '331181100',
  corner: [119.13, 28.04],
  base: { name: '龙泉段木灵芝兰巨基地（演示）', mode: '设施', form: '合作社' },
  seed: {
    supplier: '龙泉市食用菌研究所菌种场',
    originDivisionCode: '331181',
    receivedAt: '2023-11-20T10:00:00+08:00',
    quantity: { pieces: 40_000 },
    papers: [
      { kind: '菌种基原鉴定报告', number: 'LQ-JD-2023-021', date: '2023-10-30' },
      { kind: '菌种质量检验报告', number: 'LQ-JZ-2023-044', date: '2023-11-10' },
    ],
  },
  seasons: [
    {
      key: '2024',
      establishedOn: '2024-03-30',
      pickedOn: '2024-08-20',
      fields: [
        { name: '兰巨1号棚', grower: '项水根', mu: 0.9, freshGrams: 640_000 },
        { name: '兰巨2号棚', grower: '叶秋英', mu: 0.9, freshGrams: 610_000 },
      ],
      deliveries: [],
      works: works(2024),
      ...making('2024-08-21', '56'),
      batch: {
        number: 'LZ-331181-20240826-01',
        madeAt: '2024-08-26T09:00:00+08:00',
        packedAt: '2024-08-27T10:00:00+08:00',
        gramsEach: 5_000,
        material: '食品级聚乙烯袋，外套纸箱',
      },
      certificate: {
        ...{ number: 'JY-2024-0903', takenAt: '2024-08-28T09:00:00+08:00', testedOn: '2024-09-03' },
        ...{ edition: 'ChP2020', results: certificate('1.32') },
      },
      outcome: { kind: 'released' },
      overrides: '烘房温控器偏差 6℃，当日校正；多糖、三萜均合格，外观未见焦化',
    },
    {
      key: '2025',
      establishedOn: '2025-03-28',
      pickedOn: '2025-08-16',
      fields: [
        { name: '兰巨5号棚', grower: '项水根', mu: 0.9, freshGrams: 655_000 },
        { name: '兰巨6号棚', grower: '叶秋英', mu: 0.9, freshGrams: 602_000 },
      ],
      deliveries: [],
      works: works(2025),
      ...making('2025-08-17', '46'),
      batch: {
        number: 'LZ-331181-20250822-01',
        madeAt: '2025-08-22T09:00:00+08:00',
        packedAt: '2025-08-23T10:00:00+08:00',
        gramsEach: 5_000,
        material: '食品级聚乙烯袋，外套纸箱',
      },
      certificate: {
        ...{ number: 'JY-2025-0901', takenAt: '2025-08-25T09:00:00+08:00', testedOn: '2025-09-01' },
        ...{ edition: 'ChP2020', results: certificate('1.18') },
      },
      outcome: { kind: 'released' },
    },
  ],
};
