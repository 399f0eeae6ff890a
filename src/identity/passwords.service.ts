import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Algorithm } from '@node-rs/argon2';
import { PasswordChecksBusy, PasswordNotAccepted } from './identity.errors.js';
import { normalisePassword, passwordFault } from './password.js';

/** OWASP's first choice for Argon2id: 19 MiB, two passes. About 30 ms of one core. */
const ARGON2ID = { algorithm: 2 as Algorithm, memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Of 32 random bytes that were thrown away, at the cost above: what a password is compared with when there is no such person. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$5N0AWO7h8BkZ08M+kEDSaA$isvtcLs/K2wshQt1UdNC+WZQl87IEoXQqVR7n91HITw';
/** Loaded with the first password: a start, and a worker, need none. */
const argon2 = () => import('@node-rs/argon2');
/** Waiting and running hashes of this process; beyond it sign-ins are refused instead of starving every request. */
const MOST_AT_ONCE = 64;

/** Hashes and compares passwords, and nothing else. */
@Injectable()
export class Passwords {
  private running = 0;

  /** @throws PasswordNotAccepted naming the rule */
  assertAcceptable(password: string, login: string): void {
    const fault = passwordFault(password, login);
    if (fault !== null) throw new PasswordNotAccepted(fault);
  }

  hash(password: string): Promise<string> {
    return this.gated(async () => (await argon2()).hash(normalisePassword(password), ARGON2ID));
  }

  /** With no hash (an unknown login) the work is done all the same, against a hash nobody has the password of. */
  async matches(password: string, passwordHash: string | undefined): Promise<boolean> {
    const fits = await this.gated(async () =>
      (await argon2()).verify(passwordHash ?? NOBODYS_HASH, normalisePassword(password)),
    );
    return fits && passwordHash !== undefined;
  }

  /**
   * A digest of a password bound to one act, to tell a replay from another content without the act's record becoming
   * a fast way to guess the password: Argon2id with the act's id as salt.
   */
  async actDigest(password: string, actId: string): Promise<string> {
    const salt = createHash('sha256').update(`act:${actId}`).digest().subarray(0, 16);
    const raw = await this.gated(async () =>
      (await argon2()).hashRaw(normalisePassword(password), { ...ARGON2ID, salt }),
    );
    return raw.toString('base64');
  }

  private async gated<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= MOST_AT_ONCE) throw new PasswordChecksBusy();
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
}
