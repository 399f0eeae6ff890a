// Real programs that tests need and npm cannot bring: an address given, a program found, or Debian's package when root.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { say } from './prepare.mjs';

/** The first of the names that PATH has, or undefined. */
export function findProgram(names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // not here
      }
    }
  }
  return undefined;
}

export const REDIS = ['redis-server', 'valkey-server'];
/** Draws PDFs: what the tests see of a label is what a printer would. */
export const POPPLER = ['pdftoppm'];
export const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** What a test run has: { redis?, chromium? } as paths or addresses, and why what is missing is missing. */
export function provide() {
  const wanted = [];
  const redis = process.env.TEST_REDIS_URL ?? findProgram(REDIS);
  const chromium = process.env.CHROMIUM_PATH ?? findProgram(CHROMIUM);
  if (!redis) wanted.push('redis-server');
  if (!chromium) wanted.push('chromium');
  if (!findProgram(POPPLER)) wanted.push('poppler-utils');
  // Without a Chinese font a screenshot shows boxes, and a look at it proves nothing.
  if (!existsSync('/usr/share/fonts/opentype/noto') && isDebianRoot()) wanted.push('fonts-noto-cjk');
  if (wanted.length > 0 && isDebianRoot()) install(wanted);
}

function isDebianRoot() {
  return process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined && process.platform === 'linux';
}

function install(packages) {
  say(`Installing Debian packages for the tests: ${packages.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 600_000 };
  const get = (args) => spawnSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], options).status === 0;
  if (!get(['install', '-y', '--no-install-recommends', ...packages])) {
    get(['update']);
    // One by one the second time, so that one missing package does not take the others with it.
    for (const name of packages) {
      if (!get(['install', '-y', '--no-install-recommends', name])) say(`${name} could not be installed.`);
    }
  }
}
