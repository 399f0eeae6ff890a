import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Holder {
  pid: number;
  /** Tells two processes of the same number apart. */
  born: string;
  /** Where the holder answers, once it does. */
  url?: string;
}

/** Another copy works on the same data directory. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';

  constructor(directory: string, holder: Holder) {
    const where = holder.url === undefined ? 'still starting' : `answering at ${holder.url}`;
    super(
      `本草溯源已在运行。Bencao Trace already runs on ${directory} (process ${holder.pid}, ${where}). ` +
        `Stop it first, or give this copy a DATA_DIR and a PORT of its own.`,
    );
  }
}

/**
 * One copy per data directory. The guard is a file that names its process; one left by a killed process is recognised
 * (number and birth of the process) and taken over. Files are linked, not written, so that of two copies started at
 * the same moment exactly one wins.
 */
export class SingleInstance {
  private constructor(
    private readonly directory: string,
    private holder: Holder,
  ) {}

  /** @throws AlreadyRunning naming the address of the first copy */
  static acquire(directory: string): SingleInstance {
    mkdirSync(directory, { recursive: true });
    const instance = new SingleInstance(directory, { pid: process.pid, born: birthOf(process.pid) ?? '' });
    const mine = instance.write();
    try {
      for (let tries = 0; tries < 20; tries += 1) {
        if (link(mine, instance.file)) return instance;
        const other = read(instance.file);
        if (other !== undefined && isRunning(other)) throw new AlreadyRunning(directory, other);
        instance.clearStale();
      }
      throw new Error(`cannot take ${instance.file}: it changes all the time`);
    } finally {
      rmSync(mine, { force: true });
    }
  }

  /** Lets a second copy say where this one is. */
  answersAt(url: string): void {
    this.holder = { ...this.holder, url };
    renameSync(this.write(), this.file);
  }

  release(): void {
    const now = read(this.file);
    if (now?.pid === this.holder.pid && now.born === this.holder.born) rmSync(this.file, { force: true });
  }

  private get file(): string {
    return join(this.directory, 'instance.json');
  }

  private write(): string {
    const path = `${this.file}.${process.pid}`;
    writeFileSync(path, `${JSON.stringify(this.holder)}\n`);
    return path;
  }

  /** Moves the stale guard away. When another copy was quicker and the moved one is alive, it is put back. */
  private clearStale(): void {
    const aside = `${this.file}.stale.${process.pid}`;
    try {
      renameSync(this.file, aside);
    } catch {
      return; // somebody else moved it
    }
    const moved = read(aside);
    if (moved !== undefined && isRunning(moved)) link(aside, this.file);
    rmSync(aside, { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isRunning(holder: Holder): boolean {
  return birthOf(holder.pid) === holder.born;
}

/** When a process began, in whatever words the system has for it; undefined when there is no such process. */
function birthOf(pid: number): string | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    // Field 22 of the line: clock ticks between the machine's start and the process's; a zombie runs no more.
    return fields[0] === 'Z'
      ? undefined
      : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`;
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
