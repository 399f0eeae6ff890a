import { describe, expect, it } from '@jest/globals';
import { addDays, chineseDay, inZone, isDay, isFuture, isInstant, zoneOf } from './occurred-at.js';

describe('when something happened', () => {
  it.each([
    ['2025-08-01', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['0001-01-01', false],
    ['2026-2-3', false],
    [20260203, false],
  ])('day %p exists: %p', (text, exists) => expect(isDay(text)).toBe(exists));

  it.each([
    ['2025-08-01T08:30+08:00', true],
    ['2025-08-01T08:30:00.123Z', true],
    ['2025-08-01T08:30:00', false],
    ['2025-08-01', false],
    ['2026-02-30T08:00:00+08:00', false],
    ['2025-08-01T24:00:00Z', false],
    ['2025-08-01T08:60:00Z', false],
    ['2025-08-01T08:30:00+15:00', false],
    ['2025-08-01 08:30:00Z', false],
  ])('time %p is an instant: %p', (text, real) => expect(isInstant(text)).toBe(real));

  it.each(['2025-08-01T08:30:00+08:00', '2025-08-01T23:59:59-05:30', '2025-08-01T00:00:00.250Z'])(
    '%p is shown in the zone it was written in',
    (text) => expect(inZone(new Date(text), zoneOf(text))).toBe(text),
  );

  it('counts days as China does', () => {
    expect(chineseDay(new Date('2025-08-01T15:59:59Z'))).toBe('2025-08-01');
    expect(chineseDay(new Date('2025-08-01T16:00:00Z'))).toBe('2025-08-02');
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01');
  });

  it('bears with a clock that is ten minutes fast, not with one that is eleven', () => {
    const now = new Date('2025-08-01T00:00:00Z');
    expect(isFuture('2025-08-01T00:10:00Z', now)).toBe(false);
    expect(isFuture('2025-08-01T08:11:00+08:00', now)).toBe(true);
  });
});
