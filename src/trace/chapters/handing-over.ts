import type { Bilingual } from '../../platform/errors.js';
import { listAt, textAt } from '../told-fact.js';
import type { Tellers } from './teller.js';

const SENT: Readonly<Record<string, Bilingual>> = {
  sale: { zh: '随货同行单随货发出', en: 'Sent on with its delivery note' },
  return: { zh: '退回供货方', en: 'Sent back to its supplier' },
  recall: { zh: '因召回退回', en: 'Sent back for a recall' },
  toll: { zh: '送委托加工', en: 'Sent to be worked on' },
};

/** Hand-overs, without the names of those between whom they were: traders and customers are told to nobody. */
export const handingOver: Tellers = {
  'custody.dispatched': {
    chapter: 'transport',
    tell: ({ open }) => SENT[textAt(open, 'reason') ?? ''],
    sum: (facts) => ({ zh: `共发运 ${facts.length} 次`, en: `Sent on ${facts.length} times` }),
  },
  'custody.received': {
    chapter: 'receipt',
    tell: ({ open }) => {
      const verdicts = new Set(listAt(open, 'lines').map((line) => textAt(line, 'verdict')));
      if (!verdicts.has('accepted'))
        return verdicts.has('quarantined')
          ? { zh: '到货后隔离待复核', en: 'Set aside on arrival' }
          : { zh: '收货方拒收', en: 'Refused on arrival' };
      return verdicts.size === 1
        ? { zh: '收货方验收入库', en: 'Accepted on arrival' }
        : { zh: '收货方部分验收', en: 'Accepted in part' };
    },
    sum: (facts) => ({ zh: `共验收 ${facts.length} 次`, en: `Answered ${facts.length} times on arrival` }),
  },
};
