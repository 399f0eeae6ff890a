import { describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalBytes, MAX_JSON_DEPTH, NotCanonical } from './canonical-json.js';

const text = (value: unknown): string => canonicalBytes(value).toString('utf8');

describe('canonicalBytes (RFC 8785)', () => {
  it('writes the example of RFC 8785 §3.2.2', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(text(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as §3.2.3 says', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 };
    expect(Object.values(JSON.parse(text(value)) as object)).toHaveLength(7);
    expect(text(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('writes -0 as 0 and keeps Chinese and four-byte characters as they are', () => {
    expect(text({ 药材: '连翘𠀀', 零: -0 })).toBe('{"药材":"连翘𠀀","零":0}');
  });

  it('gives a fixed point: parsing the bytes and writing them again gives the same bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const bytes = canonicalBytes(value);
        expect(canonicalBytes(JSON.parse(bytes.toString('utf8'))).equals(bytes)).toBe(true);
      }),
    );
  });

  it('writes what an implementation writes that we did not make', () => {
    const anything = fc.jsonValue({ maxDepth: 6, stringUnit: 'grapheme' });
    fc.assert(
      fc.property(anything, (value) => expect(text(value)).toBe(canonicalize(value))),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => expect(text(n)).toBe(canonicalize(n))),
    );
  });

  class Weight {
    grams = 1;
  }
  const cycle: unknown[] = [];
  cycle.push(cycle);
  let deep: unknown = 0;
  for (let i = 0; i <= MAX_JSON_DEPTH; i++) deep = [deep];

  const sparse = [1, , 3];

  it.each<[string, unknown, string]>([
    ['undefined', undefined, '$'],
    ['an undefined field', { a: { b: undefined } }, '$.a.b'],
    ['an undefined item', [1, undefined], '$[1]'],
    ['a hole in an array', sparse, '$[1]'],
    ['NaN', { grams: NaN }, '$.grams'],
    ['Infinity', [Infinity], '$[0]'],
    ['a lone high surrogate', { note: '\ud800' }, '$.note'],
    ['a lone low surrogate inside a text', 'a\udc00b', '$'],
    ['a key with a lone surrogate', { 'a\ud800': 1 }, '$'],
    ['a function', { f: () => 1 }, '$.f'],
    ['a symbol', [Symbol('x')], '$[0]'],
    ['a bigint', { grams: 1n }, '$.grams'],
    ['a Date', { at: new Date(0) }, '$.at'],
    ['a Buffer', Buffer.from('a'), '$'],
    ['a Map', new Map(), '$'],
    ['an instance of a class', new Weight(), '$'],
    ['an object with toJSON', { toJSON: () => 'other' }, '$'],
    ['a cycle', cycle, '$' + '[0]'.repeat(MAX_JSON_DEPTH + 1)],
    ['too deep nesting', deep, '$' + '[0]'.repeat(MAX_JSON_DEPTH + 1)],
  ])('refuses %s and says where', (_name, value, path) => {
    let caught: unknown;
    try {
      canonicalBytes(value);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(NotCanonical);
    expect((caught as NotCanonical).path).toBe(path);
  });
});
