import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Kernel ticks in /proc are hundredths of a second on every Linux there is. */
const MICROSECONDS_OF_A_TICK = 10_000;

interface Ticks {
  parent: number;
  own: number;
  /** Of children that have ended. */
  reaped: number;
}

function ticksOf(pid: number): Ticks | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name in brackets, which may hold anything: state, parent, …, utime, stime, cutime, cstime.
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [user, system, childUser, childSystem] = rest.slice(9, 13).map(Number);
    return { parent: Number(parent), own: user! + system!, reaped: childUser! + childSystem! };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** Processor time that a process has used since its start, in microseconds. */
export function processMicros(pid: number): number {
  return (ticksOf(pid)?.own ?? 0) * MICROSECONDS_OF_A_TICK;
}

/** The same of a PostgreSQL server with all its backends, those that have ended included. */
export function serverMicros(dataDirectory: string): number {
  const postmaster = Number(readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const main = ticksOf(postmaster);
  let sum = main ? main.own + main.reaped : 0;
  for (const entry of readdirSync('/proc')) {
    const ticks = /^\d+$/.test(entry) ? ticksOf(Number(entry)) : undefined;
    if (ticks?.parent === postmaster) sum += ticks.own;
  }
  return sum * MICROSECONDS_OF_A_TICK;
}
