import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram, REDIS } from '../../scripts/programs.mjs';

/** A Redis of one test file: append-only and never evicting, as the product demands. */
export interface TestRedis {
  url: string;
  /** Kills the server with -9; false when the server was given by address and is not ours to kill. */
  kill(): Promise<boolean>;
  /** Starts it again on the same port and the same files. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** An address given (TEST_REDIS_URL) or a program found, or undefined. */
export function redisProgram(): string | undefined {
  return process.env['TEST_REDIS_URL'] ?? findProgram(REDIS);
}

/** Starts a Redis server of our own on a free port; with TEST_REDIS_URL only empties that server's database. */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env['TEST_REDIS_URL'];
  if (given !== undefined) {
    await withClient(given, (client) => client.flushdb());
    return { url: given, kill: async () => false, restart: async () => undefined, stop: async () => undefined };
  }
  const program = findProgram(REDIS);
  if (program === undefined) throw new Error('no redis-server');
  const directory = mkdtempSync(join(tmpdir(), 'bencao-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const launch = async () => {
    const child = spawn(
      program,
      [
        ...['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', ''],
        ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--maxmemory-policy', 'noeviction'],
      ],
      { stdio: 'ignore' },
    );
    await withClient(url, (client) => client.ping());
    return child;
  };
  let child = await launch();
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
  return {
    url,
    kill: () => end('SIGKILL').then(() => true),
    restart: async () => void (child = await launch()),
    stop: async () => {
      await end('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function withClient(url: string, work: (client: Redis) => Promise<unknown>): Promise<void> {
  const client = new Redis(url, { retryStrategy: (times) => (times > 200 ? null : 50), maxRetriesPerRequest: 200 });
  client.on('error', () => undefined); // while the server starts
  try {
    await work(client);
  } finally {
    client.disconnect();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
