import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits as 43 characters: session and one-time tokens. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a token or key is stored. They are long and random, so one fast hash is enough. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
