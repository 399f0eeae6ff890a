/** When something happened, as people write it down: an instant with its zone, or a calendar day. */

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const EARLIEST = '1900-01-01';

/** How far a device's clock may run ahead before what it reports is called a future act. */
export const CLOCK_TOLERANCE_MS = 10 * 60_000;

/** The zone in which the days of the trade are counted (GAP dates are Chinese calendar days). */
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** True for a day that exists, 1900 or later: 2026-02-30 does not. */
export function isDay(text: unknown): text is string {
  if (typeof text !== 'string' || !DAY.test(text) || text < EARLIEST) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().slice(0, 10) === text;
}

/** True for an ISO 8601 time with a zone on a day that exists; a time without a zone is nobody's time. */
export function isInstant(text: unknown): text is string {
  return typeof text === 'string' && INSTANT.test(text) && isDay(text.slice(0, 10));
}

/** The zone as it was written, `Z` or `+08:00`: kept beside the instant, because the database keeps only the instant. */
export function zoneOf(instant: string): string {
  return instant.endsWith('Z') ? 'Z' : instant.slice(-6);
}

/** An instant written in a zone again: what was entered at 08:00+08:00 is shown as 08:00+08:00. */
export function inZone(at: Date, zone: string): string {
  if (zone === 'Z') return at.toISOString();
  const sign = zone.startsWith('-') ? -1 : 1;
  const minutes = sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1);
  return `${local.replace(/\.000$/, '')}${zone}`;
}

/** The Chinese calendar day of an instant, YYYY-MM-DD. */
export function chineseDay(at: Date): string {
  return new Date(at.getTime() + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

/** The day before or after by whole days. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** True when a record claims to have happened later than now, beyond what a device's clock may be wrong by. */
export function isFuture(instant: string, now: Date): boolean {
  return Date.parse(instant) > now.getTime() + CLOCK_TOLERANCE_MS;
}
