import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { IdentityService } from '../src/identity/identity.service.js';
import { newId } from '../src/platform/ids.js';
import { BUDGETS } from '../src/trace/budgets/network-budgets.service.js';
import { Caller, signedIn } from './support/caller.js';
import { TraceWorld, type MadeBatch } from './support/trace-world.js';

let world: TraceWorld;
let visitor: Caller;
let batch: MadeBatch;

beforeAll(async () => {
  world = await TraceWorld.open({ TRUST_PROXY: '127.0.0.1' });
  visitor = new Caller(world.app.origin);
  const identity = world.service(IdentityService);
  await seedDemoIdentities(identity);
  batch = await world.aBatch({ actor: await identity.actorByLogin('coop'), growers: 1 });
}, 120_000);
afterAll(() => world?.close());

const post = (fields: Record<string, string>, address = '127.0.0.1', path = '/complaints'): Promise<Response> =>
  fetch(world.app.origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address },
    body: new URLSearchParams(fields).toString(),
  });
const complaint = (change: Record<string, string> = {}): Record<string, string> => ({
  ...{ id: newId(), batch: batch.lot, kind: 'quality', said: '有霉味', contact: '13800000000' },
  ...change,
});

describe('a complaint', () => {
  it('is made by a form that needs no script, from a link on the page', async () => {
    expect((await visitor.get(`/t/${batch.code}`)).text).toContain(`/complaints/new?batch=${batch.lot}`);
    const form = await visitor.get(`/complaints/new?batch=${batch.lot}`);
    expect(form.status).toBe(200);
    expect(form.text).toContain(batch.number);
    expect(form.text).not.toContain('<script');
    expect(form.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect((await visitor.get(`/complaints/new?batch=${newId()}`)).status).toBe(404);
    expect((await visitor.get('/complaints/new?batch=x')).status).toBe(404);
  });

  it('is kept once, and read by the maker without the contact and by the regulator of the region with it', async () => {
    const one = complaint({ said: '闻起来<b>发霉</b>' });
    expect((await post(one)).status).toBe(201);
    expect((await post(one)).status).toBe(201);
    const seen = async (login: string) => {
      const { body } = await (await signedIn(world.app.origin, login, DEMO_PASSWORD)).get('/api/complaints');
      return (body.items as { id: string }[]).filter(({ id }) => id === one['id']);
    };
    const said = {
      id: one['id'],
      kind: 'quality',
      said: '闻起来<b>发霉</b>',
      batch: { id: batch.lot, number: batch.number },
    };
    const [own] = await seen('clerk');
    expect(own).toMatchObject(said);
    expect(own).not.toHaveProperty('contact');
    expect(await seen('regulator')).toMatchObject([{ ...said, contact: '13800000000' }]);
    // The other office's region is another; the factory made another company's goods.
    expect(await seen('regulator2')).toEqual([]);
    expect(await seen('factory')).toEqual([]);
    expect((await visitor.get('/api/complaints')).status).toBe(401);
  });

  it('that lacks something comes back with all that was typed', async () => {
    const answer = await post(complaint({ kind: '', said: '封口被拆过' }));
    expect(answer.status).toBe(422);
    const text = await answer.text();
    for (const part of ['封口被拆过', '13800000000', 'role="alert"']) expect(text).toContain(part);
    expect((await post(complaint({ said: 'x'.repeat(2_001) }))).status).toBe(422);
    expect((await post(complaint({ batch: newId() }))).status).toBe(404);
    for (const contact of [{}, [], 1, null]) {
      const body = JSON.stringify({ ...complaint(), contact });
      const headers = { 'content-type': 'application/json' };
      const wrong = await fetch(`${world.app.origin}/complaints`, { method: 'POST', headers, body });
      expect([contact, wrong.status]).toEqual([contact, 422]);
    }
  });

  it('is limited for each network', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < BUDGETS.complaint.most + 2; n += 1)
      statuses.push((await post(complaint(), `198.51.100.${n}`)).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
    expect((await post(complaint(), '198.51.101.1')).status).toBe(201);
    // The network of one's own house has a wider one, not none.
    const own: number[] = [];
    for (let n = 0; n < BUDGETS.complaint.within + 2; n += 1)
      own.push((await post(complaint(), `192.168.7.${n}`)).status);
    expect([own.filter((status) => status === 201).length, own.at(-1)]).toEqual([BUDGETS.complaint.within, 429]);
  });

  it('does not open forms to anything else: whoever is signed in cannot be made to post by another site', async () => {
    for (const path of ['/api/sessions', '/api/bases', '/api/complaints/'])
      expect([400, 404, 415]).toContain(
        (await post({ login: 'coop', password: DEMO_PASSWORD }, '127.0.0.1', path)).status,
      );
  });
});

describe('the page that says how to check', () => {
  it('leads to the record, its proof and the key', async () => {
    const { body } = await visitor.get(`/api/trace/${batch.code}`);
    const page = await visitor.get(`/check?fact=${body.proof.factId}`);
    for (const link of ['/ledger/facts/', '/ledger/proofs/'])
      expect(page.text).toContain(`href="${link}${body.proof.factId}"`);
    expect(page.text).toContain('href="/ledger/key"');
    expect((await visitor.get('/check?fact="><script>')).text).not.toContain('<script');
    expect((await visitor.get('/check?lang=en')).text).toContain('Check it yourself');
  });
});

describe('the original of a report', () => {
  const sha = 'ab'.repeat(32);

  it('is not there for unknown hashes, and tells nothing of paths', async () => {
    for (const path of [sha, 'x', '..%2f..%2fetc%2fpasswd'])
      expect((await visitor.get(`/originals/${path}`)).status).toBe(404);
  });
});
