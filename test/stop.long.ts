import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneDatabase, type TestDatabase } from './support/database.js';

const ROUNDS = 10;
const QUEUE_MS = 500;

/** One request over a kept connection: its status, or the error's code. */
function ask(port: number, path: string, agent: Agent): Promise<string> {
  return new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, path, agent }, (response) => {
      response.resume();
      response.on('end', () => done(String(response.statusCode)));
      response.on('error', () => done('broken answer'));
    });
    // A connection that was closed before the server had read a byte of the request: the client's own library tries
    // such a request again, for nobody has worked on it.
    request.on('error', (error: NodeJS.ErrnoException) =>
      done(request.reusedSocket ? 'again' : (error.code ?? 'error')),
    );
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

describe('the real process under 50 requests a second', () => {
  let database: TestDatabase;
  let dataDir: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    dataDir = mkdtempSync(join(tmpdir(), 'bencao-stop-'));
  });
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(`at SIGTERM answers what it began, goes red first and is out within 10 s, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const port = await freePort();
      const child = spawn(process.execPath, ['--import', './test/support/ts-loader.mjs', 'src/main.ts'], {
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'test', // the test cluster runs without fsync
          HOST: '127.0.0.1',
          PORT: String(port),
          DEMO: 'off',
          DATA_DIR: dataDir,
          DATABASE_URL: database.url,
          LOG_LEVEL: 'error',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const agent = new Agent({ keepAlive: true, maxSockets: 30 });
      const answers: Promise<{ asked: number; outcome: string }>[] = [];
      const load = setInterval(() => {
        const asked = Date.now();
        answers.push(ask(port, '/readyz', agent).then((outcome) => ({ asked, outcome })));
      }, 20);
      await new Promise((done) => setTimeout(done, 1_000 + Math.random() * 300));
      const began = Date.now();
      child.kill('SIGTERM');
      const [code] = (await once(child, 'exit')) as [number | null];
      clearInterval(load);
      // A door that closes on callers who still stand in the kernel's queue, of whom the process never heard, resets them. On a busy
      // machine that queue is some tenths of a second long.
      const outcomes = (await Promise.all(answers)).map(({ asked, outcome }) =>
        outcome === 'ECONNRESET' && asked >= began - QUEUE_MS ? 'ECONNREFUSED' : outcome,
      );
      agent.destroy();
      expect({ round, code }).toEqual({ round, code: 0 });
      expect(Date.now() - began).toBeLessThan(10_000);
      // 503 is readiness gone red; refused is a door already closed; nothing begun is broken off.
      expect(outcomes.filter((outcome) => !['200', '503', 'ECONNREFUSED', 'again'].includes(outcome))).toEqual([]);
      expect(outcomes.filter((outcome) => outcome === '200').length).toBeGreaterThan(20);
    }
  });
});
