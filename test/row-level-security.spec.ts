import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { cloneDatabase, type TestDatabase } from './support/database.js';

/** Tables without a tenant that the application role may read: reference data, the same for everybody. */
const REFERENCE = [
  'banned_input',
  'edition',
  'herb',
  'herb_band',
  'input_product',
  'monograph_limit',
  'reference_version',
  'test_item',
];
/** Tables without row-level security that it may add to, and never read. */
const ADD_ONLY = ['outbox', 'fact_unsealed'];
/** Common property that carries an organisation and is reached through functions only. */
const BEHIND_FUNCTIONS = [
  'hold',
  'active_hold',
  'recall_told',
  'recall_step_told',
  'recall_acknowledgement_told',
  'recall_report_told',
];
/** Where others than the owner of a row read it, and why. */
const SHARED_READING: Record<string, string> = {
  fact: 'public facts, and facts whose party one is',
  fact_party: 'the party itself',
  fact_subject: 'follows the fact',
  finding: 'the organisation whose goods it concerns',
  finding_decision: 'whoever opened the finding, and whom it concerns',
  organisation: 'the directory is public by law',
  report: 'the owner of the sample',
  report_signature: 'the owner of the sample',
  sample_receipt: 'the owner of the sample',
  report_original: 'the laboratory, and the owner of the sample',
  report_withdrawal: 'the owner of the sample',
  report_result: 'the owner of the sample',
  sample: 'the laboratory it was sent to',
  run_owner: 'the owner of the goods that were worked on',
  toll_agreement: 'the workshop it was made with',
  shipment: 'the receiver and the carrier',
  shipment_line: 'the receiver and the carrier',
  journey_entry: 'the sender and the receiver of the goods',
  receipt: 'the sender of the goods',
  receipt_line: 'the sender of the goods',
  sealed_share: 'whoever may open the value',
  sealed_value: 'whoever the recorder lets open it',
};
/** Where something else than "my own organisation" allows writing, and why. */
const SHARED_WRITING: Record<string, string> = {
  organisation: 'only the platform founds organisations',
  administrator_token: 'only the platform gives them out',
};
/** Primary keys that do not begin with the organisation, and why. */
const GLOBAL_KEYS: Record<string, string> = {
  act: 'an id used by one organisation is used for all',
  fact_party: 'read by party',
  fact_subject: 'read by subject',
  login_attempt: 'no tenant: most tries belong to nobody',
};
/** Unique constraints on tenant tables that span tenants, and why. */
const GLOBAL_UNIQUE: Record<string, string> = {
  act_pkey: 'idempotency keys are global',
  api_key_is_used_once: 'looked up before there is a tenant',
  administrator_token_is_given_once: 'looked up before there is a tenant',
  code_range_number_is_used_once: 'a code names its range before anybody knows whose it is',
  code_range_one_code_for_a_batch: 'lot ids are global, and only the owner of a lot asks for its codes',
  fact_id_is_unique: 'proofs and corrections name facts by id alone',
  login_attempt_pkey: 'no tenant',
  lot_alias_names_one_lot: 'whoever looks a number up names no organisation, and aliases are public',
  person_id_is_used_once: 'facts name people by id alone',
  person_login_is_used_once: 'a person types a login and no organisation',
  recall_id_is_used_once: 'holders of other organisations name a recall by its id alone',
  session_token_is_used_once: 'looked up before there is a tenant',
};
/** Every SECURITY DEFINER function: each decides itself what its caller may do, and has been read for that. */
const DEFINERS = [
  'climate_forget(date)',
  'climate_month(date)',
  'impact_graph(uuid[],boolean)',
  'impact_touches(uuid,text)',
  'lot_assert_free(uuid)',
  'lot_born(jsonb)',
  'lot_consign(jsonb)',
  'lot_custody_of(uuid)',
  'lot_gain(jsonb)',
  'lot_graph(uuid,boolean)',
  'lot_graph_whole(uuid,boolean)',
  'lot_hold(jsonb)',
  'lot_hold_failed(jsonb)',
  'lot_lift(jsonb)',
  'lot_lock(uuid)',
  'lot_pack(jsonb)',
  'lot_packages(uuid)',
  'lot_packed_grams(uuid)',
  'lot_recall(jsonb)',
  'lot_receive(jsonb)',
  'lot_set_quality(uuid,text,uuid)',
  'lot_take(jsonb)',
  'lot_transform(jsonb)',
  'lot_view(uuid)',
  'lots_entrusted()',
  'plots_on_others(jsonb,double precision)',
  'recall_hold_is_ordered()',
  'recall_lock(uuid)',
  'recall_publish(jsonb)',
  'recall_reach(jsonb)',
  // Triggers that keep what lies where, whoever moves a lot.
  'stock_follows()',
  'stock_follows_draw()',
  'stock_follows_holder()',
  'stock_take_wins()',
];

let database: TestDatabase;
let superuser: pg.Client;

beforeAll(async () => {
  database = await cloneDatabase();
  superuser = new pg.Client({ connectionString: database.superUrl });
  await superuser.connect();
}, 180_000);
afterAll(async () => {
  await superuser?.end();
  await database?.drop();
});

async function rows<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  return (await superuser.query<T>(sql)).rows;
}

interface Relation {
  name: string;
  kind: string;
  owner: string;
  forced: boolean;
  tenant: boolean;
  read: boolean;
  added: boolean;
  changed: boolean;
  options: string[] | null;
}

const relations = (): Promise<Relation[]> =>
  rows<Relation>(`
    select c.relname as name, c.relkind as kind, pg_get_userbyid(c.relowner) as owner,
      c.relrowsecurity and c.relforcerowsecurity as forced,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id') as tenant,
      has_any_column_privilege('bencao_app', c.oid, 'select') as read,
      has_any_column_privilege('bencao_app', c.oid, 'insert') as added,
      has_any_column_privilege('bencao_app', c.oid, 'update')
        or has_table_privilege('bencao_app', c.oid, 'delete') or has_table_privilege('bencao_app', c.oid, 'truncate') as changed,
      c.reloptions as options
    from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace order by 1`);

interface Policy {
  table: string;
  command: string;
  reading: string | null;
  writing: string | null;
}

const policiesOfTheApp = (): Promise<Policy[]> =>
  rows<Policy>(`
    select tablename as "table", cmd as command, qual as reading, with_check as writing from pg_policies
    where schemaname = 'public' and 'bencao_app' = any(roles) or 'public' = any(roles) order by 1, 2`);

const OWN = '(organisation_id = ( SELECT app_tenant() AS app_tenant))';

describe('the roles', () => {
  it('that serve requests and jobs are neither owner nor superuser, and make nothing', async () => {
    const roles = await rows(`
      select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolcanlogin,
        has_schema_privilege(rolname, 'public', 'create') as creates,
        pg_has_role(rolname, 'bencao_owner', 'member') as owner,
        pg_has_role(rolname, 'bencao_system', 'member') as system
      from pg_roles where rolname in ('bencao_app', 'bencao_system') order by 1`);
    const harmless = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolcanlogin: false,
      creates: false,
      owner: false,
    };
    expect(roles).toEqual([
      { rolname: 'bencao_app', ...harmless, system: false },
      { rolname: 'bencao_system', ...harmless, system: true },
    ]);
    const owners = new Set((await relations()).map(({ owner }) => owner));
    expect([...owners]).toEqual(['bencao_owner']);
  });

  it('everybody else has nothing', async () => {
    const open = await rows(`
      select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
        and exists (select from aclexplode(c.relacl) a where a.grantee = 0)
      union all select p.proname from pg_proc p where p.pronamespace = 'public'::regnamespace
        and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0)`);
    expect(open).toEqual([]);
  });
});

describe('every table', () => {
  it('with an organisation has forced row-level security, or no grant at all', async () => {
    const loose = (await relations()).filter(({ tenant, forced }) => tenant && !forced);
    expect(loose.map(({ name }) => name).sort()).toEqual([...BEHIND_FUNCTIONS].sort());
    expect(loose.filter(({ read, added, changed }) => read || added || changed)).toEqual([]);
  });

  it('without row-level security is reference data, or can only be added to', async () => {
    const open = (await relations()).filter(
      ({ forced, read, added, changed }) => !forced && (read || added || changed),
    );
    expect(open.filter(({ read }) => read).map(({ name }) => name)).toEqual(REFERENCE);
    expect(
      open
        .filter(({ added }) => added)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...ADD_ONLY].sort());
    expect(open.filter(({ changed }) => changed)).toEqual([]);
  });

  it('that is a view asks with the rights of its caller, or is granted to nobody', async () => {
    const views = (await relations()).filter(({ kind, read }) => (kind === 'v' || kind === 'm') && read);
    expect(views.filter(({ options }) => !options?.includes('security_invoker=true'))).toEqual([]);
  });

  it('of a tenant has keys that begin with the organisation, so that no key of another says that it exists', async () => {
    const keys = await rows<{ table: string; name: string; primary: boolean; first: string }>(`
      select c.relname as "table", i.relname as name, x.indisprimary as "primary", a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
      where x.indisunique and c.relnamespace = 'public'::regnamespace and c.relforcerowsecurity
        and exists (select from pg_attribute o where o.attrelid = c.oid and o.attname = 'organisation_id') order by 1, 2`);
    const others = keys.filter(({ first }) => first !== 'organisation_id');
    const explained = (key: (typeof others)[number]): boolean =>
      key.name in GLOBAL_UNIQUE || (key.primary && key.table in GLOBAL_KEYS);
    expect(others.filter((key) => !explained(key))).toEqual([]);
  });

  it('of a tenant refers to another only together with the organisation', async () => {
    const loose = await rows(`
      select f.conname from pg_constraint f
      where f.contype = 'f' and f.connamespace = 'public'::regnamespace
        and exists (select from pg_class c where c.oid = f.confrelid and c.relforcerowsecurity)
        and exists (select from pg_attribute a where a.attrelid = f.confrelid and a.attname = 'organisation_id')
        and exists (select from pg_class c where c.oid = f.conrelid and c.relforcerowsecurity)
        and not exists (select from pg_attribute a where a.attrelid = f.confrelid and a.attname = 'organisation_id'
          and a.attnum = any (f.confkey))`);
    expect(loose).toEqual([]);
  });
});

describe('every policy of the application role', () => {
  it('lets write only into the own organisation', async () => {
    const policies = (await policiesOfTheApp()).filter(({ command }) => command !== 'SELECT');
    const wide = policies.filter(({ command, reading, writing }) => {
      const reaches = command === 'INSERT' || reading === OWN;
      const leaves = command === 'DELETE' || writing === OWN;
      return !(reaches && leaves);
    });
    expect([...new Set(wide.map(({ table }) => table))].sort()).toEqual(Object.keys(SHARED_WRITING).sort());
    expect(wide.filter(({ writing }) => !writing?.includes('app_tenant()'))).toEqual([]);
  });

  it('shows only the own organisation, and what is named above', async () => {
    const wide = (await policiesOfTheApp()).filter(({ command, reading }) => command === 'SELECT' && reading !== OWN);
    expect(wide.map(({ table }) => table).sort()).toEqual(Object.keys(SHARED_READING).sort());
  });

  it('exists wherever row-level security is forced and the role has a grant', async () => {
    const withPolicy = new Set((await policiesOfTheApp()).map(({ table }) => table));
    const forced = (await relations()).filter(
      ({ forced, read, added, changed }) => forced && (read || added || changed),
    );
    expect(forced.filter(({ name }) => !withPolicy.has(name)).map(({ name }) => name)).toEqual([]);
  });
});

describe('functions with the rights of the owner', () => {
  it('are the ones on the list and keep to our schema', async () => {
    const functions = await rows<{ name: string; path: string[] | null }>(`
      select p.oid::regprocedure::text as name, p.proconfig as path from pg_proc p
      where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`);
    expect(functions.map(({ name }) => name)).toEqual(DEFINERS);
    expect(functions.filter(({ path }) => !path?.includes('search_path=public, pg_temp'))).toEqual([]);
  });
});

describe('the tenant of a transaction', () => {
  it('is nobody outside one, and does not stay on the connection', async () => {
    const app = new pg.Client({ connectionString: database.url, options: '-c role=bencao_app' });
    await app.connect();
    try {
      const tenant = async (): Promise<unknown> => (await app.query('select app_tenant() as t')).rows[0]?.t;
      expect(await tenant()).toBeNull();
      await app.query('begin');
      await app.query(`select set_config('app.tenant', '019a0000-0000-7000-8000-000000000101', true)`);
      expect(await tenant()).toBe('019a0000-0000-7000-8000-000000000101');
      await app.query('commit');
      expect(await tenant()).toBeNull();
      expect((await app.query('select count(*)::int as n from person')).rows[0]).toEqual({ n: 0 });
    } finally {
      await app.end();
    }
  });
});
