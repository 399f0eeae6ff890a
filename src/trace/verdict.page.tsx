import { renderToString } from 'preact-render-to-string';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Tone, Verdict, VerdictCode } from './verdict.js';
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
}

const MARKS: Record<Tone, string> = { good: '✓', wait: '!', stop: '✕' };

/**
 * The block of the verdict. It is the one part of the page made anew for each request, so its frame is rendered once for each
 * verdict and language, and the few letters of this scan are put in between. All of them are of our own making: codes, numbers, times.
 */
export function verdictHtml(verdict: Verdict, scan: ScanView, language: PageLanguage): string {
  const [before, after] = frameOf(verdict, language);
  const lines = language === 'zh' ? chinese(scan) : english(scan);
  return before + lines.map((line) => `<p class="small">${line}</p>`).join('') + after;
}

const frames = new Map<`${VerdictCode} ${PageLanguage}`, [string, string]>();
const GAP = '\uE000';

function frameOf(verdict: Verdict, language: PageLanguage): [string, string] {
  const key = `${verdict.code} ${language}` as const;
  let frame = frames.get(key);
  if (!frame) {
    const [before = '', after = ''] = renderToString(
      <section class={`verdict ${verdict.tone}`}>
        <h2>
          <span class="mark" aria-hidden="true">
            {MARKS[verdict.tone]}
          </span>
          <span>{verdict.sentence[language]}</span>
        </h2>
        <p>{verdict.advice[language]}</p>
        {GAP}
      </section>,
    ).split(GAP);
    frame = [before, after];
    frames.set(key, frame);
  }
  return frame;
}

function chinese({ code, label, count, firstAt }: ScanView): string[] {
  const scans = count > 0 ? `第 ${count} 次查询${firstAt ? `，首次查询 ${chinaMinute(firstAt)}` : ''}` : '';
  return [scans, code === null ? '' : `${label ?? '溯源码'} <span class="code">${code}</span>`].filter(
    (line) => line !== '',
  );
}

function english({ code, label, count, firstAt }: ScanView): string[] {
  const scans =
    count > 0 ? `Look-up no. ${count}${firstAt ? `, the first on ${chinaMinute(firstAt)} (Beijing time)` : ''}` : '';
  return [scans, code === null ? '' : `${label ?? 'Trace code'} <span class="code">${code}</span>`].filter(
    (line) => line !== '',
  );
}
