import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { Agent, createServer, get, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drainHttp } from './drain-http.js';
import { databaseDurabilityFaults, NotDurable, redisDurabilityFaults, redisSettingsFrom } from './durability.js';
import { AlreadyRunning, SingleInstance } from './single-instance.js';
import { stopOnSignals } from './stop-on-signals.js';
import { whyNotStarted } from './why-not-started.js';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe('one copy per data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'bencao-guard-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('refuses the second copy and names the address of the first', () => {
    const first = SingleInstance.acquire(directory);
    expect(() => SingleInstance.acquire(directory)).toThrow(/still starting/);
    first.answersAt('http://192.168.1.20:3000');
    expect(() => SingleInstance.acquire(directory)).toThrow(AlreadyRunning);
    expect(() => SingleInstance.acquire(directory)).toThrow(/http:\/\/192\.168\.1\.20:3000/);
    first.release();
    SingleInstance.acquire(directory).release();
  });

  it('takes over the guard of a process killed with -9, and of a number that was given to another process', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const file = join(directory, 'instance.json');
    const born = `${boot}/${stat[19]}`;
    writeFileSync(file, JSON.stringify({ pid: child.pid, born, url: 'http://127.0.0.1:1' }));
    expect(() => SingleInstance.acquire(directory)).toThrow(/http:\/\/127\.0\.0\.1:1/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    SingleInstance.acquire(directory).release();

    writeFileSync(file, JSON.stringify({ pid: process.pid, born: `${boot}/1` }));
    SingleInstance.acquire(directory).release();
    writeFileSync(file, '{"pid":');
    SingleInstance.acquire(directory).release();
  });

  it('lets exactly one of ten copies start that race for a stale guard', async () => {
    writeFileSync(join(directory, 'instance.json'), JSON.stringify({ pid: 4_194_000, born: 'long ago' }));
    const children = Array.from({ length: 10 }, () =>
      spawn(process.execPath, ['--import', './test/support/ts-loader.mjs', 'test/support/guard-child.ts', directory], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const said = await Promise.all(children.map((child: ChildProcess) => once(child.stdout!, 'data').then(String)));
    expect(said.filter((line) => line === 'mine').length).toBe(1);
    expect(said.filter((line) => line === 'AlreadyRunning').length).toBe(9);
    for (const child of children) child.stdin.end();
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : undefined)));
  });
});

describe('drainHttp', () => {
  let server: Server;
  let port: number;
  let accepted: number;
  const agent = new Agent({ keepAlive: true, maxSockets: 20 });

  beforeEach(async () => {
    accepted = 0;
    server = createServer((_request, response) => {
      accepted += 1;
      void pause(40).then(() => response.end('done'));
    });
    server.keepAliveTimeout = 60_000;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  const ask = (): Promise<string> =>
    new Promise((done) => {
      const request = get({ port, host: '127.0.0.1', agent }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => done(body));
        response.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
      });
      request.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'error'));
    });

  it('answers everything in flight and does not wait for idle keep-alive clients', async () => {
    await Promise.all(Array.from({ length: 10 }, ask)); // ten idle connections
    const flying = Array.from({ length: 10 }, ask);
    await pause(10);
    const began = Date.now();
    await drainHttp(server, 0);
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await Promise.all(flying)).toEqual(Array(10).fill('done'));
  });

  it('under load answers every request that it began; the others are turned away at the door', async () => {
    const answers: Promise<string>[] = [];
    const load = setInterval(() => answers.push(ask()), 5);
    await pause(200);
    await drainHttp(server, 100);
    const late = ask();
    clearInterval(load);
    const outcomes = await Promise.all(answers);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(accepted);
    expect(accepted).toBeGreaterThan(5);
    expect(await late).toBe('ECONNREFUSED');
  });
});

describe('stopOnSignals', () => {
  const host = () => Object.assign(new EventEmitter(), { exit: jest.fn() });
  const begin = (stop: () => Promise<void>, timeoutMs = 1_000) => {
    const process = host();
    const abandon = jest.fn();
    const log = jest.fn<(line: string) => void>();
    stopOnSignals({ stop, abandon, timeoutMs, log, host: process as never });
    return { process, abandon, log };
  };

  it('stops once, however many signals a process manager sends', async () => {
    const stop = jest.fn(() => pause(20));
    const { process, abandon } = begin(stop);
    process.emit('SIGTERM');
    process.emit('SIGTERM');
    await pause(60);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(process.exit.mock.calls).toEqual([[0]]);
    expect(abandon).not.toHaveBeenCalled();
  });

  it('ends by force at the second Ctrl-C, but npm passing on the first is no second one', async () => {
    const { process, abandon } = begin(() => pause(2_000), 3_000);
    process.emit('SIGINT');
    process.emit('SIGINT');
    expect(process.exit).not.toHaveBeenCalled();
    await pause(450);
    process.emit('SIGINT');
    expect(abandon).toHaveBeenCalledTimes(1);
    expect(process.exit.mock.calls).toEqual([[1]]);
    await pause(1_600); // the orderly end goes on in this test's process, which does not really exit
  });

  it('ends by force when the time is over or the stop fails', async () => {
    const hanging = begin(() => new Promise(() => undefined), 30);
    hanging.process.emit('SIGTERM');
    const failing = begin(() => Promise.reject(new Error('pool is gone')));
    failing.process.emit('SIGTERM');
    await pause(80);
    expect(hanging.process.exit.mock.calls).toEqual([[1]]);
    expect(failing.process.exit.mock.calls).toEqual([[1]]);
    expect(failing.log.mock.calls.flat().join()).toContain('pool is gone');
  });
});

describe('durability', () => {
  const answer = (row: Record<string, string>) => () => Promise.resolve([row]);

  it('finds nothing wrong with the settings that keep an acknowledged commit', async () => {
    const row = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' };
    expect(await databaseDurabilityFaults(answer(row))).toEqual([]);
    expect(redisDurabilityFaults({ policy: 'noeviction', appendOnly: 'yes' })).toEqual([]);
  });

  it('reads Redis’ own words', () => {
    expect(redisSettingsFrom('# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n')).toEqual({
      policy: 'noeviction',
      appendOnly: 'yes',
    });
  });

  it('names each setting that would lose one', async () => {
    const row = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'local' };
    expect(await databaseDurabilityFaults(answer(row))).toHaveLength(3);
    expect(redisDurabilityFaults({ policy: 'allkeys-lru', appendOnly: 'no' })).toHaveLength(2);
    expect(new NotDurable(['a', 'b', 'a']).message).toMatch(/could be lost: a; b\.$/);
  });
});

describe('whyNotStarted', () => {
  it('is one sentence for what a person can mend', () => {
    const taken = Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000 });
    expect(whyNotStarted(taken)).toContain('PORT=3001 npm start');
    expect(whyNotStarted(new TypeError('ours'))).toContain('lifecycle.spec');
  });
});
