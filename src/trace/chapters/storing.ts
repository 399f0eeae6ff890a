import type { Bilingual } from '../../platform/errors.js';
import type { Json } from '../../platform/canonical-json.js';
import { counted, free, labelled, same, sentence } from '../words.js';
import { listAt, numberAt, objectAt, textAt, type ToldFact } from '../told-fact.js';
import type { Tellers } from './teller.js';

/** Facts of storing and of the climate on the way. Places and balances are the company's own affair and never told. */
export const storing: Tellers = {
  'storage.checked': {
    chapter: 'storage',
    tell: ({ open }) =>
      sentence(
        labelled('养护检查', 'Looked after', free(textAt(open, 'method'))),
        spoilt(open),
        climateOf(objectAt(open, 'climate') ?? {}),
      ),
    sum: (facts) => sentence(counted(facts.length, '次仓储记录', 'storage record')),
  },
  'storage.fumigated': {
    chapter: 'storage',
    tell: ({ open }) =>
      sentence(
        labelled('熏蒸养护，使用', 'Fumigated with', free(textAt(open, 'agent'))),
        labelled('原因：', 'reason:', free(textAt(open, 'reason'))),
      ),
  },
  'storage.excursion-told': {
    chapter: 'storage',
    // What turned out to be part of another excursion is told there.
    tell: (fact) => (fact.open['withdrawn'] === true ? undefined : excursion(fact)),
  },
  'storage.sensor-removed': {
    chapter: 'journey',
    tell: ({ open }) =>
      sentence(
        { zh: '运输全程监测', en: 'Measured all the way' },
        climateOf(objectAt(open, 'climate') ?? {}),
        excursionsOf(numberAt(open, 'excursions')),
      ),
  },
};

const QUANTITIES: Readonly<Record<string, { name: Bilingual; unit: string }>> = {
  celsius: { name: { zh: '温度', en: 'temperature' }, unit: '℃' },
  humidity: { name: { zh: '湿度', en: 'humidity' }, unit: '%' },
};

function excursion({ open }: ToldFact): Bilingual | undefined {
  const quantity = QUANTITIES[textAt(open, 'quantity') ?? ''];
  const [bound, worst, minutes] = ['bound', 'worst', 'minutes'].map((key) => numberAt(open, key));
  if (quantity === undefined || bound === undefined || worst === undefined) return undefined;
  const { name, unit } = quantity;
  const above = textAt(open, 'side') === 'above';
  const where = textAt(open, 'journey') === undefined ? { zh: '库区', en: 'Store' } : { zh: '运输', en: 'On the way' };
  return sentence(
    {
      zh: `${where.zh}${name.zh}${above ? '高于' : '低于'} ${bound} ${unit}`,
      en: `${where.en}: ${name.en} ${above ? 'above' : 'below'} ${bound} ${unit}`,
    },
    labelled(above ? '最高' : '最低', above ? 'highest' : 'lowest', same(`${worst} ${unit}`)),
    minutes === undefined
      ? { zh: '尚未恢复', en: 'not over yet' }
      : { zh: `历时 ${minutes} 分钟`, en: `for ${minutes} minutes` },
  );
}

function climateOf(climate: Readonly<Record<string, Json>>): Bilingual | undefined {
  const ranges = Object.entries(QUANTITIES).flatMap(([key, { name, unit }]) => {
    const range = objectAt(climate, key) ?? {};
    const [min, max] = [numberAt(range, 'min'), numberAt(range, 'max')];
    return min === undefined || max === undefined ? [] : [labelled(name.zh, name.en, same(`${min}～${max} ${unit}`))];
  });
  return ranges.length === 0 ? undefined : sentence(...ranges);
}

function spoilt(open: Readonly<Record<string, Json>>): Bilingual | undefined {
  const lots = listAt(open, 'lots').filter((line) => Array.isArray(line['signs']) && line['signs'].length > 0);
  return lots.length === 0
    ? undefined
    : {
        zh: `发现 ${lots.length} 批有异常并处置`,
        en: `signs of spoiling at ${lots.length} lot${lots.length === 1 ? '' : 's'}`,
      };
}

function excursionsOf(count: number | undefined): Bilingual | undefined {
  if (count === undefined) return undefined;
  if (count === 0) return { zh: '未超出规定范围', en: 'always within the band' };
  return { zh: `超出规定范围 ${count} 次`, en: `left the band ${count} time${count === 1 ? '' : 's'}` };
}
