import { factWord } from './fact-words.js';

/** One fact as people list it. */
export interface SheetRow {
  id: string;
  type: string;
  occurredAt: string;
  recordedAt: string;
  organisation: string;
  leaf: string;
  open: unknown;
}

const HEAD = ['发生时间', '记录时间', '事项', '类型', '主体', '账本位置', '编号', '内容'];

/** CSV (RFC 4180) with a byte order mark, so that a spreadsheet reads the Chinese and sorts by any column. */
export function factsSheet(rows: readonly SheetRow[]): string {
  const lines = rows.map((row) => [
    ...[row.occurredAt, row.recordedAt, factWord(row.type), row.type, row.organisation, row.leaf, row.id],
    JSON.stringify(row.open),
  ]);
  return `\uFEFF${[HEAD, ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Quoted where it must be; what a spreadsheet would take for a formula stands behind an apostrophe. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
