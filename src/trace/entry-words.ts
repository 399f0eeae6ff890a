import type { Json } from '../platform/canonical-json.js';
import type { Bilingual } from '../platform/errors.js';
import { numberAt, objectAt, textsAt } from './told-fact.js';
import { same } from './words.js';

/** Names of fields as forms have them, in words. What is not here is told by its name. */
const FIELDS: Readonly<Record<string, Bilingual>> = {
  at: { zh: '时间', en: 'time' },
  kind: { zh: '种类', en: 'kind' },
  part: { zh: '部位', en: 'part' },
  method: { zh: '方法', en: 'method' },
  variant: { zh: '规格', en: 'variant' },
  weather: { zh: '天气', en: 'weather' },
  stage: { zh: '采收期', en: 'stage' },
  baskets: { zh: '筐数', en: 'baskets' },
  condition: { zh: '状况', en: 'condition' },
  plots: { zh: '地块', en: 'plots' },
  grams: { zh: '重量', en: 'weight' },
  operator: { zh: '操作人', en: 'operator' },
  reason: { zh: '原因', en: 'reason' },
  note: { zh: '备注', en: 'note' },
  details: { zh: '作业参数', en: 'details' },
  input: { zh: '投入品', en: 'input' },
  product: { zh: '投入品', en: 'input' },
  amount: { zh: '用量', en: 'amount' },
  unit: { zh: '单位', en: 'unit' },
  dilution: { zh: '稀释倍数', en: 'dilution' },
  target: { zh: '防治对象', en: 'target' },
  facility: { zh: '场所', en: 'facility' },
  startedAt: { zh: '开始时间', en: 'start' },
  endedAt: { zh: '结束时间', en: 'end' },
  steps: { zh: '工序', en: 'steps' },
  celsius: { zh: '温度', en: 'temperature' },
  humidityPercent: { zh: '湿度', en: 'humidity' },
  equipment: { zh: '设备', en: 'equipment' },
  inputs: { zh: '投料', en: 'inputs' },
  outputs: { zh: '产出', en: 'outputs' },
  balance: { zh: '损耗', en: 'losses' },
  number: { zh: '批号', en: 'number' },
  storage: { zh: '贮藏', en: 'storage' },
  material: { zh: '包材', en: 'material' },
  count: { zh: '件数', en: 'count' },
  gramsEach: { zh: '每件重量', en: 'weight each' },
  packedAt: { zh: '包装时间', en: 'time of packing' },
};

const DAY_HOURS = 24;

/**
 * How a record was entered, for the line of its fact: what was copied from the record before, which defaults nobody touched, how far
 * the device was from the plot, and how late it was, unless that is told already. Undefined when there is nothing to tell.
 */
export function entryText(open: Readonly<Record<string, Json>>, toldLate: boolean): Bilingual | undefined {
  const entry = objectAt(open, 'entry');
  if (!entry) return undefined;
  const [metres, hours] = [numberAt(entry, 'deviceMetres'), numberAt(entry, 'lateHours') ?? 0];
  const parts = [
    toldLate ? undefined : lateText(hours),
    fieldsText(textsAt(entry, 'copied'), '照抄上一条记录：', 'copied from the record before: '),
    fieldsText(textsAt(entry, 'untouched'), '沿用默认值：', 'defaults not touched: '),
    metres === undefined ? undefined : deviceText(metres),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return { zh: parts.map(({ zh }) => zh).join('；'), en: parts.map(({ en }) => en).join('; ') };
}

function lateText(hours: number): Bilingual | undefined {
  if (hours < 1) return undefined;
  if (hours < 2 * DAY_HOURS) return { zh: `事后 ${hours} 小时录入`, en: `entered ${hours} h afterwards` };
  const days = Math.floor(hours / DAY_HOURS);
  return { zh: `事后 ${days} 天录入`, en: `entered ${days} days afterwards` };
}

function deviceText(metres: number): Bilingual {
  if (metres === 0) return { zh: '设备在地块上', en: 'device on the plot' };
  const far = metres < 1_000 ? `${metres} m` : `${Math.round(metres / 100) / 10} km`;
  return { zh: `设备距地块 ${far}`, en: `device ${far} from the plot` };
}

function fieldsText(fields: readonly string[], zh: string, en: string): Bilingual | undefined {
  if (fields.length === 0) return undefined;
  const words = fields.map((field) => FIELDS[field] ?? FIELDS[field.split('.').at(-1)!] ?? same(field));
  return {
    zh: `${zh}${[...new Set(words.map((word) => word.zh))].join('、')}`,
    en: `${en}${[...new Set(words.map((word) => word.en))].join(', ')}`,
  };
}
