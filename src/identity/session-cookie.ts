/** Name and attributes of the session cookie. */
export interface SessionCookie {
  name: string;
  attributes: { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean };
}

/**
 * `__Host-` binds a cookie to this exact host over https, so that a neighbour on the same domain cannot set one; it can
 * only be used where PUBLIC_URL is https. Lax, because a link in a message must open signed in.
 */
export function sessionCookie(publicUrl: string): SessionCookie {
  const secure = publicUrl.startsWith('https:');
  return {
    name: secure ? '__Host-bencao_session' : 'bencao_session',
    attributes: { path: '/', httpOnly: true, sameSite: 'lax', secure },
  };
}

/** The Set-Cookie header (RFC 6265 §4.1) that gives the session to a browser; without a token, the one that takes it back. */
export function setCookieHeader({ name, attributes }: SessionCookie, token?: string): string {
  const { path, httpOnly, secure } = attributes;
  return [
    `${name}=${token ?? ''}`,
    `Path=${path}`,
    ...(token === undefined ? ['Expires=Thu, 01 Jan 1970 00:00:00 GMT'] : []),
    ...(httpOnly ? ['HttpOnly'] : []),
    ...(secure ? ['Secure'] : []),
    'SameSite=Lax',
  ].join('; ');
}

/** The value of one cookie of a Cookie header; the first, when a name is sent twice. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}
