import { crc32 } from 'node:zlib';
import type { Coding } from './coding.js';
import type { CopySign } from './looks/copy-rules.js';
import type { PageLanguage } from '../platform/html/public-page.js';
import type { Moment } from './public-document.js';
import type { CodeFamily, LabelHistory } from '../codes/codes.service.js';
import { provinceName } from '../identity/place-name.js';
import { chinaDay } from './words.js';
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
  labels?: LabelHistory;
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
      replaced: (standing.labels?.replacedBy.length ?? 0) > 0,
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
      around: aroundOf(standing, inHand, language),
    },
    otherLanguage,
  };
}

/** What is around this thing, in counts and in ends of codes: enough to tell labels apart, not enough to copy. */
function aroundOf(
  { family, labels, voided }: BatchStanding,
  inHand: CodeInHand | null,
  language: PageLanguage,
): string[] {
  if (!family && !labels && inHand?.kind !== 'carton' && inHand?.kind !== 'pallet') return [];
  const zh = language === 'zh';
  const lines = labelLines(labels, language);
  for (const { kind, serial, short, things } of family?.within ?? [])
    lines.push(
      zh
        ? `装在${nameOf(kind, language)}中（第 ${serial} 号，码末八位 ${short}，内装 ${things} 件）`
        : `Inside a ${nameOf(kind, language)} (no. ${serial}, code ends in ${short}, ${things} in it)`,
    );
  const holds = holdsOf(family?.holds ?? [], language);
  if (holds.length > 0) lines.push(zh ? `内装：${holds.join('、')}` : `Holds: ${holds.join(', ')}`);
  else if (!voided && (inHand?.kind === 'carton' || inHand?.kind === 'pallet'))
    lines.push(zh ? `该${nameOf(inHand.kind, language)}目前是空的` : `This ${nameOf(inHand.kind, language)} is empty`);
  if ((family?.lots.length ?? 0) > 1)
    lines.push(
      zh
        ? `内有 ${family!.lots.length} 个批次，结论取其中最严重的，下列记录属于件数最多的一批`
        : `Goods of ${family!.lots.length} batches: the verdict is the gravest of them, the record below is of the one with most pieces`,
    );
  return lines;
}

/** Counts of things by what people call them: a package with a printed code and one with a label of a roll are both a piece. */
function holdsOf(holds: CodeFamily['holds'], language: PageLanguage): string[] {
  const byName = new Map<string, { count: number; empty: number }>();
  for (const { kind, count, empty } of holds) {
    const sum = byName.get(nameOf(kind, language)) ?? { count: 0, empty: 0 };
    byName.set(nameOf(kind, language), { count: sum.count + count, empty: sum.empty + empty });
  }
  return [...byName].map(([name, { count, empty }]) => {
    if (language === 'zh') return `${count} ${name}${empty > 0 ? `（其中 ${empty} ${name}是空的）` : ''}`;
    return `${count} × ${name}${empty > 0 ? ` (${empty} empty)` : ''}`;
  });
}

/** Which label took this one's place, and which ones it took the place of. */
function labelLines(labels: LabelHistory | undefined, language: PageLanguage): string[] {
  const zh = language === 'zh';
  const why = (reason: string | null): string => (reason === null ? '' : (VOID_WORDS[reason]?.[language] ?? reason));
  const { replacedBy = [], replaces = [] } = labels ?? {};
  const [next, now] = [replacedBy[0], replacedBy.at(-1)];
  const because = (reason: string | null, before: string): string => why(reason) && before + why(reason);
  return [
    ...(next && now
      ? [
          zh
            ? `本标签已于 ${chinaDay(next.at.toISOString())} 更换${because(next.reason, '，原因：')}；现用新码末八位 ${now.short}`
            : `This label was replaced on ${chinaDay(next.at.toISOString())}${because(next.reason, ': ')}; the code in use ends in ${now.short}`,
        ]
      : []),
    ...replaces.map(({ short, at, reason }) =>
      zh
        ? `${chinaDay(at.toISOString())} 更换过标签${because(reason, '，原因：')}；旧码末八位 ${short}，已作废`
        : `Relabelled on ${chinaDay(at.toISOString())}${because(reason, ': ')}; the old code ends in ${short} and is void`,
    ),
  ];
}

const VOID_WORDS: Record<string, Record<PageLanguage, string>> = {
  damaged: { zh: '标签破损', en: 'the label was damaged' },
  misprinted: { zh: '印刷有误', en: 'it was misprinted' },
  lost: { zh: '标签遗失', en: 'the label was lost' },
  stolen: { zh: '标签被盗', en: 'the label was stolen' },
  unused: { zh: '未使用', en: 'it was not used' },
  'wrong-thing': { zh: '贴错', en: 'it was on the wrong thing' },
};

function nameOf(kind: string, language: PageLanguage): string {
  return THINGS[kind]?.[language] ?? kind;
}

const THINGS: Record<string, Record<PageLanguage, string>> = {
  package: { zh: '件', en: 'package' },
  sack: { zh: '袋', en: 'sack' },
  roll: { zh: '件', en: 'package' },
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
