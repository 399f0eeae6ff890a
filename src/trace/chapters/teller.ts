import type { Bilingual } from '../../platform/errors.js';
import type { ToldFact } from '../told-fact.js';

/** The chapters of a batch's life, in the order in which they stand when they begin on the same day. */
export const CHAPTER_TITLES = {
  base: { zh: '基地', en: 'Growing base' },
  planting: { zh: '种植', en: 'Planting' },
  'field-work': { zh: '田间管理', en: 'Field work' },
  harvest: { zh: '采收', en: 'Harvest' },
  purchase: { zh: '收购过磅', en: 'Weighing-in' },
  processing: { zh: '产地加工', en: 'Processing' },
  batch: { zh: '组批', en: 'Batch' },
  packing: { zh: '包装', en: 'Packing' },
  quality: { zh: '检验', en: 'Testing' },
  release: { zh: '放行', en: 'Release' },
  rejection: { zh: '不合格判定', en: 'Rejection' },
  hold: { zh: '冻结与解冻', en: 'Holds' },
  storage: { zh: '仓储', en: 'Storage' },
  journey: { zh: '运输温湿度', en: 'Climate on the way' },
  codes: { zh: '赋码', en: 'Trace codes' },
  transport: { zh: '运输', en: 'Transport' },
  receipt: { zh: '收货验收', en: 'Receiving' },
} as const satisfies Record<string, Bilingual>;

export type ChapterKind = keyof typeof CHAPTER_TITLES;

/** What a teller may ask for besides the fact: public directories only. */
export interface Directory {
  /** The public name of an organisation. */
  organisation(id: string | undefined): Bilingual | undefined;
  /** The name of a herb by its code. */
  herb(code: string | undefined): Bilingual | undefined;
}

/** Tells one type of fact: which chapter it belongs to, where it happened (a division code), and one sentence. */
export interface Teller {
  chapter: ChapterKind;
  place?: (fact: ToldFact) => string | undefined;
  /** undefined: the fact is not told (it is about something else than this batch). */
  tell: (fact: ToldFact, directory: Directory) => Bilingual | undefined;
  /** One sentence over all facts of the chapter; without it the chapter has none. */
  sum?: (facts: readonly ToldFact[]) => Bilingual | undefined;
}

export type Tellers = Readonly<Record<string, Teller>>;
