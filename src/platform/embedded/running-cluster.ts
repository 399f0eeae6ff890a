import { join } from 'node:path';
import { DATABASE, LOGIN } from './bootstrap-roles.js';
import { readSecrets } from './cluster-secrets.js';
import { runningPostmaster } from './postmaster.js';

/** The address of the embedded server that runs on this directory now, or undefined when none does. Starts nothing. */
export function runningClusterUrl(directory: string): string | undefined {
  const postmaster = runningPostmaster(join(directory, 'pg'));
  if (postmaster === undefined) return undefined;
  return `postgresql://${LOGIN}:${readSecrets(directory).password}@127.0.0.1:${postmaster.port}/${DATABASE}`;
}
