import pg from 'pg';
import { DEMO_PASSWORD, seedDemoIdentities } from '../../seeds/demo-identities.js';
import { IdentityService } from '../../src/identity/identity.service.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { run, type Running } from '../../src/run.js';
import { startTestApp, type TestApp } from './app.js';
import { signedIn, type Caller } from './caller.js';

/** The product without workers, with the demonstration's organisations and logins and nothing else. */
export interface DemoHouse extends TestApp {
  identity: IdentityService;
  /** Signs in one of the demonstration's logins. */
  demo(login: string): Promise<Caller>;
  /** Asks or changes as superuser: what no role of the product may. */
  rows(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** All tests come from one address; what one test typed wrongly must not stop the next. */
  forgetTries(): Promise<void>;
  /** A second process on the same database. */
  second(settings?: Record<string, string>): Promise<Running>;
}

/** @param options durable: for a second process in production settings, which refuses a database without fsync */
export async function startDemoHouse(options: { durable?: boolean } = {}): Promise<DemoHouse> {
  const app = await startTestApp({ ROLE: 'web' }, options);
  const identity = app.running.app.get(IdentityService);
  await seedDemoIdentities(identity);
  const superuser = new pg.Pool({ connectionString: app.database.superUrl, max: 2 });
  superuser.on('error', () => undefined);
  const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
    (await superuser.query<Record<string, unknown>>(sql, values)).rows;
  return {
    ...app,
    identity,
    rows,
    demo: (login) => signedIn(app.origin, login, DEMO_PASSWORD),
    forgetTries: async () => void (await rows('delete from login_throttle')),
    second: (settings = {}) =>
      run(
        loadConfig({
          NODE_ENV: 'test',
          ROLE: 'web',
          HOST: '127.0.0.1',
          PORT: '0',
          DATABASE_URL: app.database.url,
          DATA_DIR: app.dataDir,
          DEMO: 'off',
          ...settings,
        }),
      ),
    async stop() {
      await superuser.end();
      await app.stop();
    },
  };
}
