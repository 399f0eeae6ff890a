import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { CodesService } from '../src/codes/codes.service.js';
import { Clock } from '../src/platform/clock.js';
import { loadConfig } from '../src/platform/config/config.js';
import { BUDGETS, NetworkBudgets } from '../src/trace/budgets/network-budgets.service.js';
import { Scans } from '../src/trace/scans.service.js';
import { Caller } from './support/caller.js';
import { needsRedis } from './support/needs.js';
import { TraceWorld, type MadeBatch } from './support/trace-world.js';

let world: TraceWorld;
let caller: Caller;
let batch: MadeBatch;

beforeAll(async () => {
  world = await TraceWorld.open({ TRUST_PROXY: '127.0.0.1' });
  caller = new Caller(world.app.origin);
  batch = await world.aBatch({ growers: 2 });
  await caller.get(`/t/${batch.code}`);
}, 120_000);
afterAll(() => world?.close());

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const guess = (): string => Array.from(randomBytes(28), (byte) => LETTERS[byte % 32]).join('');

/** Every query of the look-up path while `work` runs. */
async function queriesOf(work: () => Promise<unknown>): Promise<number> {
  const pools = world.service(Scans) as unknown as Record<'pool' | 'numbers', { query: (...args: never[]) => unknown }>;
  const own = { pool: pools.pool.query, numbers: pools.numbers.query };
  let asked = 0;
  for (const name of ['pool', 'numbers'] as const)
    pools[name].query = function (this: unknown, ...args: never[]) {
      asked += 1;
      return own[name].apply(pools[name], args);
    };
  await work();
  for (const name of ['pool', 'numbers'] as const) pools[name].query = own[name];
  return asked;
}

describe('trying codes', () => {
  it('costs no query, and ends for the whole network, whatever address of it asks', async () => {
    const statuses: number[] = [];
    const asked = await queriesOf(async () => {
      for (let n = 0; n < BUDGETS.wrong.most + 20; n += 1)
        statuses.push((await caller.get(`/${n % 2 ? 't' : 'api/trace'}/${guess()}`, from(`198.51.100.${n}`))).status);
    });
    expect(asked).toBe(0);
    expect(statuses.filter((status) => status === 404)).toHaveLength(BUDGETS.wrong.most);
    expect(statuses.slice(BUDGETS.wrong.most).every((status) => status === 429)).toBe(true);
    const page = await caller.get(`/t/${guess()}`, from('198.51.100.250'));
    expect([page.status, page.text.includes('查询过于频繁')]).toEqual([429, true]);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    const problem = await caller.get(`/api/trace/${guess()}`, from('198.51.100.250'));
    expect(problem).toMatchObject({ status: 429, body: { code: 'trace/too-many' } });
  });

  it('shuts out neither the neighbour who holds a package nor other networks', async () => {
    expect((await caller.get(`/t/${batch.code}`, from('198.51.100.7'))).status).toBe(200);
    expect((await caller.get(`/t/${guess()}`, from('198.51.101.7'))).status).toBe(404);
  });

  it('finds none of 100,000 guesses', () => {
    const codes = world.service(CodesService);
    let genuine = 0;
    for (let n = 0; n < 100_000; n += 1) if (codes.decode(guess()).verdict === 'genuine') genuine += 1;
    expect(genuine).toBe(0);
  });
});

describe('trying numbers', () => {
  it('is a budget of its own', async () => {
    const statuses = [];
    for (let n = 0; n < BUDGETS.wrong.most + 5; n += 1)
      statuses.push((await caller.get(`/t?number=GUESS-${n}`, from(`203.0.113.${n}`))).status);
    expect(statuses.at(-1)).toBe(429);
    expect((await caller.get(`/t?number=${encodeURIComponent(batch.number)}`, from('203.0.113.9'))).status).toBe(200);
  });

  it('waits in a line of its own: scans are answered while the number look-up hangs', async () => {
    const runner = world.root.createQueryRunner();
    await runner.startTransaction();
    // Only the look-up by number reads the directory of organisations.
    await runner.query('lock table organisation in access exclusive mode');
    const waiting = Array.from({ length: 120 }, (_, n) => caller.get(`/api/trace?number=N-${n}`, from(`203.0.${n}.1`)));
    await new Promise((done) => setTimeout(done, 200));
    // The lock is held until all twenty are answered: no timing is needed to know that they did not wait for it.
    for (let n = 0; n < 20; n += 1) expect((await caller.get(`/api/trace/${batch.code}`)).status).toBe(200);
    await runner.rollbackTransaction();
    await runner.release();
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([404, 503]));
  });
});

describe('hammering', () => {
  // How quickly is measured by the bench (P2); here nobody honest may be refused.
  it('does not touch honest users: all are answered while 8 clients of other networks hammer', async () => {
    let attacked = 0;
    let going = true;
    const attackers = Array.from({ length: 8 }, async (_, n) => {
      while (going) {
        await caller.get(`/t/${guess()}`, from(`45.${n}.${attacked % 250}.1`));
        attacked += 1;
      }
    });
    for (let n = 0; n < 60; n += 1)
      expect((await caller.get(`/t/${batch.code}`, from(`36.${n}.7.1`))).status).toBe(200);
    going = false;
    await Promise.all(attackers);
    expect(attacked).toBeGreaterThan(60);
  }, 60_000);
});

describe('codings', () => {
  it('are gzip, brotli or none, as the reader can take them, each with its own validator', async () => {
    await world.settled();
    const texts = new Set<string>();
    const etags = new Set<string>();
    for (const path of [`/t/${batch.code}`, `/api/trace/${batch.code}`]) {
      texts.clear();
      for (const [accept, coding] of [
        ['gzip, deflate, br, zstd', 'gzip'],
        ['br', 'br'],
        ['gzip;q=0, *;q=0.1', 'br'],
        ['identity', null],
        ['*;q=0', null],
      ] as const) {
        const headers = { 'accept-encoding': accept, 'user-agent': 'curl/8' };
        const answer = await caller.get(path, headers);
        expect([accept, answer.headers.get('content-encoding')]).toEqual([accept, coding]);
        expect(answer.headers.get('vary')).toContain('Accept-Encoding');
        const etag = answer.headers.get('etag')!;
        const again = await caller.get(path, { ...headers, 'if-none-match': etag });
        expect([again.status, again.text]).toEqual([304, '']);
        etags.add(etag);
        texts.add(answer.text);
      }
      // One text in three codings; a validator of one coding does not answer for another.
      expect(texts.size).toBe(1);
    }
    expect(etags.size).toBe(6);
    const [other] = [...etags].filter((etag) => etag.includes('.gz'));
    const plain = await caller.get(`/t/${batch.code}`, { 'accept-encoding': 'identity', 'if-none-match': other! });
    expect(plain.status).toBe(200);
    expect((await caller.get('/t/NOTHING', { 'accept-encoding': 'br' })).headers.get('content-encoding')).toBe('br');
  });
});

class TestClock extends Clock {
  override now(): Date {
    return new Date('2026-05-01T00:00:10Z');
  }
}

needsRedis('budgets of several processes', (redis) => {
  const another = async (): Promise<NetworkBudgets> => {
    const budgets = new NetworkBudgets(loadConfig({ NODE_ENV: 'test', REDIS_URL: redis.url }), new TestClock());
    budgets.onApplicationBootstrap();
    for (let wait = 0; wait < 100 && !connected(budgets); wait += 1) await new Promise((done) => setTimeout(done, 20));
    return budgets;
  };
  const connected = (budgets: NetworkBudgets): boolean =>
    (budgets as unknown as { redis: { status: string } }).redis.status === 'ready';
  const spend = (budgets: NetworkBudgets, times: number): (number | undefined)[] =>
    Array.from({ length: times }, () => budgets.spend('wrong', '198.51.100.1'));

  it('are one, and when Redis is gone each process goes on counting by what it knows', async () => {
    const [one, other] = [await another(), await another()];
    spend(one, 40);
    spend(other, 15);
    await one.share();
    await other.share();
    await one.share();
    expect(spend(other, 5).at(-1)).toBeUndefined();
    expect(spend(other, 1).at(-1)).toBe(50);
    spend(one, 5);
    await other.share();
    await one.share();
    // 40 + 5 here, 21 there.
    expect(spend(one, 1).at(-1)).toBe(50);
    if (await redis.kill()) {
      const third = new NetworkBudgets(loadConfig({ NODE_ENV: 'test', REDIS_URL: redis.url }), new TestClock());
      third.onApplicationBootstrap();
      await third.share();
      expect(spend(third, 60).at(-1)).toBeUndefined();
      expect(spend(third, 1).at(-1)).toBe(50);
      expect(spend(one, 1).at(-1)).toBe(50);
      await third.beforeApplicationShutdown();
      await redis.restart();
    }
    await Promise.all([one, other].map((each) => each.beforeApplicationShutdown()));
  }, 30_000);
});
