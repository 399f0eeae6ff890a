import { crc32 } from 'node:zlib';
import type { Coding } from './coding.js';
import type { CopySign } from './looks/copy-rules.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Moment } from './public-document.js';
import type { CodeFamily } from '../codes/codes.service.js';
import { provinceName } from '../identity/place-name.js';
import { reportsAreShown, verdictOf, type Standing } from './verdict.js';

/** What the database said of a batch, without its page. */
export interface BatchStanding {
  quality: Standing['quality'];
  recalled: boolean;
  held: boolean;
  voided: boolean;
  signs: readonly CopySign[];
  lot: string | null;
  family?: CodeFamily;
  replacedBy?: string;
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
      unbound: standing.lot === null,
      signs: standing.signs,
    },
    scan: {
      code: inHand && grouped(inHand.code),
      label: inHand && labelOf(inHand, language),
      count: looks.count,
      firstAt: looks.firstAt === null ? null : new Date(looks.firstAt).toISOString(),
      places: looks.places.map((place) => provinceName(place)[language]),
      around: aroundOf(standing, language),
    },
    otherLanguage,
  };
}

/** What is around this thing, in counts and in ends of codes: enough to compare, not enough to copy. */
function aroundOf({ family, replacedBy }: BatchStanding, language: PageLanguage): string[] {
  if (!family && !replacedBy) return [];
  const zh = language === 'zh';
  const name = (kind: string): string => THINGS[kind]?.[language] ?? kind;
  const lines: string[] = [];
  if (replacedBy)
    lines.push(zh ? `已换发新标签，新码末六位 ${replacedBy}` : `Replaced by a label whose code ends in ${replacedBy}`);
  for (const { kind, short, things } of family?.within ?? [])
    lines.push(
      zh
        ? `装在${name(kind)}中（码末六位 ${short}，共 ${things} 件）`
        : `Inside a ${name(kind)} (code ends in ${short}, ${things} in it)`,
    );
  const holds = (family?.holds ?? []).map(({ kind, count }) =>
    zh ? `${count} ${name(kind)}` : `${count} × ${name(kind)}`,
  );
  if (holds.length > 0) lines.push(zh ? `内装：${holds.join('、')}` : `Holds: ${holds.join(', ')}`);
  if ((family?.lots.length ?? 0) > 1)
    lines.push(
      zh
        ? `内有 ${family!.lots.length} 个批次，结论取其中最严重的，下列记录属于件数最多的一批`
        : `Goods of ${family!.lots.length} batches: the verdict is the gravest of them, the record below is of the one with most pieces`,
    );
  return lines;
}

const THINGS: Record<string, Record<PageLanguage, string>> = {
  package: { zh: '件', en: 'package' },
  sack: { zh: '袋', en: 'sack' },
  roll: { zh: '件', en: 'label' },
  carton: { zh: '箱', en: 'carton' },
  pallet: { zh: '托盘', en: 'pallet' },
};

function labelOf({ kind, serial }: CodeInHand, language: PageLanguage): string {
  const name = LABELS[kind]?.[language] ?? (language === 'zh' ? '溯源码' : 'Trace code');
  if (serial === 0) return name;
  return language === 'zh' ? `${name}（第 ${serial} 件）` : `${name} (no. ${serial})`;
}

/** A code in groups of four, as it is printed. */
function grouped(code: string): string {
  let text = code.slice(0, 4);
  for (let at = 4; at < code.length; at += 4) text += `-${code.slice(at, at + 4)}`;
  return text;
}

/**
 * Strong validator of an answer: the document's version and all that belongs to the moment. The address gives the code and the
 * language, so they need not be in it.
 */
export function etagOf(version: string, { standing, scan }: Moment, coding: Coding): string {
  const shown = reportsAreShown(standing) ? (standing.held ? 'w' : 's') : 'n';
  return `"${version}.${verdictOf(standing).code}.${shown}.${scan.count}.${scan.firstAt ?? ''}.${mark(scan, standing.signs)}${SUFFIX[coding]}"`;
}

/** The same content in another coding is another representation (RFC 9110 §8.8.3). */
const SUFFIX: Record<Coding, string> = { gzip: '.gz', br: '.br', identity: '' };

/** Few letters that change with places and signs. Most codes have one place and no sign. */
function mark({ places, around }: Moment['scan'], signs: readonly CopySign[]): string {
  if (places.length === 0 && around.length === 0 && signs.length === 0) return '0';
  const text = `${places.join()}${around.join()}${signs.length > 0 ? JSON.stringify(signs) : ''}`;
  return crc32(text).toString(36);
}

/** Whether the client already holds this answer (RFC 9110 §13.1.2; weak comparison). */
export function isHeld(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
