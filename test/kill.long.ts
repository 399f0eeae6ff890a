import { describe, it } from '@jest/globals';
import { arena } from './kill/arena.js';
import { expectNothingLost, seed } from './kill/nothing-lost.js';
import { needsRedis } from './support/needs.js';

const size = { seconds: 120, kills: 30, acts: 300 };
const LIMIT_MS = 1_200_000;

describe('killed with -9 under load', () => {
  it(
    'web, worker and PostgreSQL, with the queue on PostgreSQL: nothing acknowledged is lost or doubled, mass balances, the ledger verifies',
    async () => {
      expectNothingLost(await arena({ size, seed, clients: 8 }));
    },
    LIMIT_MS,
  );
});

needsRedis('killed with -9 under load, the queue on a Redis that comes back empty', (redis) => {
  it(
    'web, worker, PostgreSQL and Redis: nothing acknowledged is lost or doubled, mass balances, the ledger verifies',
    async () => {
      expectNothingLost(await arena({ size, seed: seed + 1, clients: 8, redis }));
    },
    LIMIT_MS,
  );
});
