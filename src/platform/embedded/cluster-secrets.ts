import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What must be remembered about an embedded cluster beside its data. */
export interface ClusterSecrets {
  port: number;
  /** Of the superuser `postgres`: bootstrap, and nothing else in the product. */
  superPassword: string;
  /** Of the product's login `bencao`. */
  password: string;
}

const FILE = 'postgres.json';

/** Reads the remembered port and passwords, or makes them. */
export function readSecrets(directory: string): ClusterSecrets {
  const file = join(directory, FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as ClusterSecrets;
  return { port: 0, superPassword: secret(), password: secret() };
}

/** Only our own user may read it. Written whole or not at all, for a kill may come between two bytes. */
export function writeSecrets(directory: string, secrets: ClusterSecrets): void {
  const file = join(directory, FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}

/** The wanted loopback port when it is free, else one that the system chooses. */
export async function freePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? wanted;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' ? (address?.port ?? undefined) : undefined));
    });
  });
}
