/** A person of the demonstration, signed in over HTTP: the story goes through the same doors as everybody's records. */
export class DemoPerson {
  private constructor(
    private readonly origin: string,
    readonly login: string,
    private readonly cookie: string,
  ) {}

  static async signIn(origin: string, login: string, password: string): Promise<DemoPerson> {
    const response = await fetch(`${origin}/api/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password }),
    });
    if (response.status !== 201)
      throw new Error(`${login} cannot sign in: ${response.status} ${await response.text()}`);
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0];
    if (!cookie) throw new Error(`${login} got no session cookie`);
    return new DemoPerson(origin, login, cookie);
  }

  /** Records an act; anything but 200, 201 or 202 ends the telling with the server's own words. */
  async post<T = Record<string, unknown>>(path: string, body: object): Promise<T> {
    const response = await fetch(`${this.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.cookie },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (response.status < 200 || response.status > 202) {
      throw new Error(`${this.login} POST ${path}: ${response.status} ${text}`);
    }
    return JSON.parse(text) as T;
  }

  async get<T = Record<string, unknown>>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T;
  }

  async text(path: string): Promise<string> {
    const response = await fetch(`${this.origin}${path}`, { headers: { cookie: this.cookie } });
    if (response.status !== 200)
      throw new Error(`${this.login} GET ${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }
}
