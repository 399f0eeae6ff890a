import type { Bilingual } from '../platform/errors.js';

/** A line of a table with the number it has in the file, from 1. */
export interface TableLine {
  line: number;
  cells: string[];
}

const UNREADABLE: Bilingual = {
  zh: '不是 UTF-8、GB18030 或 UTF-16 编码的文本',
  en: 'is no text in UTF-8, GB18030 or UTF-16',
};

/**
 * The text of a table as spreadsheets save it: UTF-8 with or without a mark, UTF-16 with one ("Unicode 文本"), or GB18030
 * (what Chinese Excel calls CSV). A text that is valid UTF-8 is taken for it: Chinese in GB18030 hardly ever is.
 */
export function decodeTable(bytes: Uint8Array): { text: string } | { fault: Bilingual } {
  const [a, b] = bytes;
  const encodings =
    a === 0xff && b === 0xfe ? ['utf-16le'] : a === 0xfe && b === 0xff ? ['utf-16be'] : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
    } catch {
      // The next encoding may read it.
    }
  }
  return { fault: UNREADABLE };
}

/**
 * The lines of a table that say something, after RFC 4180: quoted cells may hold the separator, line ends and doubled
 * quotes. The separator is the one of , ; tab and ，that the first line has most of.
 */
export function parseTable(text: string): { lines: TableLine[] } | { fault: Bilingual; line: number } {
  const separator = separatorOf(text.slice(0, /\r|\n|$/.exec(text)!.index));
  const lines: TableLine[] = [];
  let cells: string[] = [];
  let [cell, quoted, begun, line, first] = ['', false, false, 1, 1];
  const endCell = (): void => {
    cells.push(begun ? cell : cell.trim());
    [cell, begun] = ['', false];
  };
  const endLine = (): void => {
    endCell();
    if (cells.some((content) => content !== '')) lines.push({ line: first, cells });
    [cells, first] = [[], line + 1];
  };
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i]!;
    if (quoted) {
      if (character === '"' && text[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else if (character === '"') quoted = false;
      else cell += character;
    } else if (character === '"' && cell.trim() === '' && !begun) [cell, quoted, begun] = ['', true, true];
    else if (character === separator) endCell();
    else if (character === '\n') endLine();
    else if (character !== '\r' && !(begun && /\s/.test(character))) cell += character;
    if (character === '\n') line += 1;
  }
  if (quoted) return { fault: { zh: '引号没有闭合', en: 'has a quote that does not end' }, line: first };
  if (cell !== '' || cells.length > 0) endLine();
  return { lines };
}

function separatorOf(header: string): string {
  const count = (separator: string): number => header.split(separator).length;
  return [',', '\t', ';', '，'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
