import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/platform/config/config.js';
import { run, type Running } from '../../src/run.js';
import { cloneDatabase, type TestDatabase } from './database.js';

/** The whole product in this process, on a database and a data directory of its own. */
export interface TestApp {
  /** Where it answers, e.g. `http://127.0.0.1:40123`. */
  origin: string;
  database: TestDatabase;
  running: Running;
  dataDir: string;
  stop(): Promise<void>;
}

/**
 * Starts web and worker as `npm start` does, but on a clone of the migrated template and without the demonstration.
 * Further settings by their environment names, e.g. `{ REDIS_URL: … }`; the options are {@link cloneDatabase}'s.
 */
export async function startTestApp(settings: Record<string, string> = {}, options = {}): Promise<TestApp> {
  const database = await cloneDatabase(options);
  const dataDir = mkdtempSync(join(tmpdir(), 'bencao-test-'));
  const config = loadConfig({
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    PUBLIC_URL: 'http://trace.test',
    DATABASE_URL: database.url,
    DATA_DIR: dataDir,
    DEMO: 'off',
    ...settings,
  });
  const running = await run(config);
  return {
    origin: running.localUrl,
    database,
    running,
    dataDir,
    async stop() {
      await running.stop();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
