import { createHash, randomUUID } from 'node:crypto';
import type { PageLanguage } from '../platform/html/public-page.js';
import { signWords } from './looks/sign-words.js';
import { reportsHtml, reportsWarning, reportsWithheld } from './report.page.js';
import { packSegments, segmentOf, unpackSegments, type Segment } from './splice.js';
import type { Story } from './story.js';
import { storyJson } from './story-json.js';
import { tracePage } from './trace.page.js';
import { verdictHtml, type ScanView } from './verdict.page.js';
import { cautionsOf, reportsAreShown, verdictOf, type Standing, type Verdict } from './verdict.js';

/** The four forms in which a batch is told. */
export const VARIANTS = ['html.zh', 'html.en', 'json.zh', 'json.en'] as const;
export type Variant = (typeof VARIANTS)[number];

/**
 * A story written down for good, in compressed segments with gaps between them for what belongs to the moment of a request:
 * html: page up to the link of the other language | up to the verdict | up to the reports | the reports | the rest;
 * json: the story without braces | the reports.
 */
export interface PublicDocument {
  /** Changes when and only when the content does. */
  version: string;
  segments: Segment[];
}

/** What belongs to the moment of one request. */
export interface Moment {
  kind: string;
  standing: Standing;
  /** The code as it is written, null for a look-up by number. */
  code: string | null;
  scan: ScanView;
  /** Query of the same page in the other language. */
  otherLanguage: string;
}

/** The texts of one form of a story, one for each segment. */
export function partsOf(story: Story, variant: Variant): string[] {
  return variant.startsWith('html') ? htmlParts(story, languageOf(variant)) : jsonParts(story, languageOf(variant));
}

/** The version of these texts. */
export function versionOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 16);
}

/** The texts compressed, as one value to store. */
export function packParts(parts: readonly string[]): Buffer {
  return packSegments(parts.map((part) => segmentOf(Buffer.from(part))));
}

/** Reads a stored document; undefined when it was written in another format and has to be written anew. */
export function readDocument(version: string, packed: Buffer, variant: Variant): PublicDocument | undefined {
  const segments = unpackSegments(packed);
  const expected = variant.startsWith('html') ? 5 : 2;
  return segments?.length === expected ? { version, segments } : undefined;
}

export function languageOf(variant: Variant): PageLanguage {
  return variant.endsWith('zh') ? 'zh' : 'en';
}

function htmlParts(story: Story, language: PageLanguage): string[] {
  // Nobody can have written a text that holds these marks: they are drawn after all texts were.
  const gaps = { otherLanguage: randomUUID(), verdict: randomUUID(), reports: randomUUID() };
  const page = tracePage(story, language, gaps);
  const [first, rest] = cut(page, gaps.otherLanguage);
  const [top, below] = cut(rest, gaps.verdict);
  const [middle, end] = cut(below, gaps.reports);
  return [first, top, middle, reportsHtml(story.reports, language), end];
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error('the page has lost one of its gaps');
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function jsonParts(story: Story, language: PageLanguage): string[] {
  const { body, reports } = storyJson(story, language);
  return [JSON.stringify(body).slice(1, -1), JSON.stringify(reports)];
}

/** The document and the moment joined: what is sent, in pieces for {@link spliceGzip}. */
export function piecesOf(document: PublicDocument, variant: Variant, moment: Moment): (Segment | Buffer)[] {
  const language = languageOf(variant);
  const verdict = verdictOf(moment.standing);
  const shown = reportsAreShown(moment.standing);
  if (variant.startsWith('json')) {
    const [body, reports] = document.segments as [Segment, Segment];
    const head = Buffer.from(`${momentJson(verdict, moment, language)},`);
    return [head, body, Buffer.from(',"reports":'), shown ? reports : Buffer.from('[]'), Buffer.from('}')];
  }
  const [first, top, middle, reports, end] = document.segments as [Segment, Segment, Segment, Segment, Segment];
  const warned = shown && moment.standing.held;
  return [
    first,
    Buffer.from(escapeQuery(moment.otherLanguage)),
    top,
    Buffer.from(verdictHtml(verdict, moment.scan, cautionsOf(moment.standing), language)),
    middle,
    ...(shown
      ? [...(warned ? [Buffer.from(reportsWarning(language))] : []), reports]
      : [Buffer.from(reportsWithheld(language))]),
    end,
  ];
}

/** The members of the JSON that belong to the moment; the closing brace is left to the caller. */
export function momentJson(verdict: Verdict, { code, kind, scan, standing }: Moment, language: PageLanguage): string {
  const { signs } = standing;
  const cautions = cautionsOf(standing);
  return JSON.stringify({
    code,
    kind,
    verdict: {
      ...{ code: verdict.code, sentence: verdict.sentence[language], advice: verdict.advice[language] },
      // A look-up by number shows a batch; whatever its verdict, nobody held a label against it.
      labelVerified: standing.byCode,
      ...(cautions.length > 0 && { cautions: cautions.map((caution) => caution[language]) }),
      ...(signs.length > 0 && {
        signs: signs.map((sign) => ({ rule: sign.rule, level: sign.level, sentence: signWords(sign)[language] })),
      }),
    },
    scans: { count: scan.count, firstAt: scan.firstAt, places: scan.places },
    ...(scan.around.length > 0 && { around: scan.around }),
  }).slice(0, -1);
}

function escapeQuery(query: string): string {
  return query.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
