import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What the postmaster.pid of a data directory says. */
export interface Postmaster {
  pid: number;
  port: number;
}

/** The server that runs on this data directory, or undefined when the file is missing or was left by a dead one. */
export function runningPostmaster(dataDirectory: string): Postmaster | undefined {
  const file = join(dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || !isAlive(pid) || !isOurs(pid, dataDirectory)) return undefined;
  return { pid, port };
}

/** True while a process of that number exists, also one of another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A killed server whose parent has not noticed yet still has a number, but is no server any more. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false; // no /proc on this system
  }
}

/** Numbers of processes are used again: the one we stop must be a postgres on this very directory. */
function isOurs(pid: number, dataDirectory: string): boolean {
  try {
    if (existsSync(`/proc/${pid}/cwd`)) return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDirectory);
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(dataDirectory);
  } catch {
    return false;
  }
}

/**
 * Stops a server and waits for its end: first "fast" (SIGINT: sessions are ended, a checkpoint is written), and after
 * the given time "immediate" (SIGQUIT: no checkpoint, the next start recovers from the log; nothing is lost either).
 */
export async function stopPostmaster(pid: number, fastMs: number): Promise<void> {
  if (!signal(pid, 'SIGINT') || (await waitForEnd(pid, fastMs))) return;
  if (!signal(pid, 'SIGQUIT') || (await waitForEnd(pid, 5_000))) return;
  throw new Error(`PostgreSQL (process ${pid}) did not stop`);
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}

async function waitForEnd(pid: number, ms: number): Promise<boolean> {
  const until = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > until) return false;
    await new Promise((done) => setTimeout(done, 20));
  }
  return true;
}
