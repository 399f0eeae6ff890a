import type { FindingDraft } from '../../../rules/finding.js';
import type { ClimateFacts } from './climate.facts.js';

const WORDS = {
  celsius: { zh: '温度', en: 'temperature', unit: '℃' },
  humidity: { zh: '湿度', en: 'humidity', unit: '%' },
};
const SIDES = { above: { zh: '高于', en: 'above' }, below: { zh: '低于', en: 'below' } };

type Told = Pick<
  ClimateFacts['storage.excursion-told'],
  'quantity' | 'side' | 'bound' | 'worst' | 'from' | 'to' | 'minutes' | 'journey'
>;

/** where the goods were it was out of the band (GSP 第八十三条; 运输: 附录一 冷藏、冷冻药品的储存与运输管理). */
export function climateExcursion({ quantity, side, bound, worst, from, minutes, journey }: Told): FindingDraft[] {
  const [what, how] = [WORDS[quantity], SIDES[side]];
  const where = journey === undefined ? { zh: '贮存', en: 'storage' } : { zh: '运输', en: 'transport' };
  const long =
    minutes === undefined
      ? { zh: '仍在持续', en: 'still going on' }
      : { zh: `历时 ${minutes} 分钟`, en: `for ${minutes} minutes` };
  return [
    {
      ruleId: 'R-30',
      level: 'warn',
      message: {
        zh: `${where.zh}${what.zh}自 ${from} 起${how.zh} ${bound} ${what.unit}，极值 ${worst} ${what.unit}，${long.zh}`,
        en: `${where.en} ${what.en} was ${how.en} ${bound} ${what.unit} from ${from}, worst ${worst} ${what.unit}, ${long.en}`,
      },
    },
  ];
}
