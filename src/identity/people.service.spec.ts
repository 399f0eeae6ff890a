import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_LOGINS, DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { startTestApp } from '../../test/support/app.js';
import { Caller, signedIn } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { newId } from '../platform/ids.js';
import { IdentityService } from './identity.service.js';
import { demonstrationUscc } from './uscc.js';

const PASSWORD = '安泽连翘漫山黄 2026';
let house: DemoHouse;

beforeAll(async () => {
  house = await startDemoHouse();
}, 180_000);
afterAll(() => house?.stop());

const demo = (login: string): Promise<Caller> => house.demo(login);
const rows: DemoHouse['rows'] = (sql, values) => house.rows(sql, values);
const forgetTries = (): Promise<void> => house.forgetTries();

/** A person of the cooperative, made for one test. */
async function aPerson(role = 'clerk', login = `p${newId().slice(-12)}`): Promise<{ id: string; login: string }> {
  const id = newId();
  const answer = await (
    await demo('coop')
  ).post('/api/people', { id, login, name: '测试员', role, password: PASSWORD });
  if (answer.status !== 201) throw new Error(answer.text);
  return { id, login };
}

describe('people', () => {
  it('are appointed by their administrator, once per id, and can sign in', async () => {
    const coop = await demo('coop');
    const body = { id: newId(), login: 'new.grower', name: '新农户', role: 'grower', password: PASSWORD };
    const first = await coop.post('/api/people', body);
    expect(first).toMatchObject({
      status: 201,
      body: { id: body.id, login: 'new.grower', role: 'grower', disabledAt: null },
    });
    const again = await coop.post('/api/people', body);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect((await coop.post('/api/people', { ...body, password: `${PASSWORD}!` })).status).toBe(409);
    expect((await coop.post('/api/people', { ...body, name: '另一人' })).status).toBe(409);
    const grower = await signedIn(house.origin, 'new.grower', PASSWORD);
    expect((await grower.get('/api/people')).status).toBe(403);
    const listed = (await coop.get('/api/people?limit=500')).body as { items: { login: string }[] };
    expect(listed.items.map(({ login }) => login)).toContain('new.grower');
    expect(JSON.stringify(listed)).not.toContain('argon2');
  });

  it.each([
    [{ login: 'clerk' }, 409, 'identity/login-taken'],
    [{ login: 'Not A Login' }, 400, 'input/malformed'],
    [{ role: 'regulator', region: '1410' }, 422, 'input/invalid'],
    [{ role: 'laboratory' }, 422, 'input/invalid'],
    [{ role: 'king' }, 400, 'input/malformed'],
    [{ region: '1410' }, 422, 'input/invalid'],
    [{ password: 'short' }, 422, 'identity/password-not-accepted'],
    [{ password: DEMO_PASSWORD }, 422, 'identity/password-not-accepted'],
    [{ organisationId: DEMO_ORGANISATIONS.factory.id }, 400, 'input/malformed'],
    [{ demonstration: true }, 400, 'input/malformed'],
    [{ id: 'not-a-uuid' }, 400, 'input/malformed'],
    [{ name: null }, 400, 'input/malformed'],
  ])('are refused with %j: %i %s', async (wrong, status, code) => {
    const body = { id: newId(), login: `q${newId().slice(-12)}`, name: '某人', role: 'clerk', password: PASSWORD };
    const before = await rows('select count(*) from person');
    const answer = await (await demo('coop')).post('/api/people', { ...body, ...wrong });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain(PASSWORD);
    expect(await rows('select count(*) from person')).toEqual(before);
  });

  it('lose a role or the right to enter at their next request', async () => {
    const person = await aPerson('clerk');
    const caller = await signedIn(house.origin, person.login, PASSWORD);
    const coop = await demo('coop');
    expect((await caller.get('/api/people')).status).toBe(200);
    await coop.send('PATCH', `/api/people/${person.id}`, { role: 'grower' });
    expect((await caller.get('/api/people')).status).toBe(403);
    expect((await caller.get('/api/me')).body.role).toBe('grower');
    expect((await coop.send('PATCH', `/api/people/${person.id}`, { disabled: true })).body.disabledAt).not.toBeNull();
    expect((await caller.get('/api/me')).status).toBe(401);
    await coop.send('PATCH', `/api/people/${person.id}`, { disabled: false });
    expect((await caller.get('/api/me')).status).toBe(401);
    await signedIn(house.origin, person.login, PASSWORD);
  });

  it('leave a trail in the ledger: who got which role when, names sealed', async () => {
    const person = await aPerson('clerk');
    const coop = await demo('coop');
    await coop.send('PATCH', `/api/people/${person.id}`, { role: 'quality-head' });
    await coop.send('PATCH', `/api/people/${person.id}`, { disabled: true });
    const facts = await rows(
      `select convert_from(f.bytes, 'UTF8') as text from fact f join fact_subject s on s.fact_id = f.id
       where s.subject_id = $1 order by f.recorded_at, f.id`,
      [person.id],
    );
    expect(facts.map(({ text }) => JSON.parse(String(text)))).toMatchObject([
      { type: 'identity.person-appointed', visibility: 'party', open: { role: 'clerk' } },
      { type: 'identity.person-changed', open: { role: { from: 'clerk', to: 'quality-head' }, newPassword: false } },
      { type: 'identity.person-changed', open: { disabled: { from: false, to: true } } },
    ]);
    for (const { text } of facts) {
      expect(text).not.toContain('测试员');
      expect(text).not.toContain(person.login);
    }
  });

  it('of another organisation do not exist for an administrator', async () => {
    const other = DEMO_LOGINS.find(({ login }) => login === 'quality2');
    const coop = await demo('coop');
    const foreign = await coop.send('PATCH', `/api/people/${other?.id ?? ''}`, { disabled: true });
    const missingId = newId();
    const missing = await coop.send('PATCH', `/api/people/${missingId}`, { disabled: true });
    expect([foreign.status, foreign.text.replaceAll(other?.id ?? '', 'X')]).toEqual([
      404,
      missing.text.replaceAll(missingId, 'X'),
    ]);
    await demo('quality2');
  });

  it('always keep one administrator, also when two shut each other out at the same moment', async () => {
    const organisation = {
      id: newId(),
      name: '两位管理员合作社',
      kind: 'cooperative' as const,
      creditCode: demonstrationUscc('93', '141026', 700),
      divisionCode: '141026',
    };
    await house.identity.createOrganisation(organisation);
    const people = [newId(), newId()].map((id) => ({ id, login: `a${id.slice(-12)}` }));
    for (const { id, login } of people)
      await house.identity.createPerson({
        organisationId: organisation.id,
        id,
        login,
        name: '管理员',
        role: 'administrator',
        password: PASSWORD,
      });
    const [one, two] = await Promise.all(people.map(({ login }) => signedIn(house.origin, login, PASSWORD)));
    const answers = await Promise.all([
      one!.send('PATCH', `/api/people/${people[1]!.id}`, { disabled: true }),
      two!.send('PATCH', `/api/people/${people[0]!.id}`, { disabled: true }),
    ]);
    expect(answers.map(({ status }) => status).sort()).not.toEqual([200, 200]);
    const [left] = await rows(
      `select count(*)::int as n from person where organisation_id = $1 and disabled_at is null`,
      [organisation.id],
    );
    expect(left).toEqual({ n: 1 });
  });

  it('change their own password, which ends their other sessions', async () => {
    const person = await aPerson();
    const [here, there] = [
      await signedIn(house.origin, person.login, PASSWORD),
      await signedIn(house.origin, person.login, PASSWORD),
    ];
    const next = `${PASSWORD} 新`;
    const wrong = await here.post('/api/me/password', { id: newId(), currentPassword: 'wrong', password: next });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'identity/password-not-confirmed']);
    const weak = await here.post('/api/me/password', {
      id: newId(),
      currentPassword: PASSWORD,
      password: '1234567890',
    });
    expect([weak.status, weak.body.code]).toEqual([422, 'identity/password-not-accepted']);
    const body = { id: newId(), currentPassword: PASSWORD, password: next };
    expect((await here.post('/api/me/password', body)).status).toBe(201);
    expect((await here.post('/api/me/password', body)).status).toBe(200);
    expect([(await here.get('/api/me')).status, (await there.get('/api/me')).status]).toEqual([200, 401]);
    expect(
      (await new Caller(house.origin).post('/api/sessions', { login: person.login, password: PASSWORD })).status,
    ).toBe(401);
    await signedIn(house.origin, person.login, next);
    await forgetTries();
  });
});

describe('organisations', () => {
  const aCooperative = (serial: number) => ({
    id: newId(),
    name: '沁水翘源合作社',
    kind: 'cooperative',
    creditCode: demonstrationUscc('93', '140521', serial),
    divisionCode: '140521',
  });

  it('are founded by the platform; the one-time token makes the first administrator, once', async () => {
    const admin = await demo('admin');
    const body = aCooperative(801);
    const founded = await admin.post('/api/organisations', body);
    expect(founded).toMatchObject({ status: 201, body: { id: body.id, creditCode: body.creditCode } });
    const token = founded.body.administratorToken as string;
    const replay = await admin.post('/api/organisations', body);
    expect([replay.status, replay.body.administratorToken]).toEqual([200, undefined]);
    const nobody = new Caller(house.origin);
    const first = { token, id: newId(), login: 'qinshui', password: PASSWORD, name: '沁水社长' };
    expect((await nobody.post('/api/sessions/first-administrator', { ...first, token: 'x'.repeat(43) })).status).toBe(
      410,
    );
    expect(
      (await nobody.post('/api/sessions/first-administrator', { ...first, password: 'qinshui-2026' })).status,
    ).toBe(422);
    expect((await nobody.post('/api/sessions/first-administrator', first)).status).toBe(201);
    expect((await nobody.post('/api/sessions/first-administrator', first)).status).toBe(201);
    const second = { ...first, id: newId(), login: 'intruder' };
    expect((await nobody.post('/api/sessions/first-administrator', second)).status).toBe(410);
    const me = await (await signedIn(house.origin, 'qinshui', PASSWORD)).get('/api/me');
    expect(me.body).toMatchObject({ role: 'administrator', organisation: { id: body.id } });
    await forgetTries();
  });

  it('are founded by nobody else', async () => {
    for (const login of ['coop', 'regulator', 'quality'])
      expect((await (await demo(login)).post('/api/organisations', aCooperative(802))).status).toBe(403);
    expect((await new Caller(house.origin).post('/api/organisations', aCooperative(802))).status).toBe(401);
  });

  it.each([
    [{ creditCode: '93140521MA90000001' }, 422],
    [{ creditCode: DEMO_ORGANISATIONS.cooperative.creditCode }, 409],
    [{ divisionCode: '14052' }, 422],
    [{ kind: 'bank' }, 400],
    [{ name: '' }, 400],
    [{ name: ['沁水'] }, 400],
    [{ demonstration: true }, 400],
    [{ name: '沁水\u0000社' }, 400],
  ])('are refused with %j', async (wrong, status) => {
    const answer = await (await demo('admin')).post('/api/organisations', { ...aCooperative(803), ...wrong });
    expect(answer.status).toBe(status);
  });

  it('are a directory for everybody who works here, page by page', async () => {
    const grower = await demo('grower');
    const first = (await grower.get('/api/organisations?limit=4')).body;
    expect(first.items).toHaveLength(4);
    const second = (await grower.get(`/api/organisations?limit=4&after=${first.next}`)).body;
    expect(second.items).toHaveLength(4);
    expect(new Set([...first.items, ...second.items].map(({ id }: { id: string }) => id)).size).toBe(8);
    const { id, name, creditCode } = DEMO_ORGANISATIONS.factory;
    expect((await grower.get(`/api/organisations/${id}`)).body).toMatchObject({ id, name, creditCode });
    expect((await grower.get(`/api/organisations/${newId()}`)).status).toBe(404);
    expect((await grower.get('/api/organisations/x')).status).toBe(400);
    expect((await new Caller(house.origin).get('/api/organisations')).status).toBe(401);
  });
});

describe('API keys', () => {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

  it('are shown once, act as their maker within their scopes, and end at once', async () => {
    const coop = await demo('coop');
    const body = { id: newId(), name: 'ERP', scopes: ['identity:read'], expiresAt: inDays(30) };
    const made = await coop.post('/api/api-keys', body);
    expect(made.status).toBe(201);
    const key = made.body.key as string;
    expect(key).toMatch(/^bt_live_[0-9a-z]{39}$/);
    const replay = await coop.post('/api/api-keys', body);
    expect([replay.status, replay.body.key]).toEqual([200, undefined]);
    const program = new Caller(house.origin, { authorization: `Bearer ${key}` });
    expect((await program.get('/api/me')).body.login).toBe('coop');
    expect((await program.get('/api/people')).status).toBe(403);
    expect(
      (await program.post('/api/me/password', { id: newId(), currentPassword: DEMO_PASSWORD, password: PASSWORD }))
        .status,
    ).toBe(403);
    const listed = await coop.get('/api/api-keys');
    expect(listed.text).not.toContain(key);
    expect(listed.body.items[0]).toMatchObject({ id: body.id, scopes: ['identity:read'], revokedAt: null });
    expect(listed.body.items[0].lastUsedAt).not.toBeNull();
    expect((await (await demo('factory')).send('DELETE', `/api/api-keys/${body.id}`)).status).toBe(403);
    expect((await coop.send('DELETE', `/api/api-keys/${body.id}`)).status).toBe(204);
    expect((await coop.send('DELETE', `/api/api-keys/${body.id}`)).status).toBe(204);
    expect((await program.get('/api/me')).status).toBe(401);
    const damaged = new Caller(house.origin, { authorization: `Bearer ${key.slice(0, -1)}0` });
    expect((await damaged.get('/api/me')).status).toBe(401);
  });

  it('end by themselves and with their maker', async () => {
    const person = await aPerson('administrator');
    const maker = await signedIn(house.origin, person.login, PASSWORD);
    const keyOf = async (): Promise<string> =>
      (await maker.post('/api/api-keys', { id: newId(), name: 'K', scopes: ['identity:read'], expiresAt: inDays(1) }))
        .body.key;
    const [expired, orphaned] = [await keyOf(), await keyOf()];
    await rows(
      `update api_key set expires_at = now() - interval '1 second' where person_id = $1 and hint like '%' || right($2, 4)`,
      [person.id, expired],
    );
    const as = (key: string) => new Caller(house.origin, { authorization: `Bearer ${key}` }).get('/api/me');
    expect([(await as(expired)).status, (await as(orphaned)).status]).toEqual([401, 200]);
    await (await demo('coop')).send('PATCH', `/api/people/${person.id}`, { disabled: true });
    expect((await as(orphaned)).status).toBe(401);
  });

  it.each([
    [{ scopes: ['release'] }, 422],
    [{ scopes: ['people:write'] }, 422],
    [{ scopes: ['organisations:write'] }, 422],
    [{ scopes: ['reports:write'] }, 422],
    [{ scopes: [] }, 400],
    [{ scopes: ['everything'] }, 400],
    [{ scopes: 'identity:read' }, 400],
    [{ expiresAt: inDays(-1) }, 422],
    [{ expiresAt: inDays(400) }, 422],
    [{ expiresAt: '2026-02-30T00:00:00Z' }, 400],
  ])('are refused with %j', async (wrong, status) => {
    const body = { id: newId(), name: 'ERP', scopes: ['identity:read'], expiresAt: inDays(30) };
    expect((await (await demo('coop')).post('/api/api-keys', { ...body, ...wrong })).status).toBe(status);
  });
});

describe('the first start without the demonstration', () => {
  it('prints a token until somebody has come in; a new one ends the one before', async () => {
    const empty = await startTestApp({ ROLE: 'web' });
    try {
      const start = empty.running.app.get(IdentityService);
      const [lost, token] = [await start.firstStart(), await start.firstStart()];
      const nobody = new Caller(empty.origin);
      const body = { id: newId(), login: 'root', name: '平台管理员', password: PASSWORD };
      expect((await nobody.post('/api/sessions/first-administrator', { ...body, token: lost })).status).toBe(410);
      expect((await nobody.post('/api/sessions/first-administrator', { ...body, token })).status).toBe(201);
      expect(await start.firstStart()).toBeNull();
      const me = await (await signedIn(empty.origin, 'root', PASSWORD)).get('/api/me');
      expect(me.body).toMatchObject({ role: 'administrator', organisation: { kind: 'platform' } });
    } finally {
      await empty.stop();
    }
  });
});
