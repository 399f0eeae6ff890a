import { afterAll, beforeAll, describe } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumProgram, openChromium, type Chromium } from './chromium.js';
import { redisProgram, startRedis, type TestRedis } from './redis.js';

/**
 * A group of tests that need a real Redis. Where none can be had the group is not run, and the closing report names
 * every test of it and says why; with CI=true that is a failure.
 *
 * @param body gets an object whose fields are filled before the first test
 */
export function needsRedis(title: string, body: (redis: TestRedis) => void): void {
  if (redisProgram() === undefined) {
    return notRun(title, 'no Redis: give TEST_REDIS_URL or install redis-server', () => body({} as TestRedis));
  }
  describe(title, () => {
    const redis = {} as TestRedis;
    beforeAll(async () => void Object.assign(redis, await startRedis()));
    afterAll(() => redis.stop());
    body(redis);
  });
}

/** A group of tests that need a real Chromium; see {@link needsRedis}. */
export function needsChromium(title: string, body: (chromium: Chromium) => void): void {
  if (chromiumProgram() === undefined) {
    return notRun(title, 'no Chromium: give CHROMIUM_PATH or install chromium', () => body({} as Chromium));
  }
  describe(title, () => {
    const chromium = {} as Chromium;
    beforeAll(async () => void Object.assign(chromium, await openChromium()), 60_000);
    afterAll(() => chromium.close());
    body(chromium);
  });
}

/** For tests that need something else of the machine (two users, network namespaces); `has` says whether it is there. */
export function needs(what: string, has: boolean, title: string, body: () => void): void {
  if (has) describe(title, body);
  else notRun(title, `no ${what}`, body);
}

function notRun(title: string, why: string, body: () => void): void {
  const folder = join(process.env['BENCAO_TEST_RUN'] ?? '.test', 'needs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify([title, why]));
  describe.skip(title, body);
}
