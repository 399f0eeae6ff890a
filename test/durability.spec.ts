import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { loadConfig } from '../src/platform/config/config.js';
import { run } from '../src/run.js';
import { cloneDatabase, type TestDatabase } from './support/database.js';
import { needsRedis } from './support/needs.js';

const product = (directory: string, database: TestDatabase, more: Record<string, string> = {}) =>
  run(
    loadConfig({
      HOST: '127.0.0.1',
      PORT: '0',
      DEMO: 'off',
      LOG_LEVEL: 'silent',
      DATA_DIR: directory,
      DATABASE_URL: database.url,
      ...more,
    }),
  );

describe('storage that would lose acknowledged records', () => {
  let directory: string;
  let database: TestDatabase;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'bencao-durable-'));
    database = await cloneDatabase();
  }, 120_000);
  afterAll(async () => {
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('a PostgreSQL without fsync (the test cluster itself) is refused in one sentence', async () => {
    await expect(product(directory, database)).rejects.toThrow(
      /Refusing to start.*fsync=off.*full_page_writes=off.*synchronous_commit=off/,
    );
  });

  needsRedis('a Redis without append-only file or with eviction', (redis) => {
    it('is named as well', async () => {
      const client = new Redis(redis.url);
      await client.config('SET', 'appendonly', 'no');
      await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
      client.disconnect();
      await expect(product(directory, database, { REDIS_URL: redis.url })).rejects.toThrow(
        /allkeys-lru; it must be noeviction; Redis runs without appendonly/,
      );
    });
  });
});
