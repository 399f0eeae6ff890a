import { setTimeout as pause } from 'node:timers/promises';

/** What the server finally said to one act. */
export interface Acknowledged {
  status: number;
  body: Record<string, unknown>;
  /** Tries that got no answer, or "not now". */
  failures: number;
}

/**
 * A phone in a valley: sends the same act with the same id again and again until there is a definite answer. A lost
 * answer, a refused connection and a 5xx all mean "unknown", never "no".
 */
export class StubbornClient {
  constructor(
    private readonly origin: string,
    private readonly cookie: string,
    private readonly giveUpAt: () => number,
  ) {}

  static async signIn(
    origin: string,
    login: string,
    password: string,
    giveUpAt: () => number,
  ): Promise<StubbornClient> {
    for (;;) {
      try {
        const response = await fetch(`${origin}/api/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ login, password }),
        });
        const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
        if (response.status === 201 && cookie) return new StubbornClient(origin, cookie, giveUpAt);
        if (response.status < 500 && response.status !== 429)
          throw new TypeError(`sign-in answered ${response.status}`);
      } catch (error) {
        if (error instanceof TypeError && /answered/.test(error.message)) throw error;
      }
      if (Date.now() > giveUpAt()) throw new Error(`${login} could not sign in`);
      await pause(100);
    }
  }

  async post(path: string, body: object): Promise<Acknowledged> {
    for (let failures = 0; ; failures += 1) {
      const answer = await this.once(path, body);
      if (answer) return { ...answer, failures };
      if (Date.now() > this.giveUpAt())
        throw new Error(`no answer to POST ${path} ${JSON.stringify(body).slice(0, 120)}`);
      await pause(20 + Math.random() * 100);
    }
  }

  private async once(path: string, body: object): Promise<Omit<Acknowledged, 'failures'> | undefined> {
    try {
      const response = await fetch(`${this.origin}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: this.cookie },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
      const text = await response.text();
      if (response.status >= 500 || response.status === 429) return undefined;
      return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
    } catch {
      return undefined;
    }
  }
}
