import { describe, expect, it } from '@jest/globals';
import { lostWeight } from './lost-weight.js';
import { numberFollowsScheme } from './number-follows-scheme.js';
import { numberScope, patternFault, rendered, sequenceOf, type NumberValues } from './number-pattern.js';
import { keptStill, longerRetention, retainedUntil } from './retained-until.js';

const outcome = (drafts: { ruleId: string; level: string }[]) =>
  drafts.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ') || 'fine';
const values: NumberValues = {
  ...{ herb: 'LIANQIAO', divisionCode: '141026101', madeOn: '2025-08-09', harvestedOn: '2025-08-05' },
};

describe('the scheme of batch numbers', () => {
  it.each([
    ['LQ-{COUNTY}-{HARVEST}-{SEQ:2}', 'LQ-141026-20250805-01'],
    ['{HERB}/{YYYY}/{SEQ:4}', 'LIANQIAO/2025/0001'],
    ['青翘{YYMMDD}{SEQ:1}', '青翘2508091'],
    ['{YYYYMMDD}.{SEQ}', '20250809.01'],
  ])('%s begins with %s', (pattern, number) => {
    expect(patternFault(pattern)).toBeUndefined();
    expect(rendered(pattern, values, 1)).toBe(number);
    expect(sequenceOf(pattern, values, number)).toBe(1);
  });

  it.each([
    'LQ-{SEQ:7}',
    'LQ-{SEQ:0}',
    'LQ',
    '{SEQ:2}{SEQ:2}',
    '{GRAMS}-{SEQ:2}',
    'LQ {SEQ:2}',
    'LQ{SEQ:2',
    `${'X'.repeat(55)}{SEQ:2}`,
  ])('refuses %s', (pattern) => expect(patternFault(pattern)).toBeDefined());

  it('counts within what the other parts say', () => {
    const pattern = 'LQ-{HARVEST}-{SEQ:2}';
    expect(numberScope(pattern, values)).toBe('LQ-20250805-#');
    expect(numberScope(pattern, { ...values, harvestedOn: '2025-08-06' })).toBe('LQ-20250806-#');
    expect(numberScope(pattern, { ...values, harvestedOn: null })).toBe('LQ-20250809-#');
  });

  it.each([
    ['LQ-20250805-07', 7],
    ['LQ-20250805-99', 99],
    ['LQ-20250805-100', 100], // grows, as a counter does
    ['LQ-20250805-007', undefined],
    ['LQ-20250805-7', undefined],
    ['LQ-20250805-00', undefined],
    ['LQ-20250806-07', undefined],
    ['LQ-20250805-0x', undefined],
    ['', undefined],
  ])('reads the running part of %s as %s', (number, sequence) =>
    expect(sequenceOf('LQ-{HARVEST}-{SEQ:2}', values, number)).toBe(sequence),
  );

  it.each([
    [undefined, false, 'fine'],
    ['LQ-{SEQ:2}', true, 'fine'],
    ['LQ-{SEQ:2}', false, 'R-20 warn'],
  ])('a number under %s that follows (%s): %s', (pattern, follows, expected) =>
    expect(outcome(numberFollowsScheme('A1', pattern, follows))).toBe(expected),
  );
});

describe('R-25: splitting and blending lose nothing', () => {
  it.each([
    [100_000, 0, 'fine'],
    [100_000, 1_000, 'fine'],
    [100_000, 1_001, 'R-25 block'],
    [50, 1, 'R-25 block'],
  ])('%i g, %i g lost: %s', (inGrams, lossGrams, expected) =>
    expect(outcome(lostWeight(inGrams, lossGrams))).toBe(expected),
  );
});

describe('R-23: how long a retained sample is kept', () => {
  it.each([
    ['2027-08-09', 3, '2030-08-10'],
    ['2025-12-31', 3, '2029-01-01'],
    ['2024-02-28', 3, '2027-03-01'],
    ['2025-02-28', 3, '2028-02-29'],
  ])('expired on %s, kept %i years: may go on %s', (expiresOn, years, due) =>
    expect(retainedUntil(expiresOn, years)).toBe(due),
  );

  it.each([
    ['2030-08-10', '2030-08-09', 'R-23 block'],
    ['2030-08-10', '2030-08-10', 'fine'],
    ['2030-08-10', '2030-08-11', 'fine'],
    [null, '2099-01-01', 'R-23 block'],
  ])('due %s, today %s: %s', (due, today, expected) => expect(outcome(keptStill(due, today))).toBe(expected));

  it('is never shortened', () => {
    expect(longerRetention('2030-01-01', '2029-01-01')).toBe('2030-01-01');
    expect(longerRetention('2029-01-01', '2030-01-01')).toBe('2030-01-01');
    expect(longerRetention('2030-01-01', null)).toBeNull();
    expect(retainedUntil(null, 3)).toBeNull();
  });
});
