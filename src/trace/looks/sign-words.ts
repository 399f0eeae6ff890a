import type { Bilingual } from '../../platform/errors.js';
import type { CopyRuleId, CopySign } from './copy-rules.js';

const n = (sign: CopySign, figure: string): number => sign.figures[figure] ?? 0;

const WORDS: Record<CopyRuleId, (sign: CopySign) => Bilingual> = {
  'many-provinces': (s) => ({
    zh: `该码 ${n(s, 'days')} 天内在 ${n(s, 'provinces')} 个省份被查询`,
    en: `This code was looked up in ${n(s, 'provinces')} provinces within ${n(s, 'days')} days`,
  }),
  'impossible-speed': (s) => ({
    zh: `该码在相距很远的两地之间被交替查询 ${n(s, 'jumps')} 次，快于任何运输`,
    en: `This code was looked up to and fro between distant places ${n(s, 'jumps')} times, faster than goods can travel`,
  }),
  'before-dispatch': (s) => ({
    zh: `该批次放行发货之前，已有 ${n(s, 'visitors')} 人在外省查询此码`,
    en: `${n(s, 'visitors')} people looked this code up in other provinces before the batch could be dispatched`,
  }),
  'after-consumption': (s) => ({
    zh: `该批次登记用完 ${n(s, 'days')} 天后，仍有 ${n(s, 'visitors')} 人查询此码`,
    en: `${n(s, 'visitors')} people looked this code up more than ${n(s, 'days')} days after the batch was recorded as used up`,
  }),
  'after-recall': (s) => ({
    zh: `该批次召回 ${n(s, 'days')} 天后，仍有 ${n(s, 'visitors')} 人查询此码`,
    en: `${n(s, 'visitors')} people looked this code up more than ${n(s, 'days')} days after the recall`,
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
