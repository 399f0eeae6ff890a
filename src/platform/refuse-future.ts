import { InvalidInput } from './errors.js';
import { isFuture } from './occurred-at.js';

/** Refuses a record of something that has not happened yet: it is a plan, and would otherwise be believed. */
export function refuseFuture(path: string, instant: string, now: Date): void {
  if (!isFuture(instant, now)) return;
  throw new InvalidInput([
    {
      path,
      value: instant,
      message: {
        zh: `晚于现在 ${now.toISOString()}，只能记录已发生的事`,
        en: `is later than now, ${now.toISOString()}; only what has happened is recorded`,
      },
    },
  ]);
}
