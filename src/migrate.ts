import { DataSource } from 'typeorm';
import pg from 'pg';
import { runMigrations, type PgQueryable } from 'bullmq';
import type { Config } from './platform/config/config.js';
import { dataSourceOptions } from './platform/db/database.module.js';
import { BULLMQ_SCHEMA } from './platform/queue/queue.module.js';
import { entities, migrations } from './data-source.js';

/** Brings the schema up to date as the owner role: our migrations, then BullMQ's own tables in their own schema. */
export async function migrate(config: Config): Promise<string[]> {
  const db = new DataSource({
    ...dataSourceOptions(config, 'bencao_owner', entities),
    migrations,
    migrationsTransactionMode: 'each',
  });
  await db.initialize();
  try {
    const done = await db.runMigrations();
    await migrateQueue(config);
    return done.map(({ name }) => name);
  } finally {
    await db.destroy();
  }
}

async function migrateQueue(config: Config): Promise<void> {
  if (config.queueBackend === 'redis') return;
  const client = new pg.Client({ connectionString: config.databaseOwnerUrl, options: '-c role=bencao_owner' });
  await client.connect();
  try {
    await client.query(`create schema if not exists ${BULLMQ_SCHEMA}`);
    await runMigrations(client as unknown as PgQueryable, BULLMQ_SCHEMA);
    // Its bulk functions work through temporary tables, and databases made from a template do not inherit grants.
    // Sequences that BullMQ made later belong to the role it runs as; only ours can, and need to, be granted.
    await client.query(`
      do $$ declare ours text; begin
        execute format('grant temporary on database %I to bencao_system', current_database());
        for ours in select format('%I.%I', relnamespace::regnamespace, relname) from pg_class
                     where relnamespace = '${BULLMQ_SCHEMA}'::regnamespace and relkind = 'S' and relowner = 'bencao_owner'::regrole
        loop execute format('grant all on sequence %s to bencao_system', ours); end loop;
      end $$;
      grant usage, create on schema ${BULLMQ_SCHEMA} to bencao_system;
      grant all on all tables in schema ${BULLMQ_SCHEMA} to bencao_system;
      grant execute on all functions in schema ${BULLMQ_SCHEMA} to bencao_system;`);
  } finally {
    await client.end();
  }
}
