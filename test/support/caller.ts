/** An answer as the tests look at it. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // A test knows what it asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** A caller with its own cookie jar: a signed-in person, a program with a key, or nobody. */
export class Caller {
  cookie: string | undefined;

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        'accept-language': 'en',
        // A person: looks of programs do not count.
        'user-agent': 'Mozilla/5.0 (test)',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie === undefined ? {} : { cookie: this.cookie }),
        ...this.headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.cookie = cookie.split(';', 1)[0];
    const text = await response.text();
    const json = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json && text !== '' ? JSON.parse(text) : undefined,
    };
  }

  get = (path: string, headers?: Record<string, string>): Promise<Answer> => this.send('GET', path, undefined, headers);
  post = (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    this.send('POST', path, body, headers);
}

/** Signs in and keeps the cookie. Throws when that fails. */
export async function signedIn(url: string, login: string, password: string): Promise<Caller> {
  const caller = new Caller(url);
  const answer = await caller.post('/api/sessions', { login, password });
  if (answer.status !== 201) throw new Error(`sign-in of ${login}: ${answer.status} ${answer.text}`);
  return caller;
}
