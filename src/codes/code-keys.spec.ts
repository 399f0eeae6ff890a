import { describe, expect, it } from '@jest/globals';
import { checkValueOf, compareKeys, freshKey, parseKeys, serialiseKeys, type CodeKey } from './code-keys.js';

const aKey = (keyId: string, byte: number): CodeKey => ({
  keyId,
  key: Buffer.alloc(16, byte),
  madeAt: '2026-11-22T03:00:00.000Z',
});

describe('the file of code keys', () => {
  it('is read as it was written, comments apart', () => {
    const keys = [aKey('A', 1), aKey('B', 2)];
    expect(parseKeys(serialiseKeys(keys))).toEqual(keys);
    expect(serialiseKeys(keys)).toMatch(/Keep a copy/);
  });

  it.each([
    ['no key at all', '# nothing\n', /no key/],
    ['a short key', 'A 0011 2026-11-22\n', /line 1: a key is 32/],
    ['a key id of two letters', `AB ${'00'.repeat(16)} 2026-11-22\n`, /line 1: a key id/],
    ['a key id outside the alphabet', `U ${'00'.repeat(16)} 2026-11-22\n`, /line 1: a key id/],
    ['a key id twice', `A ${'00'.repeat(16)} 2026-11-22\nA ${'11'.repeat(16)} 2026-11-22\n`, /line 2: .*twice/],
    ['no day', `A ${'00'.repeat(16)}\n`, /line 1: a line is/],
  ])('is refused with %s, naming the line and not the key', (_name, text, message) => {
    expect(() => parseKeys(text)).toThrow(message);
    expect(() => parseKeys(text)).not.toThrow(/0000/);
  });

  it('gives out a key id once, and says when none is left', () => {
    const keys: CodeKey[] = [];
    for (let count = 0; count < 30; count++)
      keys.push(
        freshKey(
          keys.map(({ keyId }) => keyId),
          '2026-11-22T03:00:00.000Z',
        ),
      );
    expect(keys[0]!.keyId).toBe('A');
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(30);
    expect(new Set(keys.map(({ key }) => key.toString('hex'))).size).toBe(30);
    const taken = keys.map(({ keyId }) => keyId);
    expect(() => freshKey(taken, '2026-11-22T03:00:00.000Z')).toThrow(/all 30/);
  });
});

describe('the check value of a key', () => {
  it('tells the right key from another, and one key id from another', () => {
    expect(checkValueOf(aKey('A', 1))).toMatch(/^[0-9a-f]{16}$/);
    expect(checkValueOf(aKey('A', 1))).toBe(checkValueOf(aKey('A', 1)));
    expect(checkValueOf(aKey('A', 1))).not.toBe(checkValueOf(aKey('A', 2)));
    expect(checkValueOf(aKey('A', 1))).not.toBe(checkValueOf(aKey('B', 1)));
  });

  it('names what is missing, what is wrong and what is new', () => {
    const known = new Map([
      ['A', checkValueOf(aKey('A', 1))],
      ['B', checkValueOf(aKey('B', 2))],
    ]);
    expect(compareKeys([aKey('A', 1), aKey('B', 2)], known)).toEqual({ missing: [], wrong: [], added: [] });
    expect(compareKeys([aKey('B', 9), aKey('C', 3)], known)).toEqual({
      missing: ['A'],
      wrong: ['B'],
      added: [aKey('C', 3)],
    });
  });
});
