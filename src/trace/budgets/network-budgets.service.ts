import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Clock } from '../../platform/clock.js';
import { Config } from '../../platform/config/config.js';
import { counter } from '../../platform/health/metrics.js';
import { Loop } from '../../platform/loop.js';
import { isPrivateAddress } from '../looks/ip-place.js';
import { networkOf } from './network.js';

/**
 * What one network may ask in a window of so many seconds. A hospital, a market or a whole mobile exchange may stand behind one
 * network, so genuine codes have room for many people; who reads off a package is seldom wrong, so wrong codes have little.
 *
 * `within`: one's own machine and private network. There may stand the reverse proxy whose forwarded addresses nobody told us to
 * trust, and behind it everybody at once; so it has room for a crowd, and no end where a request costs no query or one shared by all.
 */
export const BUDGETS = {
  look: { most: 1_200, within: Infinity, seconds: 60 },
  wrong: { most: 60, within: Infinity, seconds: 60 },
  number: { most: 120, within: 12_000, seconds: 60 },
  complaint: { most: 10, within: 60, seconds: 3_600 },
} as const;

export type BudgetKind = keyof typeof BUDGETS;

const SHARE_MS = 250;
/** Networks counted in one window, and of them how many are told to Redis in one round. */
const MAX_NETWORKS = 50_000;
const SHARED_AT_ONCE = 2_000;

const refused = counter(
  'trace_refused_by_budget_total',
  'Look-ups refused because their network had used up its budget',
);

interface Spent {
  /** What all processes had spent when they were last asked. */
  known: number;
  /** Spent here since. */
  own: number;
}

interface Window {
  number: number;
  networks: Map<string, Spent>;
}

/**
 * Budgets of networks for public look-ups, against trying codes and hammering. Counted in memory, so that no request waits; with Redis
 * configured the processes add their counts there a few times a second. Without it, or while it is away, each process counts alone.
 */
@Injectable()
export class NetworkBudgets implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly windows = new Map<BudgetKind, Window>();
  private readonly redis: Redis | undefined;
  private readonly loop = new Loop('network-budgets', SHARE_MS, () => this.share());

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    if (config.redisUrl === undefined || config.role === 'worker') return;
    this.redis = new Redis(config.redisUrl, {
      ...{ lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 2_000 },
      commandTimeout: 1_000,
      retryStrategy: (times) => Math.min(times * 200, 5_000),
    });
    // Said by the loop, once per spell.
    this.redis.on('error', () => undefined);
  }

  onApplicationBootstrap(): void {
    if (!this.redis) return;
    void this.redis.connect().catch(() => undefined);
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    this.redis?.disconnect();
  }

  /** Counts one request of this address; gives the seconds to wait when its network has used up its budget, else undefined. */
  spend(kind: BudgetKind, address: string): number | undefined {
    const { seconds, ...budget } = BUDGETS[kind];
    const most = isPrivateAddress(address) ? budget.within : budget.most;
    if (most === Infinity) return undefined;
    const now = this.clock.now().getTime();
    const window = this.windowOf(kind, now);
    const network = networkOf(address);
    let spent = window.networks.get(network);
    if (!spent) {
      // So many networks at once are an attack from everywhere, which no budget of a network can stop.
      if (window.networks.size >= MAX_NETWORKS) return undefined;
      window.networks.set(network, (spent = { known: 0, own: 0 }));
    }
    spent.own += 1;
    if (spent.known + spent.own <= most) return undefined;
    refused.inc();
    return Math.ceil(((window.number + 1) * seconds * 1000 - now) / 1000);
  }

  /** Adds what was spent here to what all have spent, and learns the sum. */
  async share(): Promise<void> {
    if (this.redis?.status !== 'ready') return;
    const now = this.clock.now().getTime();
    for (const kind of this.windows.keys()) {
      const { number, networks } = this.windowOf(kind, now);
      const told = [...networks].filter(([, { own }]) => own > 0).slice(0, SHARED_AT_ONCE);
      if (told.length === 0) continue;
      const pipeline = this.redis.pipeline();
      const given = told.map(([network, { own }]) => {
        const key = `bencao:budget:${kind}:${number}:${network}`;
        pipeline.incrby(key, own);
        pipeline.expire(key, BUDGETS[kind].seconds * 2);
        return own;
      });
      const answers = (await pipeline.exec()) ?? [];
      told.forEach(([, spent], index) => {
        const [error, sum] = answers[index * 2] ?? [new Error('no answer'), 0];
        // Unsaid is kept and said again; in the worst case a network is counted twice for one round.
        if (error) return;
        spent.own -= given[index]!;
        spent.known = Number(sum);
      });
    }
  }

  private windowOf(kind: BudgetKind, now: number): Window {
    const number = Math.floor(now / (BUDGETS[kind].seconds * 1000));
    let window = this.windows.get(kind);
    if (window?.number !== number) this.windows.set(kind, (window = { number, networks: new Map() }));
    return window;
  }
}
