import { describe, it } from '@jest/globals';
import { arena } from './kill/arena.js';
import { expectNothingLost, seed } from './kill/nothing-lost.js';
import { needsRedis } from './support/needs.js';

const size = { seconds: 20, kills: 5, acts: 40 };
const LIMIT_MS = 360_000;

describe('killed with -9 under load', () => {
  it(
    'web, worker and PostgreSQL, with the queue on PostgreSQL: nothing acknowledged is lost or doubled, mass balances, the ledger verifies',
    async () => {
      expectNothingLost(await arena({ size, seed, clients: 6 }));
    },
    LIMIT_MS,
  );
});

needsRedis('killed with -9 under load, the queue on a Redis that comes back empty', (redis) => {
  it(
    'web, worker, PostgreSQL and Redis: nothing acknowledged is lost or doubled, mass balances, the ledger verifies',
    async () => {
      expectNothingLost(await arena({ size, seed: seed + 1, clients: 6, redis }));
    },
    LIMIT_MS,
  );
});
