import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { demonstrationUscc, isUscc, normaliseUscc, usccCheckCharacter } from './uscc.js';

describe('统一社会信用代码 (GB 32100-2015)', () => {
  it.each([
    '91350100M000100Y43',
    '914403001922038216',
    '9144030071526726XG',
    '91330100799655058B',
    '91110000802100433B',
  ])('accepts %s, a code in public use', (code) => expect(isUscc(code)).toBe(true));

  it('refuses a wrong check character, a wrong length and letters outside the alphabet', () => {
    expect(isUscc('91350100M000100Y44')).toBe(false);
    expect(isUscc('91350100M000100Y4')).toBe(false);
    expect(isUscc('91350100M000100Y433')).toBe(false);
    expect(isUscc('9135O100M000100Y43')).toBe(false);
    expect(isUscc('91350100I000100Y43')).toBe(false);
    expect(isUscc('')).toBe(false);
  });

  it('reads what people paste: lower case, blanks, full-width digits', () => {
    expect(normaliseUscc(' 91350100-m000 100y43 ')).toBe('91350100M000100Y43');
    expect(isUscc(normaliseUscc('９１350100M000100Y43'))).toBe(true);
  });

  it('notices every single wrong character and every two neighbours swapped', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99_999 }),
        fc.integer({ min: 0, max: 16 }),
        fc.constantFrom(...alphabet),
        (serial, at, other) => {
          const code = demonstrationUscc('91', '141026', serial);
          expect(isUscc(code)).toBe(true);
          const damaged = code.slice(0, at) + other + code.slice(at + 1);
          if (damaged !== code) expect(isUscc(damaged)).toBe(false);
          const swapped = code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2);
          if (swapped !== code) expect(isUscc(swapped)).toBe(false);
        },
      ),
    );
  });

  it('computes a check character only over 17 characters of the alphabet', () => {
    expect(() => usccCheckCharacter('9135')).toThrow('17 characters');
    expect(() => usccCheckCharacter('91350100I000100Y4')).toThrow('alphabet');
  });
});
