import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { clockOf, expiryOf, keptUntil, type RecordKind, type RetentionClock } from './retention-clock.js';

const file = join(import.meta.dirname, '../../seeds/reference/quality.json');
const { retentionClocks, recordKinds } = JSON.parse(readFileSync(file, 'utf8')) as {
  retentionClocks: RetentionClock[];
  recordKinds: RecordKind[];
};
const clock = (record: string): RetentionClock => retentionClocks.find((one) => one.record === record)!;

describe('R-23: how long a record is kept', () => {
  it.each([
    ['a retained sample, from expiry', 'retained-sample', { expiry: '2027-08-09' }, '2030-08-09'],
    ['an inspection record, from expiry', 'inspection-record', { expiry: '2027-08-09' }, '2030-08-09'],
    ['a seed sample, from harvest', 'seed-sample', { harvest: '2025-08-03' }, '2028-08-03'],
    [
      'a production record, from the last dispatch',
      'production-record',
      { 'last-dispatch': '2026-01-15' },
      '2029-01-15',
    ],
    ['a production record of goods never dispatched', 'production-record', { record: '2025-08-03' }, undefined],
    ['a trade record, from its day', 'trade-record', { record: '2025-08-03' }, '2030-08-03'],
    ['a staff record, from its day', 'staff-record', { record: '2025-08-03' }, '2028-08-03'],
    ['from a leap day', 'retained-sample', { expiry: '2028-02-29' }, '2031-02-28'],
  ])('%s', (_, record, days, until) => expect(keptUntil(clock(record), days)).toBe(until));

  it.each([
    ['quality.report-issued', 'inspection-record'],
    ['planting.harvested', 'production-record'],
    ['batches.packed', 'production-record'],
    // Of no goods: a clock that waits for their dispatch would never run.
    ['planting.health-checked', 'staff-record'],
    ['planting.staff-trained', 'staff-record'],
    ['identity.person-added', 'trade-record'],
  ])('%s goes by the clock of the %s', (type, record) =>
    expect(clockOf(type, recordKinds, retentionClocks)?.record).toBe(record),
  );

  it.each([
    ['2025-08-10', 24, '2027-08-09'],
    ['2025-01-31', 1, '2025-02-27'],
    ['2024-02-29', 12, '2025-02-27'],
    ['2025-01-01', 12, '2025-12-31'],
  ])('packed on %s for %i months: good until %s', (packed, months, until) =>
    expect(expiryOf(packed, months)).toBe(until),
  );
});
