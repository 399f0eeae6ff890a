import type { Bilingual } from '../../platform/errors.js';
import { counted, free, kilograms, labelled, same, sentence } from '../words.js';
import { listAt, numberAt, objectAt, textAt, type ToldFact } from '../told-fact.js';
import type { Tellers } from './teller.js';

/**
 * Facts of judging: samples, reports, release, holds. A report's judgement and values are not told here: they stand in the report,
 * which is shown or withheld by the standing of the batch, while the chapters always stay.
 */
export const judging: Tellers = {
  'quality.sample-taken': {
    chapter: 'quality',
    tell: ({ open }) => {
      const grams = numberAt(open, 'grams');
      return sentence(
        { zh: '取样', en: 'Sample taken' },
        grams !== undefined && kilograms(grams),
        labelled('送检', 'for', free(textAt(objectAt(open, 'laboratory') ?? {}, 'name'))),
      );
    },
  },
  'quality.sample-received': {
    chapter: 'quality',
    tell: ({ open }) =>
      sentence(
        { zh: '检验机构收样', en: 'Sample received by the laboratory' },
        open['sealIntact'] === false
          ? { zh: '封签破损', en: 'seal broken' }
          : open['sealIntact'] === true && { zh: '封签完好', en: 'seal intact' },
      ),
  },
  'quality.report-signed': {
    chapter: 'quality',
    tell: ({ open }) => labelled('复核人签发报告', 'Report signed by its reviewer', same(textAt(open, 'number') ?? '')),
  },
  'quality.report-issued': {
    chapter: 'quality',
    tell: ({ open }) =>
      sentence(
        labelled('出具检验报告', 'Test report', same(textAt(open, 'number') ?? '')),
        labelled('检验日期', 'tested on', free(textAt(open, 'testedOn'))),
        free(textAt(objectAt(open, 'laboratory') ?? {}, 'name')),
      ),
  },
  'quality.batch-claimed': {
    chapter: 'quality',
    tell: ({ open }) => {
      const name = objectAt(open, 'name') ?? {};
      return labelled('企业声称，已核对证据：', 'claimed, with its evidence checked:', {
        zh: textAt(name, 'zh') ?? '',
        en: textAt(name, 'en') ?? '',
      });
    },
  },
  'quality.report-withdrawn': {
    chapter: 'quality',
    tell: ({ open }) =>
      sentence(
        labelled('检验机构撤回报告', 'Report withdrawn by its laboratory', same(textAt(open, 'number') ?? '')),
        labelled('原因：', 'reason:', free(textAt(open, 'reason'))),
      ),
  },
  'rules.finding-overridden': {
    chapter: 'quality',
    // The warning's own words may name what is sealed; the rule and the reason are open.
    tell: ({ open }) =>
      sentence(
        labelled('质量负责人接受提示', 'Warning taken on by the head of quality', same(textAt(open, 'ruleId') ?? '')),
        labelled('理由：', 'reason:', free(textAt(open, 'reason'))),
      ),
  },
  'rules.finding-cured': {
    chapter: 'quality',
    tell: ({ open }) =>
      sentence(
        labelled('提示已消除', 'Cause of a warning taken away', same(textAt(open, 'ruleId') ?? '')),
        labelled('说明：', 'how:', free(textAt(open, 'reason'))),
      ),
  },
  'quality.lot-released': {
    chapter: 'release',
    tell: ({ open }) => {
      const completeness = objectAt(open, 'completeness') ?? {};
      const percent = numberAt(completeness, 'percent');
      return sentence(
        { zh: '质量负责人放行', en: 'Released by the head of quality' },
        percent !== undefined && labelled('记录完整度', 'record complete to', same(`${percent}%`)),
        labelled('缺少：', 'missing:', listed(completeness, 'missing')),
        labelled('补录：', 'entered late:', listed(completeness, 'late')),
      );
    },
  },
  'quality.lot-rejected': {
    chapter: 'rejection',
    // The reason quotes results, which are not lent to a rejected batch.
    tell: () => ({ zh: '质量负责人判定不合格，不予放行', en: 'Rejected by the head of quality' }),
  },
  'lots.held': {
    chapter: 'hold',
    tell: ({ open }) => {
      const authority = textAt(open, 'authority') ?? '';
      const lots = numberAt(open, 'lots');
      return sentence(
        HELD_BY[authority] ?? { zh: '冻结', en: 'Put on hold' },
        // A company's reason is an internal note; an authority's is for everybody.
        AUTHORITIES.has(authority) && labelled('原因：', 'reason:', free(textAt(open, 'reason'))),
        lots !== undefined && labelled('涉及', 'covering', counted(lots, '个批次', 'lot')),
      );
    },
  },
  'lots.hold-lifted': {
    chapter: 'hold',
    tell: () => ({ zh: '解除冻结', en: 'Hold lifted' }),
  },
};

/** What a score says in words, one after another. */
function listed(score: ToldFact['open'], key: string): Bilingual | undefined {
  const items = listAt(score, key).flatMap((item) => {
    const [zh, en] = [textAt(item, 'zh'), textAt(item, 'en')];
    return zh ? [{ zh, en: en ?? zh }] : [];
  });
  if (items.length === 0) return undefined;
  return { zh: items.map(({ zh }) => zh).join('、'), en: items.map(({ en }) => en).join('; ') };
}

const AUTHORITIES = new Set(['regulator', 'recall']);

const HELD_BY: Readonly<Record<string, Bilingual>> = {
  company: { zh: '企业冻结', en: 'Put on hold by the company' },
  finding: { zh: '系统核查发现问题，冻结', en: 'Put on hold by a finding' },
  regulator: { zh: '监管部门冻结', en: 'Put on hold by the regulator' },
  recall: { zh: '召回', en: 'Recalled' },
};
