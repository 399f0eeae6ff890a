/** What stands in each line of the list beside the code. */
export interface CsvPlan {
  kind: 'csv';
  publicUrl: string;
  name: string;
  number: string;
}

/** UTF-8 with its mark, because a spreadsheet in China otherwise reads GB18030. */
export const CSV_HEAD = Buffer.from('\ufeff件号,溯源码,网址,品名,批号\r\n', 'utf8');

/** The list of codes for printing works, one line a code (RFC 4180). */
export function csvLines(plan: CsvPlan, before: string, items: readonly { code: string; serial: number }[]): Buffer {
  const herb = csvCell(plan.name);
  const number = csvCell(plan.number);
  let lines = '';
  for (const { code, serial } of items) lines += `${serial},${code},${before}${code},${herb},${number}\r\n`;
  return Buffer.from(lines, 'utf8');
}

/** A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
