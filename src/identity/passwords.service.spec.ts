import { describe, expect, it } from '@jest/globals';
import { NOBODYS_HASH, Passwords } from './passwords.service.js';

describe('passwords', () => {
  it('compares a password of nobody at the cost of any other, and never finds it right', async () => {
    const passwords = new Passwords();
    const cost = (hash: string): string[] => hash.split('$').slice(0, 4);
    expect(cost(NOBODYS_HASH)).toEqual(cost(await passwords.hash('一把很长的口令 2025')));
    expect(await passwords.matches('一把很长的口令 2025', undefined)).toBe(false);
  });
});
