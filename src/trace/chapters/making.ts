import type { Bilingual } from '../../platform/errors.js';
import type { Json } from '../../platform/canonical-json.js';
import { counted, free, kilograms, labelled, same, sentence } from '../words.js';
import { listAt, numberAt, textAt } from '../told-fact.js';
import { tradeWord } from '../trade-words.js';
import type { Tellers } from './teller.js';

type Open = Readonly<Record<string, Json>>;

/** Facts of making: processing runs, batches, packing, trace codes. */
export const making: Tellers = {
  'processing.run-finished': {
    chapter: 'processing',
    tell: ({ open }) =>
      sentence(
        tradeWord(textAt(open, 'method')) ?? { zh: '加工', en: 'Processed' },
        free(textAt(open, 'facility')),
        flow(open),
        labelled('鲜干比', 'fresh to dry', ratioOf(open)),
        labelled('返工原因：', 'worked again because:', free(textAt(open, 'rework'))),
        labelled('工序：', 'steps:', stepsOf(open)),
        balanceOf(open),
      ),
  },
  'processing.adjuvant-received': {
    chapter: 'processing',
    tell: ({ open }) => {
      const grams = numberAt(open, 'grams');
      return sentence(
        labelled('辅料入库', 'Adjuvant received:', tradeWord(textAt(open, 'adjuvant'))),
        grams !== undefined && kilograms(grams),
        labelled('批号', 'lot', free(textAt(open, 'batchNumber'))),
        labelled('执行标准', 'standard', free(textAt(open, 'standard'))),
        labelled('有效期至', 'good until', free(textAt(open, 'expiresOn'))),
      );
    },
  },
  'batches.label-set': {
    chapter: 'packing',
    tell: ({ open }) => {
      const months = numberAt(open, 'shelfLifeMonths');
      return sentence(
        { zh: '确定标签内容', en: 'Label decided' },
        labelled('规格', 'specification', free(textAt(open, 'specification'))),
        months !== undefined && { zh: `保质期 ${months} 个月`, en: `shelf life ${months} months` },
        labelled('贮藏', 'storage', free(textAt(open, 'storage'))),
      );
    },
  },
  'batches.sample-retained': {
    chapter: 'packing',
    tell: ({ open }) => {
      const grams = numberAt(open, 'grams');
      return sentence(
        { zh: '留样', en: 'Sample retained' },
        grams !== undefined && kilograms(grams),
        labelled('保存至', 'kept until', free(textAt(open, 'dueOn'))),
      );
    },
  },
  'batches.batch-made': {
    chapter: 'batch',
    place: ({ open }) => textAt(open, 'divisionCode'),
    tell: ({ open }) => {
      const grams = numberAt(open, 'grams');
      return sentence(
        labelled('批号', 'Batch number', same(textAt(open, 'number') ?? '')),
        grams !== undefined && kilograms(grams),
        labelled('由', 'made of', counted(listAt(open, 'inputs').length, '个原料批组成', 'input lot')),
        balanceOf(open),
      );
    },
  },
  'batches.packed': {
    chapter: 'packing',
    tell: ({ open }) => {
      const [count, each] = [numberAt(open, 'count'), numberAt(open, 'gramsEach')];
      return sentence(
        count !== undefined && counted(count, '件', 'package'),
        each !== undefined && labelled('每件', 'each', kilograms(each)),
        tradeWord(textAt(open, 'material')),
      );
    },
  },
  'codes.issued': {
    chapter: 'codes',
    tell: ({ open }) => {
      const count = numberAt(open, 'count');
      return count === undefined
        ? { zh: '赋予追溯码', en: 'Trace codes issued' }
        : { zh: `赋予追溯码 ${count} 个`, en: `${count} trace code${count === 1 ? '' : 's'} issued` };
    },
  },
  'codes.voided': {
    chapter: 'codes',
    tell: ({ open }) => {
      const count = numberAt(open, 'count');
      return count === undefined
        ? { zh: '作废追溯码', en: 'Trace codes made void' }
        : { zh: `作废追溯码 ${count} 个`, en: `${count} trace code${count === 1 ? '' : 's'} made void` };
    },
  },
};

/** kg fresh for 1 kg dry. */
function ratioOf(open: Open): Bilingual | undefined {
  const ratio = textAt(open, 'ratio');
  return ratio === undefined ? undefined : same(`${ratio} : 1`);
}

function flow(open: Open): Bilingual | undefined {
  const inputs = listAt(open, 'inputs');
  const outputs = listAt(open, 'outputs');
  if (inputs.length === 0 || outputs.length === 0) return undefined;
  const main = outputs.filter((output) => output['byProduct'] !== true);
  const [into, out] = [kilograms(gramsOf(inputs)), kilograms(gramsOf(main))];
  return { zh: `投料 ${into.zh}，产出 ${out.zh}`, en: `${into.en} in, ${out.en} out` };
}

function gramsOf(lines: readonly Open[]): number {
  return lines.reduce((sum, line) => sum + (numberAt(line, 'grams') ?? 0), 0);
}

function stepsOf(open: Open): Bilingual | undefined {
  const steps = listAt(open, 'steps').flatMap((step) => {
    const name = tradeWord(textAt(step, 'kind'));
    if (!name) return [];
    const celsius = numberAt(step, 'celsius');
    const details = [celsius !== undefined && `${celsius} ℃`, duration(step)].filter(Boolean).join(' ');
    return [{ zh: `${name.zh}${details && ` ${details}`}`, en: `${name.en}${details && ` ${details}`}` }];
  });
  if (steps.length === 0) return undefined;
  return { zh: steps.map(({ zh }) => zh).join(' → '), en: steps.map(({ en }) => en).join(' → ') };
}

function duration(step: Open): string | undefined {
  const minutes = (Date.parse(textAt(step, 'endedAt') ?? '') - Date.parse(textAt(step, 'startedAt') ?? '')) / 60_000;
  if (!(minutes > 0)) return undefined;
  return minutes < 120 ? `${Math.round(minutes)} min` : `${Math.round(minutes / 6) / 10} h`;
}

const BALANCE_KINDS: Readonly<Record<string, Bilingual>> = {
  loss: { zh: '损耗', en: 'loss' },
  gain: { zh: '增重', en: 'gain' },
  sample: { zh: '取样', en: 'sample' },
  waste: { zh: '去除', en: 'removed' },
};

function balanceOf(open: Open): Bilingual | undefined {
  const lines = listAt(open, 'balance').flatMap((line) => {
    const grams = numberAt(line, 'grams');
    const kind = BALANCE_KINDS[textAt(line, 'kind') ?? ''];
    if (grams === undefined || !kind) return [];
    const reason = free(textAt(line, 'reason'));
    return [
      {
        zh: `${kind.zh} ${kilograms(grams).zh}${reason ? `（${reason.zh}）` : ''}`,
        en: `${kind.en} ${kilograms(grams).en}${reason ? ` (${reason.en})` : ''}`,
      },
    ];
  });
  return sentence(...lines).zh === '' ? undefined : sentence(...lines);
}
