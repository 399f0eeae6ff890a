import { describe, expect, it } from '@jest/globals';
import { LOGIN_SHAPE, normaliseLogin } from './login.js';
import { cookieValue, sessionCookie } from './session-cookie.js';
import { sessionLifetime } from './session-lifetime.js';
import { ROLES } from './permissions.js';

describe('logins', () => {
  it('are compared without blanks, case and full-width forms', () => {
    expect(normaliseLogin(' Ｃlerk.1 ')).toBe('clerk.1');
    expect(LOGIN_SHAPE.test('clerk.1')).toBe(true);
  });
  it.each(['a', '', '.clerk', 'cle rk', '文书', 'x'.repeat(65)])('refuses "%s"', (login) =>
    expect(LOGIN_SHAPE.test(login)).toBe(false),
  );
});

describe('the session cookie', () => {
  it('is bound to the host where there is https, and plain on a farm network', () => {
    expect(sessionCookie('https://trace.example.cn')).toMatchObject({
      name: '__Host-bencao_session',
      attributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
    });
    expect(sessionCookie('http://192.168.1.7:3000')).toMatchObject({
      name: 'bencao_session',
      attributes: { secure: false },
    });
  });

  it('is found among others, and never by a part of its name', () => {
    expect(cookieValue('a=1; bencao_session=x.y=z; b=2', 'bencao_session')).toBe('x.y=z');
    expect(cookieValue('not_bencao_session=1', 'bencao_session')).toBeUndefined();
    expect(cookieValue(undefined, 'bencao_session')).toBeUndefined();
    expect(cookieValue('bencao_session', 'bencao_session')).toBeUndefined();
  });
});

describe('sessions', () => {
  it('always end: idle before absolute, absolute within half a year', () => {
    for (const role of ROLES) {
      const { idleSeconds, absoluteSeconds } = sessionLifetime(role);
      expect(idleSeconds).toBeLessThan(absoluteSeconds);
      expect(absoluteSeconds).toBeLessThanOrEqual(180 * 86_400);
    }
  });
});
