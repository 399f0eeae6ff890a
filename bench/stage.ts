import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD, seedDemoIdentities } from '../seeds/demo-identities.js';
import { tellDemonstration } from '../seeds/demonstration.js';
import { IdentityService } from '../src/identity/identity.service.js';
import { loadConfig } from '../src/platform/config/config.js';
import { EmbeddedPostgres } from '../src/platform/embedded/embedded-postgres.js';
import type { Actor } from '../src/platform/http/actor.js';
import { run, type Running } from '../src/run.js';

/** The product, worker included, on a durable database of its own, with the demonstration told; and a way to measure beside it. */
export interface Stage {
  running: Running;
  origin: string;
  port: number;
  /** Address of the same database as superuser: the bare cases live in its schema `bare`. */
  superUrl: string;
  bare: pg.Pool;
  coop: Actor;
  directory: string;
  databaseUrl: string;
  end(): Promise<void>;
}

export async function setStage(log: (line: string) => void): Promise<Stage> {
  const directory = mkdtempSync(join(tmpdir(), 'bencao-bench-'));
  const server = await EmbeddedPostgres.start({ directory: join(directory, 'database') });
  const superUrl = Object.assign(new URL(server.superUrl), { pathname: '/bencao' }).href;
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'http://trace.test',
    DATABASE_URL: server.url,
    DATA_DIR: join(directory, 'data'),
    DEMO: 'off',
    LOG_LEVEL: 'error',
    DATABASE_POOL: '32',
  });
  const running = await run(config, log);
  const identity = running.app.get(IdentityService, { strict: false });
  await seedDemoIdentities(identity);
  log('telling the demonstration');
  await tellDemonstration({
    origin: running.localUrl,
    password: DEMO_PASSWORD,
    laboratory: DEMO_ORGANISATIONS.laboratory.id,
  });
  const bare = new pg.Pool({ connectionString: superUrl, max: 32 });
  bare.on('error', () => undefined);
  await bare.query('create schema bare');
  return {
    running,
    origin: running.localUrl,
    port: Number(new URL(running.localUrl).port),
    superUrl,
    bare,
    coop: await identity.actorByLogin('coop'),
    directory,
    databaseUrl: server.url,
    async end() {
      await bare.end();
      await running.stop();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Settings of another process of the product on the same database and keys. */
export function productSettings(stage: Stage): Record<string, string> {
  return {
    PUBLIC_URL: 'http://trace.test',
    DATABASE_URL: stage.databaseUrl,
    DATA_DIR: `${stage.directory}/data`,
    KEYS_DIR: `${stage.directory}/data/keys`,
    DEMO: 'off',
    LOG_LEVEL: 'error',
  };
}
