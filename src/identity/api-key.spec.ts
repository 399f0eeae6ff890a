import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { apiKeyHint, formatApiKey, isApiKey } from './api-key.js';

const KEY = formatApiKey(Uint8Array.from({ length: 20 }, (_, index) => index * 7));

describe('API keys', () => {
  it('start with bt_live_ and carry their check', () => {
    expect(KEY).toMatch(/^bt_live_[0-9a-z]{39}$/);
    expect(isApiKey(KEY)).toBe(true);
  });

  it('are refused with any one character changed, cut or added', () => {
    for (let at = 0; at < KEY.length; at += 1)
      expect(isApiKey(KEY.slice(0, at) + (KEY[at] === '0' ? '1' : '0') + KEY.slice(at + 1))).toBe(false);
    expect(isApiKey(KEY.slice(0, -1))).toBe(false);
    expect(isApiKey(`${KEY}0`)).toBe(false);
    expect(isApiKey(` ${KEY}`)).toBe(false);
    expect(isApiKey('')).toBe(false);
  });

  it('are all different for different bytes', () => {
    const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 });
    fc.assert(fc.property(bytes, bytes, (a, b) => (formatApiKey(a) === formatApiKey(b)) === (a.join() === b.join())));
  });

  it('show no more than eight characters of the secret in a list', () => {
    expect(apiKeyHint(KEY)).toBe(`${KEY.slice(0, 12)}…${KEY.slice(-4)}`);
    expect(() => formatApiKey(new Uint8Array(8))).toThrow('20 bytes');
  });
});
