import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** A server in a process of its own, so that the client's work does not sit in its event loop. */
export interface Child {
  port: number;
  pid: number;
  /** Milliseconds from spawn to the first answer. */
  startedMs: number;
  stop(): Promise<void>;
}

/** The product as `npm start` and the image run it: bundled, and with node's flag from there. */
export const PRODUCT = ['--max-semi-space-size=8', join('dist', 'bundle', 'main.js')];

/** Starts a built program with PORT set and waits for its first answer to `path`. */
export async function startChild(
  program: string | readonly string[],
  settings: Record<string, string>,
  path: string,
): Promise<Child> {
  const port = await freePort();
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [program].flat(), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', HOST: '127.0.0.1', PORT: String(port), ...settings },
  });
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${[program].flat().join(' ')} ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return {
    port,
    pid: child.pid!,
    startedMs: performance.now() - began,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
