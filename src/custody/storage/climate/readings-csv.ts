import type { SentReading } from './reading.js';

/** What a column may be called. */
const NAMES: Record<keyof SentReading, string[]> = {
  sensor: ['sensor', '探头', '探头编号', '设备', '设备编号', '测点', 'serial', 'device'],
  at: ['at', 'time', '时间', '采集时间', '记录时间', 'timestamp'],
  celsius: ['celsius', 'temperature', '温度', '温度(℃)', '温度（℃）', 'temp'],
  humidity: ['humidity', '湿度', '湿度(%)', '湿度（%）', '湿度(%rh)', 'rh'],
};

/** Why a file is none of ours. */
export type CsvFault = 'empty' | 'not-text' | 'no-header';

/**
 * Lines of a file of readings, the first being the header. UTF-8 with or without its mark, or GB18030 as loggers of the trade
 * write it; comma, semicolon or tab. A line that was cut off comes as what is left of it, for the reader of readings to refuse.
 */
export function* csvReadings(bytes: Uint8Array): Generator<SentReading, CsvFault | undefined> {
  if (bytes.length === 0) return 'empty';
  const text = textOf(bytes);
  if (text === undefined) return 'not-text';
  let start = 0;
  let columns: (keyof SentReading | undefined)[] | undefined;
  let separator = ',';
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end).replace(/\r$/, '');
    start = end === -1 ? text.length : end + 1;
    if (columns === undefined) {
      separator = [',', ';', '\t'].find((mark) => line.includes(mark)) ?? ',';
      columns = columnsOf(line, separator);
      if (columns === undefined) return 'no-header';
    } else if (line.trim() !== '') {
      yield readingOf(line, separator, columns);
    }
  }
  return undefined;
}

function textOf(bytes: Uint8Array): string | undefined {
  for (const encoding of ['utf-8', 'gb18030'])
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!text.includes('\0')) return text;
    } catch {
      // The next encoding may fit.
    }
  return undefined;
}

function columnsOf(header: string, separator: string): (keyof SentReading | undefined)[] | undefined {
  const names = header.split(separator).map((name) => unquoted(name).toLowerCase());
  const columns = names.map((name) =>
    (Object.keys(NAMES) as (keyof SentReading)[]).find((key) => NAMES[key].includes(name)),
  );
  const whole = columns.includes('sensor') && columns.includes('at');
  return whole && (columns.includes('celsius') || columns.includes('humidity')) ? columns : undefined;
}

function readingOf(line: string, separator: string, columns: readonly (keyof SentReading | undefined)[]): SentReading {
  const reading: SentReading = {};
  const cells = line.split(separator);
  for (const [n, column] of columns.entries()) if (column !== undefined) reading[column] = unquoted(cells[n] ?? '');
  return reading;
}

function unquoted(cell: string): string {
  const text = cell.trim();
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}
