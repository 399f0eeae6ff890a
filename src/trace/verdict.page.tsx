import { renderToString } from 'preact-render-to-string';
import type { Bilingual } from '../platform/errors.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Tone, Verdict } from './verdict.js';
import { chinaMinute } from './words.js';

/** What the verdict block says of the code in hand. */
export interface ScanView {
  /** The code in groups of four, as printed; null for a look-up by number. */
  code: string | null;
  /** What the code is stuck on, and its serial. */
  label: string | null;
  /** Scans, this one included; 0 when nothing is counted. */
  count: number;
  firstAt: string | null;
  /** Provinces of the looks on record. */
  places: readonly string[];
  /** What it is inside of, what is inside it, what took its place. */
  around: readonly string[];
}

const MARKS: Record<Tone, string> = { good: '✓', wait: '!', stop: '✕' };

/**
 * The block of the verdict, and the first heading of the page. It is the one part made anew for each request, so its frame is rendered
 * once for each verdict and language, and the few letters of this scan are put in between. All of them are of our own making: codes,
 * numbers, times, provinces, sentences.
 */
export function verdictHtml(
  verdict: Verdict,
  scan: ScanView,
  cautions: readonly Bilingual[],
  language: PageLanguage,
): string {
  const [before, between, after] = frameOf(verdict, language);
  const warned = cautions.map((caution) => `<p class="warn">${caution[language]}</p>`);
  const lines = (language === 'zh' ? chinese(scan) : english(scan)).map((line) => `<p class="small">${line}</p>`);
  return before + verdict.sentence[language] + between + [...warned, ...lines].join('') + after;
}

/** By tone and advice: a replaced label's advice is another than that of one that was withdrawn. */
const frames = new Map<string, [string, string, string]>();
const GAP = '\uE000';

function frameOf(verdict: Verdict, language: PageLanguage): [string, string, string] {
  const key = `${verdict.tone} ${verdict.advice[language]}`;
  let frame = frames.get(key);
  if (!frame) {
    const [before = '', between = '', after = ''] = renderToString(
      <section class={`verdict ${verdict.tone}`}>
        <h1>
          <span class="mark" aria-hidden="true">
            {MARKS[verdict.tone]}
          </span>
          <span>{GAP}</span>
        </h1>
        <p>{verdict.advice[language]}</p>
        {GAP}
      </section>,
    ).split(GAP);
    frame = [before, between, after];
    frames.set(key, frame);
  }
  return frame;
}

function chinese({ code, label, count, firstAt, places, around }: ScanView): string[] {
  const scans = count > 0 ? `第 ${count} 次查询${firstAt ? `，首次查询 ${chinaMinute(firstAt)}` : ''}` : '';
  return [
    scans,
    places.length > 0 ? `近 90 天查询地：${places.join('、')}` : '',
    ...around,
    code === null ? '' : `${label ?? '溯源码'} <span class="code">${code}</span>`,
  ].filter((line) => line !== '');
}

function english({ code, label, count, firstAt, places, around }: ScanView): string[] {
  const scans =
    count > 0 ? `Look-up no. ${count}${firstAt ? `, the first on ${chinaMinute(firstAt)} (Beijing time)` : ''}` : '';
  return [
    scans,
    places.length > 0 ? `Looked up from (last 90 days): ${places.join(', ')}` : '',
    ...around,
    code === null ? '' : `${label ?? 'Trace code'} <span class="code">${code}</span>`,
  ].filter((line) => line !== '');
}
