/** How long a kind of record is kept, and from when it counts. Reference data (seeds/reference/quality.json). */
export interface RetentionClock {
  record: string;
  years: number;
  from: 'expiry' | 'harvest' | 'last-dispatch' | 'record';
  citation: string;
}

/** Which clock a type of fact goes by: the first whose prefix fits. */
export interface RecordKind {
  facts: string[];
  clock: string;
}

/** The days a clock may count from, YYYY-MM-DD; a day that has not come, such as a dispatch, is left out. */
export type ClockDays = Partial<Record<RetentionClock['from'], string>>;

export function clockOf(type: string, kinds: readonly RecordKind[], clocks: readonly RetentionClock[]) {
  const kind = kinds.find(({ facts }) => facts.some((prefix) => type.startsWith(prefix)));
  return clocks.find(({ record }) => record === kind?.clock);
}

/**
 * the last day on which a record is kept, or undefined while its clock has not begun to run (goods not yet
 * dispatched). 29 February plus years is the 28th where there is no 29th.
 */
export function keptUntil({ years, from }: RetentionClock, days: ClockDays): string | undefined {
  const day = days[from];
  if (day === undefined) return undefined;
  const [year = '', month = '', date = ''] = day.split('-');
  const then = String(Number(year) + years).padStart(4, '0');
  const leap = month === '02' && date === '29' && !isLeap(Number(then));
  return `${then}-${month}-${leap ? '28' : date}`;
}

/** The day after `months` from a day, less one: the last day of a shelf life. */
export function expiryOf(packedOn: string, months: number): string {
  const [year = 0, month = 1, date = 1] = packedOn.split('-').map(Number);
  const target = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  const same = Date.UTC(target.getUTCFullYear(), target.getUTCMonth(), Math.min(date, last));
  return new Date(same - 86_400_000).toISOString().slice(0, 10);
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
