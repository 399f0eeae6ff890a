/**
 * Sealed values: personal and commercial facts of which only a commitment is hashed. Whoever is shown value and salt can
 * check them against the log; once both are erased, the log still verifies and says nothing about them.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { canonicalBytes, type Json } from '../platform/canonical-json.js';

export const SALT_BYTES = 32;

/** What a commitment binds: a value, under its name, in one fact. */
export interface SealedValue {
  readonly factId: string;
  readonly name: string;
  readonly value: Json;
}

/** 32 random bytes: without them a commitment to a name or a price could be found by trying all of them. */
export function newSalt(): Buffer {
  return newSalts(1)[0]!;
}

/** As many salts, of one call to the system's generator: it costs the same for one as for a hundred. */
export function newSalts(count: number): Buffer[] {
  const bytes = randomBytes(SALT_BYTES * count);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * SALT_BYTES, (i + 1) * SALT_BYTES));
}

/** HMAC-SHA256(salt, RFC 8785 of {factId, name, value}), in lower-case hex. */
export function commitmentTo({ factId, name, value }: SealedValue, salt: Buffer): string {
  return commitmentToText({ factId, name, text: canonicalBytes(value).toString('utf8') }, salt);
}

/** The same for a value that is canonical text already: it stands last in the object, so it need not be written twice. */
export function commitmentToText(sealed: { factId: string; name: string; text: string }, salt: Buffer): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`a salt is ${SALT_BYTES} bytes, not ${salt.length}`);
  const { factId, name, text } = sealed;
  return createHmac('sha256', salt)
    .update(`{"factId":${JSON.stringify(factId)},"name":${JSON.stringify(name)},"value":${text}}`)
    .digest('hex');
}

/** Whether value and salt are what the commitment was made from. */
export function opensCommitment(sealed: SealedValue, salt: Buffer, commitment: string): boolean {
  if (salt.length !== SALT_BYTES) return false;
  const made = Buffer.from(commitmentTo(sealed, salt));
  const given = Buffer.from(commitment);
  return made.length === given.length && timingSafeEqual(made, given);
}
