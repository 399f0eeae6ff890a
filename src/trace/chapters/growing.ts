import type { Bilingual } from '../../platform/errors.js';
import { amount, free, labelled, kilograms, counted, same, sentence } from '../words.js';
import { listAt, numberAt, objectAt, textAt, textsAt, type ToldFact } from '../told-fact.js';
import { placeName } from '../../identity/place-name.js';
import { tradeWord } from '../trade-words.js';
import type { Tellers } from './teller.js';

const divisionOf = ({ open }: ToldFact) => textAt(open, 'divisionCode');

function placeAt(fact: ToldFact, key: string) {
  const code = textAt(fact.open, key);
  return code === undefined ? undefined : placeName(code);
}

const MEDIA: Readonly<Record<string, Bilingual>> = {
  soil: { zh: '土壤检测', en: 'Soil tested' },
  water: { zh: '灌溉水检测', en: 'Irrigation water tested' },
  air: { zh: '空气检测', en: 'Air tested' },
};

/** Classes of GB 15618 for soil; water and air pass or fail. */
const VERDICTS: Readonly<Record<string, Bilingual>> = {
  优先保护类: { zh: '优先保护类', en: 'below the screening values' },
  安全利用类: { zh: '安全利用类', en: 'between screening and control values' },
  严格管控类: { zh: '严格管控类', en: 'above the control values' },
  合格: { zh: '合格', en: 'pass' },
  不合格: { zh: '不合格', en: 'fail' },
  未判定: { zh: '未判定', en: 'not judged' },
};

/** Facts of planting: bases, plots, seed lots, plantings, field work. Plot names and boundaries are sealed and never told. */
export const growing: Tellers = {
  'planting.base-registered': {
    chapter: 'base',
    place: divisionOf,
    tell: ({ open }) =>
      sentence(
        { zh: '登记基地', en: 'Base registered' },
        free(textAt(open, 'name')),
        tradeWord(textAt(open, 'cultivationMode')),
        tradeWord(textAt(open, 'organisationForm')),
      ),
  },
  'planting.base-photographed': { chapter: 'base', tell: () => ({ zh: '基地照片', en: 'Photo of the base' }) },
  'planting.environment-tested': {
    chapter: 'base',
    tell: ({ open }) =>
      sentence(
        MEDIA[textAt(open, 'medium') ?? ''] ?? { zh: '环境检测', en: 'Environment tested' },
        VERDICTS[textAt(open, 'verdict') ?? ''] ?? free(textAt(open, 'verdict')),
        labelled('报告', 'report', free(textAt(open, 'reportNumber'))),
        free(textAt(open, 'laboratory')),
      ),
  },
  'planting.base-qualified': {
    chapter: 'base',
    tell: ({ open }) =>
      open['qualified'] === true
        ? { zh: '试种期满，转为合格基地', en: 'Trial seasons passed: qualified base' }
        : { zh: '试种基地', en: 'Base on trial' },
  },
  'planting.plot-registered': {
    chapter: 'base',
    tell: ({ open }) => {
      const area = numberAt(open, 'areaMu');
      return sentence(
        { zh: '登记地块', en: 'Plot registered' },
        area !== undefined && { zh: `${area} 亩`, en: `${area} mu (1 mu = 1/15 ha)` },
      );
    },
  },
  'planting.seed-lot-received': {
    chapter: 'planting',
    tell: (fact) => {
      const { open } = fact;
      const quantity = numberAt(open, 'quantity');
      const grams = textAt(open, 'unit')?.startsWith('gram');
      return sentence(
        { zh: '种苗入库', en: 'Seed or seedlings received' },
        free(textAt(open, 'species')),
        quantity !== undefined && (grams ? kilograms(quantity) : counted(quantity, '株（粒）', 'piece')),
        labelled('来自', 'from', placeAt(fact, 'originDivisionCode')),
        labelled('供应单位', 'supplied by', free(textAt(open, 'supplier'))),
      );
    },
  },
  'planting.planted': {
    chapter: 'planting',
    tell: ({ open }, directory) =>
      sentence(
        labelled('定植', 'Planted', directory.herb(textAt(open, 'herb'))),
        free(textAt(open, 'species')),
        counted(textsAt(open, 'plots').length, '个地块', 'plot'),
        labelled('建立于', 'established on', free(textAt(open, 'establishedOn'))),
        labelled('规程', 'procedure', free(textAt(open, 'sop'))),
      ),
  },
  'planting.field-work-done': {
    chapter: 'field-work',
    tell: ({ open }) => {
      const input = objectAt(open, 'input');
      const used = input && [input['amount'], input['unit']].filter((part) => typeof part !== 'object').join(' ');
      return sentence(
        tradeWord(textAt(open, 'kind')) ?? { zh: '农事', en: 'Field work' },
        input && labelled('投入品', 'input', free(textAt(input, 'product'))),
        used ? labelled('用量', 'amount', amount(used)) : undefined,
        labelled('原因：', 'reason:', free(textAt(open, 'reason'))),
      );
    },
    sum: (facts) => {
      const inputs = new Set(facts.map(({ open }) => textAt(objectAt(open, 'input') ?? {}, 'product')).filter(Boolean));
      return sentence(
        counted(facts.length, '次农事', 'field work record'),
        inputs.size > 0 && labelled('投入品：', 'inputs:', free([...inputs].join('、'))),
      );
    },
  },
};

/** Facts of gathering: harvests and weighing-in. Growers and prices are sealed and never told. */
export const gathering: Tellers = {
  'planting.harvested': {
    chapter: 'harvest',
    place: divisionOf,
    tell: ({ open }, directory) => {
      const grams = numberAt(open, 'grams');
      return sentence(
        sentence(directory.herb(textAt(open, 'herb')), free(textAt(open, 'variant'))),
        tradeWord(textAt(open, 'part')),
        grams !== undefined && kilograms(grams),
        tradeWord(textAt(open, 'method')),
        counted(listAt(open, 'plots').length, '个地块', 'plot'),
      );
    },
    sum: (facts) => sentence(counted(facts.length, '次采收', 'harvest'), totalOf(facts, 'grams')),
  },
  'planting.purchased': {
    chapter: 'purchase',
    tell: ({ open }) => {
      const [gross, tare, net] = ['grossGrams', 'tareGrams', 'netGrams'].map((key) => numberAt(open, key));
      return sentence(
        net !== undefined && labelled('净重', 'net', kilograms(net)),
        gross !== undefined && labelled('毛重', 'gross', kilograms(gross)),
        tare !== undefined && labelled('皮重', 'tare', kilograms(tare)),
        labelled('等级', 'grade', tradeWord(textAt(open, 'grade'))),
      );
    },
    sum: (facts) => sentence(counted(facts.length, '次过磅', 'weighing'), totalOf(facts, 'netGrams')),
  },
};

function totalOf(facts: readonly ToldFact[], key: string) {
  const grams = facts.reduce((sum, { open }) => sum + (numberAt(open, key) ?? 0), 0);
  return grams > 0 ? labelled('共', 'together', same(kilograms(grams).zh)) : undefined;
}
