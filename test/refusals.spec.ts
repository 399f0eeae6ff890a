import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../src/platform/ids.js';
import type { Caller } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';

interface Fault {
  path: string;
  value?: unknown;
  message: string;
}

/** What is refused before any room sees it, as a person reads it. */
describe('refusals', () => {
  let house: DemoHouse;
  let clerk: Caller;
  let cookie: string;
  beforeAll(async () => {
    house = await startDemoHouse();
    clerk = await house.demo('clerk');
    cookie = clerk.cookie!;
  }, 60_000);
  afterAll(() => house?.stop());

  const raw = (path: string, init: RequestInit): Promise<Response> =>
    fetch(house.origin + path, { ...init, headers: { cookie, 'accept-language': 'en', ...init.headers } });
  const faults = async (path: string, body: object, language = 'en'): Promise<Fault[]> => {
    const answer = await clerk.post(path, body, { 'accept-language': language });
    expect(answer.status).toBe(400);
    return (answer.body as { errors: Fault[] }).errors;
  };

  it('say one thing of a field, with what was sent and what is expected', async () => {
    const sent = { id: newId(), grower: '王', gross: 'viel', tare: -1, grade: '', price: 'x', colour: 'red' };
    expect(await faults('/api/purchases', sent)).toEqual(
      expect.arrayContaining([
        { path: 'gross', value: 'viel', message: 'must be whole grams' },
        { path: 'grade', value: '', message: 'must not be empty' },
        { path: 'colour', value: 'red', message: 'is not a field of this request' },
      ]),
    );
    const missing = await faults('/api/purchases', { id: newId() });
    expect(missing).toContainEqual({ path: 'gross', value: null, message: 'is missing: must be whole grams' });
    for (const list of [await faults('/api/purchases', sent), missing]) {
      const paths = list.map(({ path }) => path);
      expect(paths).toEqual([...new Set(paths)]);
    }
  });

  it('are Chinese without a word of a library’s English, and the other way about', async () => {
    for (const [path, body] of [
      ['/api/purchases', {}],
      ['/api/plots', { id: 5, boundary: [] }],
      ['/api/runs', { steps: [7], inputs: {}, outputs: [[]], balance: null }],
      ['/api/harvests', { plots: [{ plot: 1, grams: 'x' }] }],
    ] as const) {
      const chinese = await faults(path, body, 'zh');
      expect(chinese.length).toBeGreaterThan(1);
      for (const { message } of chinese) expect(message).not.toMatch(/\b(must|should|property|nested|each value)\b/);
      for (const { message } of await faults(path, body))
        expect(message).not.toMatch(/[\u4e00-\u9fff]|property|nested/);
    }
  });

  it('name the parameter of a path', async () => {
    const answer = await clerk.get('/api/batches/nonsense');
    expect(answer.body).toMatchObject({
      status: 400,
      errors: [{ path: 'id', value: 'nonsense', message: 'must be a UUID' }],
    });
  });

  it.each([
    ['{"id":1,"id":2}', 'id'],
    ['{"id":1,"a":{"b":[{"c":1},{"c":2,"\\u0063":3}]}}', 'a.b.1.c'],
    ['{"a":{"x":1},"b":{"x":1},"c":["x","x"],"a":1}', 'a'],
  ])('name a key that stands twice: %s', async (body, path) => {
    const answer = await raw('/api/bases', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { errors: Fault[] }).errors).toEqual([{ path, message: 'stands twice' }]);
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])('answer 415 to %s', async (type) => {
    const answer = await raw('/api/bases', { method: 'POST', body: '{"id":1}', headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ code: 'input/unsupported-content', status: 415 });
  });

  it('answer 405 with Allow to a wrong verb, and 404 to a wrong address', async () => {
    const wrong = await raw('/api/bases', { method: 'DELETE' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toMatch(/^GET, (HEAD, )?POST$/);
    expect(await wrong.json()).toMatchObject({ code: 'input/wrong-method' });
    const nowhere = await raw('/api/nowhere', { method: 'DELETE' });
    expect([nowhere.status, nowhere.headers.get('allow')]).toEqual([404, null]);
  });

  it('show a person with a browser a page, in Chinese or English, and a program a problem document', async () => {
    const page = await raw('/wo-ist-es', { headers: { accept: 'text/html,*/*', 'accept-language': 'zh-CN' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain(`default-src 'none'`);
    const html = await page.text();
    expect(html).toContain('没有这个页面');
    expect(html).not.toMatch(/<script|wo-ist-es/);
    expect(await (await raw('/nowhere', { headers: { accept: 'text/html' } })).text()).toContain('No such page');
    for (const [path, accept] of [
      ['/wo-ist-es', 'application/json'],
      ['/api/wo-ist-es', 'text/html'],
    ] as const) {
      const problem = await raw(path, { headers: { accept } });
      expect([problem.status, problem.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
  });
});
