import type { LabelFont } from './label-font.js';

/** May not begin a line in Chinese typesetting. */
const NOT_FIRST = new Set('，。、；：？！）】》〉」』％℃°,.;:?!)%');
/** May not end a line. */
const NOT_LAST = new Set('（【《〈「『(');

/** A line of text and where the rest begins. */
export interface Cut {
  line: string;
  rest: string;
}

/**
 * The longest beginning of the text that fits `width` (in em), cut where Chinese or Latin allows: between Han characters, at a
 * space; inside a word only when the word alone is wider than the line. Undefined when not one character fits.
 */
export function cutLine(font: LabelFont, text: string, width: number): Cut | undefined {
  const characters = [...text];
  let used = 0;
  let fits = 0;
  while (fits < characters.length) {
    const next = used + font.advance(characters[fits]!);
    if (next > width + 1e-9) break;
    used = next;
    fits++;
  }
  if (fits === characters.length) return { line: text, rest: '' };
  if (fits === 0) return undefined;
  const at =
    lastWhere(fits, (place) => mayBreak(characters, place)) ?? lastWhere(fits, afterHyphen(characters)) ?? fits;
  return { line: characters.slice(0, at).join('').trimEnd(), rest: characters.slice(at).join('').trimStart() };
}

function lastWhere(from: number, allowed: (place: number) => boolean): number | undefined {
  for (let place = from; place > 0; place--) if (allowed(place)) return place;
  return undefined;
}

/** Batch numbers and dates stay whole where they can; one wider than the line is cut at its hyphens. */
function afterHyphen(characters: readonly string[]): (place: number) => boolean {
  return (place) => characters[place - 1] === '-';
}

function mayBreak(characters: readonly string[], at: number): boolean {
  const [before, after] = [characters[at - 1]!, characters[at]!];
  if (NOT_FIRST.has(after) || NOT_LAST.has(before)) return false;
  if (after === ' ' || before === ' ') return true;
  return !(isWord(before) && isWord(after));
}

function isWord(character: string): boolean {
  return /[\p{Script=Latin}\p{N}.×'&/-]/u.test(character);
}
