import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../seeds/demo-identities.js';
import { demoGrowers } from '../seeds/demo-growers.js';
import { REJECTED_BATCH, RELEASED_BATCH, tellDemonstration } from '../seeds/demonstration.js';
import { AccessGuard } from '../src/identity/access.guard.js';
import { newId } from '../src/platform/ids.js';
import { Caller, signedIn, type Answer } from './support/caller.js';
import { startDemoHouse, type DemoHouse } from './support/demo-house.js';
import { declaredRoutes, type DeclaredRoute } from './support/routes.js';
import { fillStores } from './support/store-attacks.js';
import { attacks, NAMES_NOTHING, type Attack } from './support/tenant-attacks.js';
import { ANYONE, EVERYBODY, WHO_MAY_CALL } from './support/who-may-call.js';

const COOPERATIVE = DEMO_ORGANISATIONS.cooperative.id;
const STRANGER_PASSWORD = '陌生人的长口令 2026';
/** People of organisations that have no part in the cooperative's batches; between them they hold every permission. */
const STRANGERS = ['x-admin', 'x-clerk', 'quality2', 'lab2', 'pharma', 'carrier', 'trader', 'regulator2', 'admin'];
/** Those who between them may call every route that reads. */
const READERS = ['x-admin', 'lab2', 'pharma', 'regulator2', 'admin'];
/** Tables a stranger’s own doings may change (an owner is told of regulators’ looks from outside), and ledgers of everybody. */
const OWN_TRACES =
  /^(act|act_conflict|login_attempt|login_throttle|outbox|migrations|rule_refusal|ledger_\w+|scan_\w+)$/;

let house: DemoHouse;
let routes: DeclaredRoute[];
let strangers: Map<string, Caller>;
let prey: Map<string, string[]>;
let canaries: string[];
let batchCode: string;
/** The OpenAPI description: which queries name things. */
let description: { paths: Record<string, { get?: { parameters?: QueryParameter[] } }> };

interface QueryParameter {
  in: string;
  name: string;
  schema?: { format?: string };
}

beforeAll(async () => {
  house = await startDemoHouse();
  const laboratory = DEMO_ORGANISATIONS.laboratory.id;
  await tellDemonstration({ origin: house.origin, password: DEMO_PASSWORD, laboratory });
  await moreOfTheCooperative();
  for (const [login, role] of [
    ['x-clerk', 'clerk'],
    ['x-admin', 'administrator'],
  ] as const)
    await house.identity.createPerson({
      organisationId: DEMO_ORGANISATIONS.factory.id,
      id: newId(),
      login,
      name: '外人',
      role,
      password: STRANGER_PASSWORD,
    });
  routes = declaredRoutes(house.running.app);
  strangers = new Map();
  for (const login of STRANGERS)
    strangers.set(
      login,
      await signedIn(house.origin, login, login.startsWith('x-') ? STRANGER_PASSWORD : DEMO_PASSWORD),
    );
  description = (await new Caller(house.origin).get('/api/openapi.json')).body;
  prey = await privateIds();
  batchCode = (await (await house.demo('coop')).get(`/api/batches/${RELEASED_BATCH}`)).body.code;
  canaries = await privateWords();
}, 300_000);
afterAll(() => house?.stop(), 60_000);

/** What the demonstration leaves out: a key, a hold, a number of another system, a recall. */
async function moreOfTheCooperative(): Promise<void> {
  const coop = await house.demo('coop');
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const key = { id: newId(), name: 'ERP', scopes: ['identity:read'], expiresAt };
  expect((await coop.post('/api/api-keys', key)).status).toBe(201);
  const alias = { id: newId(), scheme: 'handle', value: '88.118.8/QQ-2025' };
  expect((await coop.post(`/api/lots/${RELEASED_BATCH}/aliases`, alias)).status).toBe(201);
  const quality = await house.demo('quality');
  const hold = { id: newId(), reason: '复核包装', scope: 'lot' };
  const held = await quality.post(`/api/lots/${REJECTED_BATCH}/holds`, hold);
  expect([held.status, held.text]).toEqual([201, expect.anything()]);
  const recall = { id: newId(), lot: RELEASED_BATCH, class: '三级', reason: '演练前的草案' };
  expect((await quality.post('/api/recalls', recall)).status).toBe(201);
  const [loose] = await house.rows(
    `select id from lot where holder_id = $1 and unit = 'gram' and remaining >= 500 and kind <> 'batch' order by ordinal limit 1`,
    [COOPERATIVE],
  );
  await fillStores(await house.demo('clerk'), String(loose!['id']));
}

/** Tables with rows of the cooperative, and some ids of each; public facts are not private. */
async function privateIds(): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const tables = await house.rows(`
    select c.relname as name from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
      and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('organisation_id', 'id')) = 2
    order by 1`);
  for (const name of tables.map((table) => String(table['name']))) {
    if (/^(fact\w*|act|act_conflict|login_attempt|session)$/.test(name)) continue;
    const rows = await house.rows(`select id::text from ${name} where organisation_id = $1 order by id`, [COOPERATIVE]);
    if (rows.length > 0)
      found.set(
        name,
        rows.map(({ id }) => String(id)),
      );
  }
  found.set('batch', [RELEASED_BATCH, REJECTED_BATCH]);
  // Recorded by the laboratory, and the cooperative's concern all the same.
  for (const [table, column] of [
    ['report', 'owner_id'],
    ['finding', 'concerns_id'],
  ] as const) {
    const rows = await house.rows(`select id::text from ${table} where ${column} = $1 order by id`, [COOPERATIVE]);
    found.set(
      table,
      rows.map(({ id }) => String(id)),
    );
  }
  const acts = await house.rows(`select id::text from fact where organisation_id = $1 and visibility = 'party'`, [
    COOPERATIVE,
  ]);
  found.set(
    'fact',
    acts.map(({ id }) => String(id)),
  );
  return found;
}

/** Names of people and plots, and corners of plots. */
async function privateWords(): Promise<string[]> {
  const growers = demoGrowers(41);
  const people = await house.rows('select name from person where organisation_id = $1', [COOPERATIVE]);
  const corners = growers
    .flatMap(({ ring }) => ring.map(([longitude]) => String(longitude)))
    .filter((x) => x.length > 8);
  return [
    ...new Set([
      ...people.map(({ name }) => String(name)),
      ...growers.map(({ name }) => name),
      ...growers.map(({ plotName }) => plotName),
      ...corners,
    ]),
  ];
}

const idOf = (table: string): string => {
  const id = prey.get(table)?.[0];
  if (id === undefined) throw new Error(`the cooperative has no row in ${table}`);
  return id;
};
const requires = ({ access }: DeclaredRoute): boolean => access !== undefined && 'requires' in access;

describe('every route, every role', () => {
  it('has a row in the table of expectations, and every row a route', () => {
    expect(routes.map(({ name }) => name).sort()).toEqual(Object.keys(WHO_MAY_CALL).sort());
  });

  it('lets in those of the table and nobody else', async () => {
    const callers = new Map<string, Caller>();
    for (const login of EVERYBODY) callers.set(login, await house.demo(login));
    const wrong: string[] = [];
    for (const { name } of routes) {
      const allowed = WHO_MAY_CALL[name] ?? [];
      const anonymous = await probe(new Caller(house.origin), name);
      const shut = anonymous.status === 401 && anonymous.body?.code === 'identity/not-signed-in';
      if (shut === (allowed === ANYONE)) wrong.push(`${name} by nobody: ${anonymous.status}`);
      if (allowed === ANYONE) continue;
      for (const [login, caller] of callers) {
        const answer = await probe(caller, name);
        const refused = answer.status === 403 && answer.body?.code === 'identity/permission-missing';
        if (refused === allowed.includes(login)) wrong.push(`${name} by ${login}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 180_000);
});

/** Calls a route about nothing that exists, with an empty body. */
function probe(caller: Caller, name: string): Promise<Answer> {
  const [method = '', path = ''] = name.split(' ');
  return caller.send(method, path.replace(/:\w+|\*/g, newId()), method === 'GET' ? undefined : {});
}

/** Every address that can name a thing: parameters of the path, ids of the query. */
function readsNaming(id: string): { route: string; path: string }[] {
  return routes
    .filter((route) => route.name.startsWith('GET ') && requires(route))
    .flatMap(({ name }) => {
      const path = name.slice('GET '.length);
      const operation = description.paths[path.replace(/:(\w+)/g, '{$1}')]?.get ?? {};
      const queries = (operation.parameters ?? [])
        // Where a list goes on is a place in an order, whatever stands there.
        .filter(({ in: where, name, schema }) => where === 'query' && schema?.format === 'uuid' && name !== 'after')
        .map((parameter) => ({ route: name, path: `${path}?${parameter.name}=${id}` }));
      return path.includes(':')
        ? [{ route: name, path: path.replace(/:\w+/g, id) }]
        : [{ route: name, path }, ...queries];
    });
}

/** What is wrong with an answer given to a stranger. */
function leaks(answer: Answer, asked: string): string[] {
  const text = answer.text.replaceAll(asked, '');
  const ids = [...prey.values()].flat().filter((id) => text.includes(id));
  return [...ids, ...canaries.filter((word) => text.includes(word))];
}

/** Reads everything that can be named, as these callers, and says where the cooperative showed through. */
async function readEverything(callers: [string, Caller][], things = prey): Promise<string[]> {
  const wrong: string[] = [];
  const nothing = newId();
  const unnamed = readsNaming(nothing);
  for (const [login, caller] of callers) {
    const missing = new Map<string, Answer>();
    for (const { route, path } of unnamed) {
      const answer = await caller.get(path);
      missing.set(path, answer);
      if (answer.status === 200)
        wrong.push(...leaks(answer, nothing).map((word) => `${login} reads ${word} at ${route}`));
    }
    for (const [table, ids] of things) {
      for (const id of ids.slice(0, table === 'batch' ? 2 : 1)) {
        for (const { route, path } of readsNaming(id).filter((read) => read.path.includes(id))) {
          const none = missing.get(path.replaceAll(id, nothing))!;
          if (none.status === 403) continue;
          const answer = await caller.get(path);
          wrong.push(...leaks(answer, id).map((word) => `${login} reads ${word} at ${route} of ${table}`));
          // Another's thing and nothing at all must look the same, or ids could be tried out.
          if (answer.status !== none.status || answer.text.replaceAll(id, '') !== none.text.replaceAll(nothing, ''))
            wrong.push(`${login} can tell that ${table} exists at ${route}: ${answer.status}, ${none.status}`);
        }
      }
    }
  }
  return wrong;
}

const as = (...logins: string[]): [string, Caller][] => logins.map((login) => [login, strangers.get(login)!]);

/** One digest for each table, over what is not the strangers' own. */
async function fingerprints(): Promise<Record<string, unknown>> {
  const tables = await house.rows(`
    select c.relname as name, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id') as tenant
    from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`);
  const prints: Record<string, unknown> = {};
  for (const { name, tenant } of tables) {
    if (OWN_TRACES.test(String(name))) continue;
    const filter = tenant === true ? `where organisation_id = '${COOPERATIVE}'` : '';
    const [print] = await house.rows(
      `select count(*)::int as n, md5(string_agg(md5(t::text), '' order by md5(t::text))) as digest from ${String(name)} t ${filter}`,
    );
    prints[String(name)] = print;
  }
  return prints;
}

/** Tries every attack, and says which of them was not plainly refused. */
async function attackEverything(by: (attack: Attack) => string): Promise<string[]> {
  const accepted: string[] = [];
  for (const attack of attacks(idOf, DEMO_ORGANISATIONS.laboratory2.id, DEMO_PASSWORD, batchCode)) {
    const [method = ''] = attack.route.split(' ');
    const answer = await strangers.get(by(attack))!.send(method, attack.path, attack.body, attack.headers);
    const status = (answer.body?.results?.[0]?.status as number | undefined) ?? answer.status;
    // A 5xx is no refusal: something broke that should have been asked first.
    if (status < 400 || status >= 500 || answer.text.includes('sync/unknown'))
      accepted.push(`${attack.route} by ${by(attack)}: ${answer.status} ${answer.text}`);
    const leaked = leaks(answer, attack.path.split('/')[3] ?? '').filter(
      (id) => !`${attack.path} ${JSON.stringify(attack.body ?? {})}`.includes(id),
    );
    if (leaked.length > 0) accepted.push(`${attack.route} by ${by(attack)} says ${leaked[0]}`);
  }
  return accepted;
}

describe("another organisation's private rows", () => {
  it('are there to be seen: the cooperative itself has rows in every table that matters', () => {
    expect([...prey.keys()]).toEqual(
      expect.arrayContaining([
        'base',
        'plot',
        'planting',
        'harvest',
        'purchase',
        'run',
        'batch',
        'sample',
        'person',
        'api_key',
        'hold',
        'fact',
      ]),
    );
  });

  it('are found by this very reading when the cooperative itself does it', async () => {
    const found = await readEverything([['coop', await house.demo('coop')]], new Map());
    const sources = new Set(found.flatMap((line) => /reads .* at (GET \S+)/.exec(line)?.[1] ?? []));
    expect([...sources].sort()).toEqual(
      expect.arrayContaining(['GET /api/people', 'GET /api/plots', 'GET /api/purchases', 'GET /api/runs']),
    );
    expect(sources.size).toBeGreaterThan(10);
  }, 120_000);

  it('are attacked through every write that can name them', () => {
    const writes = routes.filter(({ name }) => !name.startsWith('GET ')).map(({ name }) => name);
    const tried = new Set(attacks(() => newId(), newId(), '', '').map(({ route }) => route));
    expect(writes.filter((name) => !tried.has(name) && !NAMES_NOTHING.includes(name))).toEqual([]);
  });

  it('are shown by no route to a stranger, nor does an answer tell that they exist', async () => {
    expect(await readEverything(as(...READERS))).toEqual([]);
  }, 300_000);

  it('are changed by no route', async () => {
    const before = await fingerprints();
    expect(await attackEverything(({ as }) => as)).toEqual([]);
    expect(await fingerprints()).toEqual(before);
  }, 120_000);
});

describe('with the checks of the application taken away, row-level security alone', () => {
  const permits = AccessGuard.prototype.permits;
  beforeAll(() => {
    AccessGuard.prototype.permits = () => true;
  });
  afterAll(() => {
    AccessGuard.prototype.permits = permits;
  });

  it('shows nothing to people without any permission', async () => {
    expect(await readEverything(as('carrier'))).toEqual([]);
  }, 300_000);

  it('lets nobody change anything', async () => {
    const before = await fingerprints();
    for (const login of ['carrier', 'trader']) expect(await attackEverything(() => login)).toEqual([]);
    expect(await fingerprints()).toEqual(before);
  }, 120_000);

  it('holds in the database itself, table by table, for every role of the house but the tenant', async () => {
    const { default: pg } = await import('pg');
    const app = new pg.Client({ connectionString: house.database.url, options: '-c role=bencao_app' });
    await app.connect();
    const seen: string[] = [];
    try {
      await app.query('begin');
      await app.query(`select set_config('app.tenant', $1, true)`, [DEMO_ORGANISATIONS.factory.id]);
      for (const [table, ids] of prey) {
        for (const sql of [
          `select count(*)::int as n from ${table} where organisation_id = $1 ${table === 'fact' ? `and visibility = 'party'` : ''}`,
          `with gone as (delete from ${table} where organisation_id = $1 returning 1) select count(*)::int as n from gone`,
          `with moved as (update ${table} set organisation_id = '${DEMO_ORGANISATIONS.factory.id}' where organisation_id = $1 returning 1) select count(*)::int as n from moved`,
        ]) {
          await app.query('savepoint s');
          try {
            const { rows } = await app.query<{ n: number }>(sql, [COOPERATIVE]);
            if (rows[0]?.n !== 0) seen.push(`${table} (${ids.length}): ${sql}`);
          } catch (error) {
            if ((error as { code?: string }).code !== '42501') seen.push(`${table}: ${String(error)}`);
          }
          await app.query('rollback to s');
        }
      }
    } finally {
      await app.end();
    }
    expect(seen).toEqual([]);
  });
});

describe('with row-level security taken away, the checks of the application alone', () => {
  beforeAll(async () => {
    const tables = await house.rows(
      `select relname from pg_class where relforcerowsecurity and relnamespace = 'public'::regnamespace`,
    );
    for (const { relname } of tables)
      await house.rows(`alter table ${String(relname)} no force row level security, disable row level security`);
  });

  it('show nothing', async () => {
    expect(await readEverything(as('x-admin', 'lab2', 'regulator2'))).toEqual([]);
  }, 300_000);

  it('let nobody change anything', async () => {
    const before = await fingerprints();
    expect(await attackEverything(({ as }) => as)).toEqual([]);
    expect(await fingerprints()).toEqual(before);
  }, 120_000);
});
