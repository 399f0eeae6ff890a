import { createHash } from 'node:crypto';
import { v7, validate, version } from 'uuid';

/** A new UUIDv7 (RFC 9562): sorts by time, so primary keys grow at one end. Never a secret. */
export function newId(): string {
  return v7();
}

/** True for a canonical lower- or upper-case UUIDv7, as clients must send for every act. */
export function isUuidV7(value: unknown): value is string {
  return typeof value === 'string' && validate(value) && version(value) === 7;
}

/** True for any UUID; references may name ids made before UUIDv7 or by seeds. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
}

/** The moment a UUIDv7 was made, in milliseconds since 1970 (RFC 9562 §5.7). */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/**
 * The id of the n-th thing that comes with an act: always the same one, of the act's own moment, so that an act done again
 * names the same things.
 */
export function idWithin(act: string, n: number): string {
  const hash = createHash('sha256').update(`${act.toLowerCase()}/${n}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hash[3]!, 16) % 4]!;
  return `${act.toLowerCase().slice(0, 13)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`;
}
