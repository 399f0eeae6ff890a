import { describe, expect, it } from '@jest/globals';
import { arena } from './kill/arena.js';
import { needsRedis } from './support/needs.js';

/** `SEED=…` repeats a campaign; a fresh seed otherwise, printed so that it can be repeated. */
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const SECONDS = 20;
const LIMIT_MS = 300_000;

function expectNothingLost(report: Awaited<ReturnType<typeof arena>>): void {
  console.log(
    `seed ${seed}: ${report.acknowledged.length} acts acknowledged, ${report.replays} replays, ${report.failures} failed tries, ` +
      `kills ${JSON.stringify(report.kills)}, settled in ${report.settledMs} ms`,
  );
  expect(report.breaches).toEqual([]);
  expect(report.acknowledged.length).toBeGreaterThan(50);
  expect(Object.values(report.kills).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(5);
  expect(report.verified).toMatch(/ok/i);
}

describe('killed with -9 under load: nothing acknowledged is lost, nothing is doubled, mass balances, the ledger verifies', () => {
  it(
    'web, worker and PostgreSQL, with the queue on PostgreSQL',
    async () => {
      expectNothingLost(await arena({ seconds: SECONDS, seed, clients: 6 }));
    },
    LIMIT_MS,
  );
});

needsRedis('killed with -9 under load, the queue on a Redis that keeps nothing', (redis) => {
  it(
    'web, worker, PostgreSQL and Redis',
    async () => {
      expectNothingLost(await arena({ seconds: SECONDS, seed: seed + 1, clients: 6, redis }));
    },
    LIMIT_MS,
  );
});
