import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from './support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.stop());

describe('the door', () => {
  it('says that it is alive and ready', async () => {
    expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${app.origin}/readyz`)).json()).toEqual({ status: 'ok', faults: {} });
  });

  it('answers an unknown address with a problem document in the caller’s language', async () => {
    const chinese = await fetch(`${app.origin}/api/nothing-here`);
    expect(chinese.status).toBe(404);
    expect(chinese.headers.get('content-type')).toContain('application/problem+json');
    expect(await chinese.json()).toMatchObject({ code: 'not-found', title: '没有找到', status: 404, errors: [] });
    const english = await fetch(`${app.origin}/api/nothing-here`, { headers: { 'accept-language': 'en-GB,en' } });
    expect(await english.json()).toMatchObject({ title: 'Not found' });
  });

  it('serves its description from its own origin only', async () => {
    const page = await (await fetch(`${app.origin}/api/docs`)).text();
    expect([...page.matchAll(/(?:src|href)="(https?:)?\/\//g)]).toEqual([]);
    expect((await fetch(`${app.origin}/api/openapi.json`)).status).toBe(200);
  });
});
