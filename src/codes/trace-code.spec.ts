import { createDecipheriv, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkValue } from './check-character.js';
import { CODE_KINDS, type CodeKind } from './code-kind.js';
import { ALPHABET, gatherBlock, spreadBlock } from './crockford.js';
import { CODE_CHARACTERS, groupCode, MAX_RANGE, MAX_SERIAL, TraceCodes, type CodeContent } from './trace-code.js';

const KEY = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
const codes = new TraceCodes(new Map([['A', KEY]]));
const valuesOf = (code: string): Uint8Array => Uint8Array.from(code, (letter) => ALPHABET.indexOf(letter));

const content = fc.record<CodeContent>({
  kind: fc.constantFrom(...(Object.keys(CODE_KINDS) as CodeKind[])),
  range: fc.oneof(fc.integer({ min: 0, max: MAX_RANGE }), fc.constantFrom(0, 1, MAX_RANGE)),
  serial: fc.oneof(fc.integer({ min: 0, max: MAX_SERIAL }), fc.constantFrom(0, 1, MAX_SERIAL)),
});

describe('a trace code', () => {
  it('has 28 upper-case characters: the key id, one block, the check character', () => {
    const code = codes.encode('A', { kind: 'batch', range: 1, serial: 0 });
    expect(code).toMatch(/^A[0-7][0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('is AES-128 over kind, range, serial and zeros (checked with another cipher object)', () => {
    const code = codes.encode('A', { kind: 'package', range: 0x123456789ab, serial: 0xdeadbeef });
    const block = new Uint8Array(16);
    expect(gatherBlock(valuesOf(code), 1, block)).toBe(true);
    const decipher = createDecipheriv('aes-128-ecb', KEY, null).setAutoPadding(false);
    expect(decipher.update(block).toString('hex')).toBe('2123456789abdeadbeef000000000000');
  });

  it('stays the same for ever: a code printed by the first version', () => {
    const printed = codes.encode('A', { kind: 'package', range: 42, serial: 7 });
    expect(printed).toBe('A1T2N97BWQSYAZKYR1BXZZCSKF20');
  });

  it('says again what it was made from', () => {
    fc.assert(
      fc.property(content, (made) => {
        const code = codes.encode('A', made);
        expect(codes.decode(code)).toEqual({ verdict: 'genuine', keyId: 'A', code, ...made });
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read in any case, with O, I and L for 0, 1 and 1, with dashes and spaces, and in full width', () => {
    const sloppy = fc.record({ made: content, style: fc.infiniteStream(fc.nat({ max: 5 })) });
    fc.assert(
      fc.property(sloppy, ({ made, style }) => {
        const code = codes.encode('A', made);
        let written = '';
        for (const letter of code) {
          const choice = style.next().value;
          if (choice === 1) written += letter.toLowerCase();
          else if (choice === 2) written += letter === '0' ? 'o' : letter === '1' ? 'L' : letter;
          else if (choice === 3) written += `${letter === '1' ? 'i' : letter}-`;
          else if (choice === 4) written += ` ${letter}`;
          else if (choice === 5) written += String.fromCharCode(letter.charCodeAt(0) + 0xfee0);
          else written += letter;
        }
        expect(codes.decode(written)).toMatchObject({ verdict: 'genuine', code, serial: made.serial });
      }),
    );
  });

  it('is grouped by four for the eye, and read so', () => {
    const code = codes.encode('A', { kind: 'batch', range: 9, serial: 0 });
    expect(groupCode(code)).toMatch(/^(\w{4}-){6}\w{4}$/);
    expect(codes.decode(groupCode(code))).toMatchObject({ verdict: 'genuine', code });
  });

  it('is never made with a number that does not fit, nor with an unknown key', () => {
    expect(() => codes.encode('A', { kind: 'batch', range: MAX_RANGE + 1, serial: 0 })).toThrow(/44 bits/);
    expect(() => codes.encode('A', { kind: 'batch', range: 1, serial: MAX_SERIAL + 1 })).toThrow(/32 bits/);
    expect(() => codes.encode('A', { kind: 'batch', range: 1.5, serial: 0 })).toThrow(RangeError);
    expect(() => codes.encode('B', { kind: 'batch', range: 1, serial: 0 })).toThrow(/no key B/);
    expect(() => new TraceCodes(new Map([['U', KEY]]))).toThrow(/key id/);
  });
});

describe('a damaged code', () => {
  const samples = codes.encodeRun('A', { kind: 'package', range: 77, serial: 1 }, 20);

  it('is called mistyped for every wrong character: all 28 places times all 31 other characters', () => {
    let tried = 0;
    for (const code of samples) {
      for (let place = 0; place < CODE_CHARACTERS; place++) {
        for (const letter of ALPHABET) {
          if (letter === code[place]) continue;
          const wrong = code.slice(0, place) + letter + code.slice(place + 1);
          if (codes.decode(wrong).verdict !== 'mistyped') throw new Error(`${wrong} passed for ${code}`);
          tried++;
        }
      }
    }
    expect(tried).toBe(20 * 28 * 31);
  });

  it('is called mistyped for every swap of two characters, neighbours or not', () => {
    let tried = 0;
    for (const code of samples) {
      for (let left = 0; left < CODE_CHARACTERS; left++) {
        for (let right = left + 1; right < CODE_CHARACTERS; right++) {
          if (code[left] === code[right]) continue;
          const letters = [...code];
          [letters[left], letters[right]] = [letters[right]!, letters[left]!];
          if (codes.decode(letters.join('')).verdict !== 'mistyped') throw new Error(`${letters.join('')} passed`);
          tried++;
        }
      }
    }
    expect(tried).toBeGreaterThan(5_000);
  });

  it('is called mistyped for a doubled character read as another (AA for BB)', () => {
    for (const code of samples) {
      for (let place = 0; place + 1 < CODE_CHARACTERS; place++) {
        if (code[place] !== code[place + 1]) continue;
        for (const letter of ALPHABET) {
          if (letter === code[place]) continue;
          const wrong = code.slice(0, place) + letter + letter + code.slice(place + 2);
          expect(codes.decode(wrong).verdict).toBe('mistyped');
        }
      }
    }
  });

  it('is called mistyped for a U, which no code holds', () => {
    expect(codes.decode(samples[0]!.slice(0, 9) + 'U' + samples[0]!.slice(10)).verdict).toBe('mistyped');
  });

  it.each([
    ['nothing', ''],
    ['one character short', samples[0]!.slice(1)],
    ['one character long', `${samples[0]}0`],
    ['another sign', samples[0]!.replace(/.$/, '!')],
    ['a NUL', samples[0]!.replace(/.$/, '\0')],
    ['Chinese text', '本草溯源'.repeat(7)],
    ['a lone surrogate', `${samples[0]!.slice(1)}\ud800`],
    ['a very long text', 'A'.repeat(1_000_000)],
    ['a text that unfolds', '\ufdfa'.repeat(100)],
  ])('is malformed: %s', (_name, text) => {
    expect(codes.decode(text).verdict).toBe('malformed');
  });

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 130 }), (text) => void codes.decode(text)));
  });
});

describe('a forged code', () => {
  const values = new Uint8Array(CODE_CHARACTERS);
  const letters = Buffer.alloc(CODE_CHARACTERS);
  /** A code with a right check character over the block at `offset`. */
  const forge = (keyId: string, blocks: Uint8Array, offset = 0): string => {
    values[0] = ALPHABET.indexOf(keyId);
    spreadBlock(blocks, offset, values, 1);
    values[27] = checkValue(values, 27);
    for (let place = 0; place < CODE_CHARACTERS; place++) letters[place] = ALPHABET.charCodeAt(values[place]!);
    return letters.toString('latin1');
  };

  it('has no hit among a million random blocks with a right check character', () => {
    const hits: string[] = [];
    for (let round = 0; round < 100; round++) {
      const blocks = randomBytes(16 * 10_000);
      for (let index = 0; index < 10_000; index++) {
        const code = forge('A', blocks, 16 * index);
        if (codes.decode(code).verdict !== 'forged') hits.push(code);
      }
    }
    expect(hits).toEqual([]);
  }, 60_000);

  it('has no hit among the neighbours of a genuine code, up and down', () => {
    const block = new Uint8Array(16);
    gatherBlock(valuesOf(codes.encode('A', { kind: 'package', range: 5, serial: 5 })), 1, block);
    const start = BigInt(`0x${Buffer.from(block).toString('hex')}`);
    for (let step = 1n; step <= 2_000n; step++) {
      for (const neighbour of [start + step, start - step]) {
        const bytes = Buffer.from(BigInt.asUintN(128, neighbour).toString(16).padStart(32, '0'), 'hex');
        expect(codes.decode(forge('A', bytes)).verdict).toBe('forged');
      }
    }
  });

  it('is one under a key id we do not have, one made with another key, and one with excess bits', () => {
    const code = codes.encode('A', { kind: 'package', range: 5, serial: 5 });
    const stranger = new TraceCodes(new Map([['A', randomBytes(16)]]));
    expect(codes.decode(stranger.encode('A', { kind: 'package', range: 5, serial: 5 })).verdict).toBe('forged');
    const block = new Uint8Array(16);
    gatherBlock(valuesOf(code), 1, block);
    expect(codes.decode(forge('B', block)).verdict).toBe('forged');
    const values = valuesOf(code);
    values[1]! += 8;
    values[27] = checkValue(values, 27);
    expect(codes.decode(Array.from(values, (value) => ALPHABET[value]).join('')).verdict).toBe('forged');
  });
});

describe('a million codes', () => {
  it('are all different, and say their serials', () => {
    const seen = new Set<string>();
    for (let serial = 1; serial <= 1_000_000; serial += 10_000) {
      const run = codes.encodeRun('A', { kind: 'package', range: 12, serial }, 10_000);
      for (const code of run) seen.add(code);
      expect(codes.decode(run[9_999]!)).toMatchObject({ serial: serial + 9_999 });
    }
    expect(seen.size).toBe(1_000_000);
  }, 60_000);
});

describe('the check systems of ISO 7064 that were weighed', () => {
  /** Share of swaps of two neighbours that the hybrid system MOD m+1,m does not find, over all states. */
  const missedSwaps = (m: number, values: number[]): number => {
    const step = (state: number, value: number): number => (2 * ((state + value) % m || m)) % (m + 1);
    let missed = 0;
    let tried = 0;
    for (let state = 1; state <= m; state++) {
      for (const a of values) {
        for (const b of values) {
          if (a === b) continue;
          tried++;
          if (step(step(state, a), b) === step(step(state, b), a)) missed++;
        }
      }
    }
    return missed / tried;
  };

  it('miss swaps of neighbours: MOD 37,36 about 0.16 %, MOD 33,32 about 0.20 %', () => {
    const in36 = [...ALPHABET].map((letter) => '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.indexOf(letter));
    expect(missedSwaps(36, in36)).toBeCloseTo(0.0016, 4);
    expect(missedSwaps(32, [...Array(32).keys()])).toBeCloseTo(0.002, 4);
  });
});
