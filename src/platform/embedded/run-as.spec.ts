import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { locateBinaries } from './binaries.js';
import { commandAs, systemUser } from './run-as.js';

const root = process.getuid?.() === 0;

describe('running PostgreSQL as a system user', () => {
  let closed: string;
  let initdb: string;

  beforeAll(() => {
    // A clone in root's home or below a mktemp folder: nobody else may enter, not even to reach the programs.
    closed = mkdtempSync(join(tmpdir(), 'bencao-closed-'));
    const native = dirname(dirname(locateBinaries().initdb));
    execFileSync('cp', ['-a', native, closed]);
    initdb = join(closed, 'native', 'bin', 'initdb');
  });
  afterAll(() => rmSync(closed, { recursive: true, force: true }));

  const run = (file: string, args: string[], data: string) => {
    const { file: program, args: all, identity } = commandAs(systemUser(data), file, args, [data]);
    return spawnSync(program, all, { ...identity, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } });
  };

  it('is never root', () => {
    const { stdout } = run('/usr/bin/id', ['-u'], join(tmpdir(), 'pg'));
    expect(stdout.trim()).toMatch(/^[1-9]\d*$/);
  });

  it('finds the programs below a directory that only root may enter, and gains no other right there', () => {
    const data = join(closed, 'data', 'pg');
    mkdirSync(dirname(data));
    const found = run(initdb, ['--version'], data);
    expect(found.stderr).toBe('');
    expect(found.stdout).toMatch(/PostgreSQL\) 18/);
    if (root) {
      const { stdout } = run('/usr/bin/grep', ['CapPrm', '/proc/self/status'], data);
      expect(parseInt(stdout.split('\t')[1] ?? '', 16)).toBeLessThanOrEqual(4);
      expect(run('/usr/bin/touch', [join(closed, 'written')], data).status).not.toBe(0);
    }
  });
});
