// Gives a jest run its own folder; the first test that needs PostgreSQL starts a cluster there (database.ts).
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { endRun } from './jest-global-teardown.mjs';

const PREFIX = 'bencao-test-';

export default async function setup() {
  await sweep();
  process.env.BENCAO_TEST_RUN = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  mkdirSync(join(process.env.BENCAO_TEST_RUN, 'needs'));
}

/** Ends what a killed run left behind. */
async function sweep() {
  for (const entry of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-\\w+$`).exec(entry)?.[1];
    if (pid === undefined || exists(Number(pid))) continue;
    await endRun(join(tmpdir(), entry)).catch(() => undefined);
  }
}

function exists(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
