import type { Bilingual } from '../platform/errors.js';
import { maskPersonal } from './mask-personal.js';

/** The same text in both languages. */
export function same(text: string): Bilingual {
  return { zh: text, en: text };
}

/** Free text of a record: shown as written, personal data masked. */
export function free(text: string | undefined): Bilingual | undefined {
  return text === undefined ? undefined : same(maskPersonal(text));
}

/** Grams as kilograms, exact: 6512400 → 6,512.4 kg; what is lighter than one stays in grams: 25 → 25 g. */
export function kilograms(grams: number): Bilingual {
  if (grams > 0 && grams < 1_000) return same(`${grams} g`);
  const [whole = '0', part = ''] = (grams / 1000).toFixed(3).split('.');
  const decimals = part.replace(/0+$/, '');
  return same(`${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${decimals && `.${decimals}`} kg`);
}

/** The day in China (UTC+8, no summer time since 1991) of an ISO time, or the text's own first ten characters. */
export function chinaDay(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso.slice(0, 10);
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 10);
}

/** Day and minute in China: 2024-08-03 09:15. */
export function chinaMinute(iso: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

type Phrase = Bilingual | undefined | false;

/** One sentence of the parts that are known, joined as each language joins: `，` and `, `. */
export function sentence(...parts: Phrase[]): Bilingual {
  const known = parts.filter((part): part is Bilingual => typeof part === 'object');
  return { zh: known.map(({ zh }) => zh).join('，'), en: known.map(({ en }) => en).join(', ') };
}

/** `label value`, when there is a value. Chinese puts a space before Latin letters and digits. */
export function labelled(zh: string, en: string, value: Bilingual | undefined): Bilingual | undefined {
  if (!value) return undefined;
  const space = /^[0-9A-Za-z]/.test(value.zh) && !zh.endsWith('：') ? ' ' : '';
  return { zh: `${zh}${space}${value.zh}`, en: `${en} ${value.en}` };
}

/** `n 个地块` / `1 plot`, `n plots`. */
export function counted(count: number, zh: string, one: string, many = `${one}s`): Bilingual {
  return { zh: `${count} ${zh}`, en: `${count} ${count === 1 ? one : many}` };
}

const UNITS: readonly (readonly [zh: string, en: string])[] = [
  ['毫升', 'mL'],
  ['升', 'L'],
  ['公斤', 'kg'],
  ['千克', 'kg'],
  ['毫克', 'mg'],
  ['斤', 'jin (0.5 kg)'],
  ['克', 'g'],
  ['吨', 't'],
  ['公顷', 'ha'],
  ['亩', 'mu (1/15 ha)'],
  ['株', 'plant'],
  ['立方米', 'm³'],
  ['平方米', 'm²'],
  ['倍液', '× dilution'],
  ['倍', '×'],
];

/** An amount as it was recorded; in English its Chinese units are told in English: 320 kg/亩 → 320 kg/mu (1/15 ha). */
export function amount(text: string): Bilingual {
  const masked = maskPersonal(text);
  return { zh: masked, en: UNITS.reduce((said, [zh, en]) => said.replaceAll(zh, en), masked) };
}

/** 2025-07-21 至 07-29: the year is not said twice. */
export function span(from: string, until: string, to: string): string {
  const [first, last] = [chinaDay(from), chinaDay(until)];
  if (first === last) return first;
  return `${first} ${to} ${first.slice(0, 5) === last.slice(0, 5) ? last.slice(5) : last}`;
}
