import { crc32 } from 'node:zlib';
import type { CopySign } from './looks/copy-rules.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Moment, PublicDocument } from './public-document.js';
import { provinceName } from '../identity/place-name.js';
import { reportsAreShown, verdictOf, type Standing } from './verdict.js';

/** What the database said of a batch, without its page. */
export interface BatchStanding {
  quality: Standing['quality'];
  recalled: boolean;
  held: boolean;
  voided: boolean;
  signs: readonly CopySign[];
}

/** The code in hand, or null for a look-up by number. */
export interface CodeInHand {
  code: string;
  kind: string;
  serial: number;
}

const LABELS: Record<string, Record<PageLanguage, string>> = {
  batch: { zh: '批次码', en: 'Batch code' },
  package: { zh: '包装码', en: 'Package code' },
  carton: { zh: '箱码', en: 'Carton code' },
  pallet: { zh: '托盘码', en: 'Pallet code' },
  roll: { zh: '卷标码', en: 'Roll code' },
  sack: { zh: '袋码', en: 'Sack code' },
  'delivery-note': { zh: '发货单码', en: 'Delivery note code' },
};

/** Everything of an answer that belongs to this moment and this code. */
export function momentOf(
  standing: BatchStanding,
  inHand: CodeInHand | null,
  looks: { count: number; firstAt: number | null; places: readonly number[] },
  language: PageLanguage,
  otherLanguage: string,
): Moment {
  return {
    kind: inHand?.kind ?? 'batch',
    code: inHand?.code ?? null,
    standing: {
      ...{ quality: standing.quality, recalled: standing.recalled, held: standing.held, voided: standing.voided },
      byCode: inHand !== null,
      unbound: false,
      signs: standing.signs,
    },
    scan: {
      code: inHand && grouped(inHand.code),
      label: inHand && labelOf(inHand, language),
      count: looks.count,
      firstAt: looks.firstAt === null ? null : new Date(looks.firstAt).toISOString(),
      places: looks.places.map((place) => provinceName(place)[language]),
    },
    otherLanguage,
  };
}

function labelOf({ kind, serial }: CodeInHand, language: PageLanguage): string {
  const name = LABELS[kind]?.[language] ?? (language === 'zh' ? '溯源码' : 'Trace code');
  if (serial === 0) return name;
  return language === 'zh' ? `${name}（第 ${serial} 件）` : `${name} (no. ${serial})`;
}

/** A code in groups of four, as it is printed. */
function grouped(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

/**
 * Strong validator of an answer: the document's version and all that belongs to the moment. The address gives the code and the
 * language, so they need not be in it.
 */
export function etagOf(document: PublicDocument, { standing, scan }: Moment, gzip: boolean): string {
  const shown = reportsAreShown(standing) ? (standing.held ? 'w' : 's') : 'n';
  return `"${document.version}.${verdictOf(standing).code}.${shown}.${scan.count}.${scan.firstAt ?? ''}.${mark(scan.places, standing.signs)}${gzip ? '.gz' : ''}"`;
}

/** Few letters that change with places and signs. Most codes have one place and no sign. */
function mark(places: readonly string[], signs: readonly CopySign[]): string {
  const text = `${places.join()}${signs.length > 0 ? JSON.stringify(signs) : ''}`;
  return crc32(text).toString(36);
}

/** Whether the client already holds this answer (RFC 9110 §13.1.2; weak comparison). */
export function isHeld(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

/** Whether gzip may be sent (RFC 9110 §12.5.3): named, or any, and not with q=0. */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  let any = false;
  for (const part of acceptEncoding.split(',')) {
    const [coding = '', ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const refused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    if (coding === 'gzip' || coding === 'x-gzip') return !refused;
    if (coding === '*') any = !refused;
  }
  return any;
}
