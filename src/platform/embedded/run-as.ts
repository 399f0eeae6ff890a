import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Who PostgreSQL runs as when we are root (it refuses root itself), and how to start a program as that user. */
export interface RunAs {
  uid: number;
  gid: number;
}

/** A command with its arguments, and what spawn needs to run it as the right user. */
export interface Command {
  file: string;
  args: string[];
  identity: Partial<RunAs>;
}

/**
 * The system user for PostgreSQL when this process is root, else undefined. An existing data directory keeps its
 * owner; otherwise the machine's `postgres`, else one that is made now, else `nobody`.
 */
export function systemUser(dataDirectory: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataDirectory)) {
    const { uid, gid } = statSync(dataDirectory);
    if (uid !== 0) return { uid, gid };
  }
  return lookUp('postgres') ?? createUser('postgres') ?? lookUp('nobody') ?? { uid: 65534, gid: 65534 };
}

function lookUp(name: string): RunAs | undefined {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function createUser(name: string): RunAs | undefined {
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]);
  return lookUp(name);
}

/**
 * Builds the command that runs a program as the system user. A clone may lie under a directory that only root can
 * enter (/root, a mktemp folder): there the user also gets the one capability of passing through directories, because
 * moving the data out of ./.data or opening root's home to everybody would both be worse.
 */
export function commandAs(user: RunAs | undefined, file: string, args: string[], directories: string[]): Command {
  if (user === undefined) return { file, args, identity: {} };
  if ([dirname(file), ...directories].every((directory) => canEnter(user, directory))) {
    return { file, args, identity: user };
  }
  const capability = passCapability();
  // access(2) would forget the capability of a user who is not root; with this bit it does not.
  const bits = '--securebits=+no_setuid_fixup';
  const ids = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const pass = [`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`];
  return { file: 'setpriv', args: [...ids, bits, ...pass, '--', file, ...args], identity: {} };
}

/** True when the user may pass through every parent of the directory. */
function canEnter(user: RunAs, directory: string): boolean {
  for (let path = dirname(directory); ; path = dirname(path)) {
    const { mode, uid, gid } = statSync(path);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** Reading and passing directories; containers often keep only the wider of the two capabilities. */
function passCapability(): string {
  const CAP_DAC_READ_SEARCH = 2n;
  const bounding = /^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const has = (BigInt(`0x${bounding}`) >> CAP_DAC_READ_SEARCH) & 1n;
  return has === 1n ? 'dac_read_search' : 'dac_override';
}
