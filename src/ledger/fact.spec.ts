import { describe, expect, it } from '@jest/globals';
import { envelopeOf, factBytes, MAX_FACT_BYTES, type NewFact } from './fact.js';
import { FactRefused } from './ledger.errors.js';

const recorded = {
  id: '0193536c-9b1e-7000-8000-000000000001',
  at: '2026-08-23T10:00:00.123Z',
  organisation: '0193536c-9b1e-7000-8000-0000000000aa',
  sealed: { actor: 'a'.repeat(64) },
};

const harvested: NewFact = {
  type: 'planting.harvested',
  visibility: 'public',
  occurredAt: '2026-08-23T17:05:00+08:00',
  subjects: ['0193536c-9b1e-7000-8000-0000000000c2', '0193536c-9b1e-7000-8000-0000000000c1'],
  open: { part: '果实', grams: 1_520_500, variant: '青翘' },
};

describe('facts', () => {
  it('have these exact bytes', () => {
    expect(factBytes(envelopeOf(harvested, recorded)).toString('utf8')).toBe(
      '{"id":"0193536c-9b1e-7000-8000-000000000001","occurredAt":"2026-08-23T17:05:00+08:00",' +
        '"open":{"grams":1520500,"part":"果实","variant":"青翘"},"organisation":"0193536c-9b1e-7000-8000-0000000000aa",' +
        `"recordedAt":"2026-08-23T10:00:00.123Z","sealed":{"actor":"${'a'.repeat(64)}"},` +
        '"subjects":["0193536c-9b1e-7000-8000-0000000000c1","0193536c-9b1e-7000-8000-0000000000c2"],' +
        '"type":"planting.harvested","visibility":"public"}',
    );
  });

  it('name each subject once, in one order', () => {
    const [second, first] = harvested.subjects as [string, string];
    const fact = envelopeOf({ ...harvested, subjects: [second, first, second] }, recorded);
    expect(fact.subjects).toEqual([first, second]);
  });

  it('do not say who may read them', () => {
    const fact = envelopeOf({ ...harvested, visibility: 'party', parties: ['somebody'] }, recorded);
    expect(factBytes(fact).toString('utf8')).not.toContain('somebody');
  });

  it.each<[string, Partial<NewFact>]>([
    ['a type that is not room.what-happened', { type: 'Harvested' }],
    ['a time without zone', { occurredAt: '2026-08-23T17:05:00' }],
    ['a date alone', { occurredAt: '2026-08-23' }],
    ['the thirtieth of February', { occurredAt: '2026-02-30T08:00:00+08:00' }],
    ['an hour that is none', { occurredAt: '2026-02-20T25:00:00+08:00' }],
    ['a zone that is none', { occurredAt: '2026-02-20T08:00:00+15:00' }],
    ['no subject', { subjects: [] }],
    ['a subject that is no UUID', { subjects: ['LQ-2026-01'] }],
    ['a time finer than the database keeps', { occurredAt: '2026-02-20T08:00:00.1234567Z' }],
    ['an actor of its own', { sealed: { actor: 'me' } }],
  ])('with %s are refused', (_what, change) => {
    expect(() => envelopeOf({ ...harvested, ...change }, recorded)).toThrow(FactRefused);
  });

  it.each<[string, unknown]>([
    ['a weight that is not a number', { grams: NaN }],
    ['a lone surrogate', { note: '\ud800' }],
    ['something undefined', { note: undefined }],
    ['U+0000 in a text', { note: 'a\0b' }],
    ['U+0000 in a key', { 'a\0b': 1 }],
    ['U+0000 deep inside', { list: [{ note: 'x\0' }] }],
    ['more bytes than a leaf may have', { note: '翘'.repeat(MAX_FACT_BYTES / 3) }],
  ])('with %s in their open part have no bytes', (_what, open) => {
    expect(() => factBytes(envelopeOf({ ...harvested, open: open as NewFact['open'] }, recorded))).toThrow(FactRefused);
  });

  it('may hold a backslash followed by u0000, which is not U+0000', () => {
    expect(factBytes(envelopeOf({ ...harvested, open: { note: '\\u0000' } }, recorded)).length).toBeGreaterThan(0);
  });
});
