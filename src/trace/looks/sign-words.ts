import type { Bilingual } from '../../platform/errors.js';
import type { CopyRuleId, CopySign } from './copy-rules.js';

const n = (sign: CopySign, figure: string): number => sign.figures[figure] ?? 0;
/** Signs kept from before networks were counted tell visitors. */
const networks = (sign: CopySign): number => sign.figures['networks'] ?? n(sign, 'visitors');

const WORDS: Record<CopyRuleId, (sign: CopySign) => Bilingual> = {
  'many-provinces': (s) => ({
    zh: `该码 ${n(s, 'days')} 天内在 ${n(s, 'provinces')} 个省份被查询`,
    en: `This code was looked up in ${n(s, 'provinces')} provinces within ${n(s, 'days')} days`,
  }),
  'impossible-speed': (s) => ({
    zh: `该码在相距很远的两地之间被交替查询 ${n(s, 'jumps')} 次，快于任何运输`,
    en: `This code was looked up to and fro between distant places ${n(s, 'jumps')} times, faster than goods can travel`,
  }),
  'before-release': (s) => ({
    zh: `该批次放行之前，已有 ${networks(s)} 处不同网络在外省查询此码`,
    en: `This code was looked up from ${networks(s)} networks in other provinces before the batch was released`,
  }),
  'before-dispatch': (s) => ({
    zh: `该件按记录尚未发货，却已有 ${networks(s)} 处不同网络在外省查询此码`,
    en: `By the record this package had not been dispatched when ${networks(s)} networks in other provinces looked its code up`,
  }),
  'after-consumption': (s) => ({
    zh: `登记用完 ${n(s, 'days')} 天后，仍有 ${networks(s)} 处不同网络查询此码`,
    en: `This code was looked up from ${networks(s)} networks more than ${n(s, 'days')} days after the goods were recorded as used up`,
  }),
  'after-recall': (s) => ({
    zh: `该批次召回 ${n(s, 'days')} 天后，仍有 ${networks(s)} 处不同网络查询此码`,
    en: `This code was looked up from ${networks(s)} networks more than ${n(s, 'days')} days after the recall`,
  }),
  'more-looks-than-packages': (s) => ({
    zh: `该码对应 ${n(s, 'packages')} 件包装，却已被查询 ${n(s, 'looks')} 次`,
    en: `This code stands for ${n(s, 'packages')} package${n(s, 'packages') === 1 ? '' : 's'} and was looked up ${n(s, 'looks')} times`,
  }),
};

/** What was seen, in one clause for people. */
export function signWords(sign: CopySign): Bilingual {
  return WORDS[sign.rule](sign);
}
