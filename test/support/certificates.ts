import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { QINGQIAO, type Line } from './quality-world.js';

interface FileLimit {
  item: string;
  kind: string;
  value?: string;
  nameZh?: string;
}

const file = join(import.meta.dirname, '../../seeds/reference/general-limits.json');
const { limits } = JSON.parse(readFileSync(file, 'utf8')) as { limits: FileLimit[] };

/** The 33 banned pesticides of chapter 2341 as a laboratory prints them: each below its limit of quantification. */
export const PESTICIDES: Line[] = limits
  .filter(({ item, value }) => item.startsWith('banned_') && value !== undefined)
  .map(({ item, value }) => ({ item, value: value!, belowLoq: true, unit: 'mg/kg', method: '通则2341第五法' }));

const said = (item: string): Line => ({ item, qualitative: '符合规定', unit: '', method: '' });
const metals: Line[] = [
  { item: '铅（Pb）', value: '0.31', unit: 'mg/kg', method: '通则2321' },
  { item: '镉 Cd', value: '0.08', unit: 'mg/kg', method: '通则2321' },
  { item: '砷 As', value: '0.22', unit: 'mg/kg', method: '通则2321' },
  { item: '汞 Hg', value: '0.01', unit: 'mg/kg', method: '通则2321' },
  { item: '铜 Cu', value: '6.4', unit: 'mg/kg', method: '通则2321' },
];

/** A full certificate of 青翘: what is looked at, what is measured, 33 pesticides. */
export const QINGQIAO_IN_FULL: Line[] = [...QINGQIAO, ...PESTICIDES];

/** 黄芪: metals and organochlorines, as its monograph asks. */
export const HUANGQI: Line[] = [
  said('性状'),
  said('鉴别'),
  { item: '水分', value: '8.9', unit: '%', method: '通则0832第二法' },
  { item: '总灰分', value: '3.6', unit: '%', method: '通则2302' },
  ...metals,
  { item: '五氯硝基苯', value: '0.02', belowLoq: true, unit: 'mg/kg', method: '通则2341第一法' },
  { item: '水溶性浸出物', value: '24.6', unit: '%', method: '通则2201' },
  { item: '黄芪甲苷', value: '0.112', unit: '%', method: 'HPLC' },
  { item: '毛蕊异黄酮葡萄糖苷', value: '0.035', unit: '%', method: 'HPLC' },
  { item: '二氧化硫残留量', value: '6', unit: 'mg/kg', method: '通则2331' },
  ...PESTICIDES,
];

/** 酸枣仁: aflatoxins in micrograms. */
export const SUANZAOREN: Line[] = [
  said('性状'),
  said('鉴别'),
  { item: '杂质', value: '2', unit: '%', method: '通则2301' },
  { item: '水分', value: '6.8', unit: '%', method: '通则0832第二法' },
  { item: '总灰分', value: '4.2', unit: '%', method: '通则2302' },
  ...metals,
  { item: '黄曲霉毒素B1', value: '1.2', unit: 'µg/kg', method: '通则2351' },
  { item: '黄曲霉毒素B1+B2+G1+G2', value: '2.9', unit: 'µg/kg', method: '通则2351' },
  { item: '酸枣仁皂苷A', value: '0.041', unit: '%', method: 'HPLC' },
  { item: '斯皮诺素', value: '0.096', unit: '%', method: 'HPLC' },
  { item: '二氧化硫残留量', value: null, belowLoq: true, unit: 'mg/kg', method: '通则2331' },
];
