import { renderPublicPage } from '../platform/html/public-page.js';
import { LookupForm } from './lookup.page.js';
import { languageOf, momentJson, type Moment, type Variant } from './public-document.js';
import { verdictHtml } from './verdict.page.js';
import { cautionsOf, verdictOf } from './verdict.js';

const GAP = '\uE001';
const WORDS = {
  zh: {
    title: '溯源码查询',
    nothing: '该标签是预先印制的，尚未贴到任何产品上，因此没有生产记录。',
    goods: '该标签贴在尚未组成批次的原料上。组批、检验、放行之后，这里会显示全程记录。',
  },
  en: {
    title: 'Trace code',
    nothing: 'The label was printed in advance and stands on no product yet, so there is no record.',
    goods:
      'The label stands on goods that are no batch yet. Once they are blended, tested and released, the record is shown here.',
  },
} as const;

/** The answer for a code of ours behind which no batch stands: a label bound to nothing, or to goods that are no batch yet. */
export function noBatch(variant: Variant, moment: Moment): Buffer {
  const language = languageOf(variant);
  const verdict = verdictOf(moment.standing);
  if (variant.startsWith('json')) {
    const rest = {
      batch: null,
      chapters: [],
      sources: { plots: 0, growers: 0, harvests: 0 },
      reports: [],
      proof: null,
    };
    return Buffer.from(`${momentJson(verdict, moment, language)},${JSON.stringify(rest).slice(1)}`);
  }
  const w = WORDS[language];
  const page = renderPublicPage({
    language,
    title: w.title,
    otherLanguage: moment.otherLanguage,
    children: [
      GAP,
      <section key="why">
        <p>{moment.standing.unbound ? w.nothing : w.goods}</p>
      </section>,
      <LookupForm key="form" language={language} />,
    ],
  });
  return Buffer.from(page.replace(GAP, () => verdictHtml(verdict, moment.scan, cautionsOf(moment.standing), language)));
}
