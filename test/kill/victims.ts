import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { EmbeddedPostgres } from '../../src/platform/embedded/embedded-postgres.js';
import type { TestRedis } from '../support/redis.js';

/** Something that is killed with -9 and started again. */
export interface Victim {
  name: string;
  kill(): Promise<void>;
  revive(): Promise<void>;
  stop(): Promise<void>;
  /** Waits until it works again; one that ended by itself, as a start without its database does, is started again. */
  ready?(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A process of the built product. */
export class ProductProcess implements Victim {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(
    readonly name: string,
    private readonly settings: Record<string, string>,
  ) {}

  get log(): string {
    return this.output;
  }

  async revive(): Promise<void> {
    const child = spawn(process.execPath, [join('dist', 'bundle', 'main.js')], {
      env: { PATH: process.env['PATH'] ?? '', ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => (this.output = `${this.output}${String(chunk)}`.slice(-20_000)));
    }
    this.child = child;
  }

  /** Waits until the process answers that it is ready. */
  async ready(timeoutMs = 60_000): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (Date.now() < until) {
      const answer = await fetch(`http://127.0.0.1:${this.settings['PORT']}/readyz`).catch(() => undefined);
      if (answer?.status === 200) return;
      if (this.child?.exitCode !== null) await this.revive();
      await pause(100);
    }
    throw new Error(`${this.name} is not ready after ${timeoutMs} ms:\n${this.output.slice(-3_000)}`);
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  /** Whether it has ended by itself: nothing that is killed around it may take it down. */
  get endedByItself(): boolean {
    return this.child !== undefined && this.child.exitCode !== null;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}

/** A durable PostgreSQL whose postmaster is killed; its next start finds what was left. */
export class PostgresVictim implements Victim {
  readonly name = 'postgres';
  private server: EmbeddedPostgres | undefined;

  constructor(private readonly directory: string) {}

  get url(): string {
    return this.server!.url;
  }

  get superUrl(): string {
    return Object.assign(new URL(this.server!.superUrl), { pathname: '/bencao' }).href;
  }

  async revive(): Promise<void> {
    this.server = await EmbeddedPostgres.start({ directory: this.directory, settings: { shared_buffers: '64MB' } });
  }

  async kill(): Promise<void> {
    const pid = this.server?.pid;
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await pause(50);
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }
}

/** A Redis that comes back empty: the worst case for a queue. */
export class RedisVictim implements Victim {
  readonly name = 'redis';

  constructor(private readonly redis: TestRedis) {}

  get url(): string {
    return this.redis.url;
  }

  async kill(): Promise<void> {
    await this.redis.kill();
  }

  async revive(): Promise<void> {
    await this.redis.restart();
    const client = new Redis(this.redis.url, { maxRetriesPerRequest: 200 });
    client.on('error', () => undefined);
    await client.flushall();
    client.disconnect();
  }

  /** The test file that brought it stops it. */
  async stop(): Promise<void> {}
}
