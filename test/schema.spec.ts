import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { loadConfig } from '../src/platform/config/config.js';
import { dataSourceOptions } from '../src/platform/db/database.module.js';
import { entities, migrations } from '../src/data-source.js';
import { cloneDatabase, type TestDatabase } from './support/database.js';

interface DbColumn {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: 'YES' | 'NO';
}

/** TypeORM's names for the types our entities use, as information_schema spells them. */
const UDT: Record<string, string> = {
  uuid: 'uuid',
  box: 'box',
  text: 'text',
  json: 'json',
  jsonb: 'jsonb',
  bytea: 'bytea',
  bigint: 'int8',
  integer: 'int4',
  smallint: 'int2',
  boolean: 'bool',
  numeric: 'numeric',
  date: 'date',
  timestamptz: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
};

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await cloneDatabase();
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: database.url });
  db = new DataSource({
    ...dataSourceOptions(config, 'bencao_owner', entities),
    migrations,
    migrationsTransactionMode: 'each',
  });
  await db.initialize();
});

afterAll(async () => {
  await db?.destroy();
  await database?.drop();
});

/** Everything of our schema that a migration could leave behind or forget: columns, constraints, indexes, triggers, policies, functions. */
async function picture(): Promise<string[]> {
  const rows: { line: string }[] = await db.query(`
    select format('column %s.%s %s %s %s', table_name, column_name, udt_name, is_nullable, column_default) as line
      from information_schema.columns where table_schema = 'public'
    union all select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
      where connamespace = 'public'::regnamespace
    union all select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
    union all select format('trigger %s %s', pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal
    union all select format('policy %s %s %s %s %s', tablename, policyname, roles, qual, with_check) from pg_policies
    union all select format('function %s %s', oid::regprocedure, md5(prosrc)) from pg_proc where pronamespace = 'public'::regnamespace
    union all select format('grant %s %s %s', table_name, grantee, privilege_type) from information_schema.role_table_grants
      where table_schema = 'public'
    order by 1`);
  return rows.map(({ line }) => line).filter((line) => !/[ .]migrations(_id_seq)?\b/.test(line));
}

describe('the schema', () => {
  it('has every column the entities name, with the same type and nullability', async () => {
    const columns: DbColumn[] = await db.query(
      `select table_name, column_name, udt_name, is_nullable from information_schema.columns where table_schema = 'public'`,
    );
    const known = new Map(columns.map((column) => [`${column.table_name}.${column.column_name}`, column]));
    const faults = db.entityMetadatas.flatMap((entity) =>
      entity.columns.flatMap((column) => {
        const name = `${entity.tableName}.${column.databaseName}`;
        const found = known.get(name);
        if (!found) return [`${name} is not in the database`];
        const type = (column.isArray ? '_' : '') + (UDT[String(column.type)] ?? String(column.type));
        const wrongType = found.udt_name === type ? [] : [`${name} is ${found.udt_name}, the entity says ${type}`];
        const nullable = (found.is_nullable === 'YES') === column.isNullable;
        return [
          ...wrongType,
          ...(nullable ? [] : [`${name} nullable: ${found.is_nullable}, the entity says ${column.isNullable}`]),
        ];
      }),
    );
    expect(faults).toEqual([]);
  });

  it('has no column of an entity table that the entity forgot', async () => {
    const mapped = new Set(db.entityMetadatas.flatMap((e) => e.columns.map((c) => `${e.tableName}.${c.databaseName}`)));
    const tables = db.entityMetadatas.map((entity) => entity.tableName);
    const columns: DbColumn[] = await db.query(
      `select table_name, column_name from information_schema.columns where table_schema = 'public' and table_name = any($1)`,
      [tables],
    );
    const forgotten = columns.map((c) => `${c.table_name}.${c.column_name}`).filter((name) => !mapped.has(name));
    expect(forgotten).toEqual([]);
  });

  it('has the same primary keys as the entities', async () => {
    const rows: { table_name: string; columns: string[] }[] = await db.query(`
      select c.relname as table_name, array_agg(a.attname::text order by a.attname) as columns
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any(k.conkey)
       where k.contype = 'p' and c.relnamespace = 'public'::regnamespace group by 1`);
    const keys = new Map(rows.map((row) => [row.table_name, row.columns.join()]));
    const faults = db.entityMetadatas
      .map(
        (e) =>
          [
            e.tableName,
            keys.get(e.tableName),
            e.primaryColumns
              .map((c) => c.databaseName)
              .sort()
              .join(),
          ] as const,
      )
      .filter(([, inDatabase, inEntity]) => inDatabase !== inEntity);
    expect(faults).toEqual([]);
  });

  it('goes all the way down and up again to the very same picture', async () => {
    const before = await picture();
    for (let i = 0; i < migrations.length; i += 1) await db.undoLastMigration();
    expect(await picture()).toEqual([]);
    await db.runMigrations();
    expect(await picture()).toEqual(before);
  });
});
