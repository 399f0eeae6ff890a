import { describe, expect, it } from '@jest/globals';
import { normalisePassword, passwordFault } from './password.js';

describe('passwords', () => {
  it.each(['连翘开花漫山遍野一片黄', 'kuaiLeDeQingQiao', 'correct horse battery staple'])('accepts "%s"', (password) =>
    expect(passwordFault(password, 'clerk')).toBeNull(),
  );
  it.each([
    ['short', 'too-short'],
    ['x'.repeat(129) + 'abc', 'too-long'],
    ['bencao-demo', 'usual'],
    ['BENCAO-DEMO', 'usual'],
    ['1234567890', 'usual'],
    ['the-clerk-2026', 'contains-login'],
    ['aaaaaaaaaabb', 'monotonous'],
  ])('refuses "%s" as %s', (password, fault) => expect(passwordFault(password, 'clerk')).toBe(fault));

  it('does not mistake a login of three letters for a part of a password', () => {
    expect(passwordFault('collaborate-now', 'lab')).toBeNull();
  });

  it('reads composed and decomposed letters as one password', () => {
    expect(normalisePassword('re\u0301sume\u0301-2026')).toBe(normalisePassword('résumé-2026'));
  });
});
