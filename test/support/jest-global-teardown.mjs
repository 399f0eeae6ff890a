// Stops the servers of this jest run and removes its folder.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

export default async function teardown() {
  await endRun(process.env.BENCAO_TEST_RUN);
}

/** Every server of a run leaves a file with its process number; the clusters are thrown away, so "immediate" will do. */
export async function endRun(run) {
  for (const { file, signal } of [
    ...['cluster', 'durable'].map((name) => ({ file: join(run, name, 'pg', 'postmaster.pid'), signal: 'SIGQUIT' })),
    ...readdirSync(run)
      .filter((entry) => entry.endsWith('.pid'))
      .map((entry) => ({ file: join(run, entry), signal: 'SIGKILL' })),
  ]) {
    if (!existsSync(file)) continue;
    const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
    if (pid > 1) await end(pid, signal);
  }
  rmSync(run, { recursive: true, force: true });
  rmSync(`${run}.lock`, { recursive: true, force: true });
}

async function end(pid, signal) {
  try {
    process.kill(pid, signal);
    for (let tries = 0; tries < 250; tries += 1) {
      process.kill(pid, 0);
      await new Promise((done) => setTimeout(done, 20));
    }
  } catch {
    // it has ended
  }
}
