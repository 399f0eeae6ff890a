import { ConfigError } from '../config/config.errors.js';
import { DomainError } from '../errors.js';
import { NotDurable } from './durability.js';
import { AlreadyRunning } from './single-instance.js';

/** What a person is told when the start fails: one sentence for what they can mend, the whole stack for our faults. */
export function whyNotStarted(error: unknown): string {
  if (error instanceof ConfigError || error instanceof AlreadyRunning || error instanceof NotDurable) {
    return error.message;
  }
  // What a room refuses (a missing or wrong key) is said in its own words.
  if (error instanceof DomainError) return error.message;
  const { code, port, address } = error as { code?: string; port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is used by another program. 端口已被占用。Choose another one: PORT=${(port ?? 3000) + 1} npm start`;
  }
  if (code === 'EACCES' && port !== undefined)
    return `This user may not listen on port ${port}; PORT=3000 needs no rights.`;
  if (code === 'ECONNREFUSED') {
    return `Nothing answers at ${address}:${port}. Is DATABASE_URL (or REDIS_URL) right, and is that server running?`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
