import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Actor } from '../platform/http/actor.js';
import { Config } from '../platform/config/config.js';
import { newId } from '../platform/ids.js';
import {
  actorOfApiKey,
  actorOfSession,
  credentialsByLogin,
  deleteSession,
  insertSession,
  passwordHashOf,
  toActor,
  type Credentials,
} from './auth.queries.js';
import { isApiKey } from './api-key.js';
import { PasswordNotConfirmed, PersonNeeded, TooManyTries, WrongCredentials } from './identity.errors.js';
import { LoginThrottle, type LoginOutcome } from './login-throttle.service.js';
import { normaliseLogin } from './login.js';
import { Passwords } from './passwords.service.js';
import { newToken, secretHash } from './secrets.js';
import { sessionLifetime } from './session-lifetime.js';

/** A session token has 43 characters; nothing else is worth a query. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Signing in and out, and who is calling. Knows no permissions: that is the guard's part. */
@Injectable()
export class Sessions {
  constructor(
    @InjectDataSource('system') private readonly db: DataSource,
    private readonly passwords: Passwords,
    private readonly throttle: LoginThrottle,
    private readonly config: Config,
  ) {}

  /**
   * @param network what {@link networkOf} says of the caller's address
   * @throws TooManyTries, WrongCredentials (the same for every reason)
   */
  async signIn(typedLogin: string, password: string, network: string): Promise<{ token: string; actor: Actor }> {
    const login = normaliseLogin(typedLogin);
    await this.countTry(login, network);
    const person = await credentialsByLogin(this.db, login);
    const fits = await this.passwords.matches(password, person?.passwordHash);
    const outcome = this.judge(person, fits);
    await this.throttle.record(outcome, login, network, person);
    if (outcome !== 'signed-in' || person === undefined) throw new WrongCredentials();
    await this.throttle.forgiveTry(login, network);
    return { token: await this.begin(person, network), actor: toActor(person) };
  }

  /** Ends the session of this token, if there is one. */
  async signOut(token: string): Promise<void> {
    await deleteSession(this.db, secretHash(token));
  }

  async actorOfToken(token: string): Promise<Actor | undefined> {
    if (!TOKEN.test(token)) return undefined;
    return actorOfSession(this.db, secretHash(token), this.production);
  }

  async actorOfKey(key: string): Promise<Actor | undefined> {
    if (!isApiKey(key)) return undefined;
    return actorOfApiKey(this.db, secretHash(key), this.production);
  }

  /**
   * Re-authentication: the person at the keyboard is the person of the session (releases; 21 CFR 11.200 and GMP annex
   * on computerised systems ask for it). Call it before the transaction: it takes the time of a hash.
   * @throws PersonNeeded for API keys, TooManyTries, PasswordNotConfirmed
   */
  async confirmPassword(actor: Actor, password: string): Promise<void> {
    if (actor.sessionId === undefined) throw new PersonNeeded();
    await this.throttle.countConfirmation(actor.personId);
    const passwordHash = await passwordHashOf(this.db, actor.organisation.id, actor.personId);
    if (!(await this.passwords.matches(password, passwordHash))) {
      const person = { organisationId: actor.organisation.id, personId: actor.personId };
      await this.throttle.record('not-confirmed', actor.login, 'session', person);
      throw new PasswordNotConfirmed();
    }
    await this.throttle.forgiveConfirmation(actor.personId);
  }

  private async countTry(login: string, network: string): Promise<void> {
    try {
      await this.throttle.countTry(login, network);
    } catch (error) {
      if (error instanceof TooManyTries) await this.throttle.record('throttled', login, network);
      throw error;
    }
  }

  private judge(person: Credentials | undefined, fits: boolean): LoginOutcome {
    if (person === undefined) return 'unknown-login';
    if (!fits) return 'wrong-password';
    if (person.disabled) return 'disabled';
    // Its password is published. Also when a demonstration's database is started in production by mistake.
    if (person.demonstration && this.production) return 'demonstration-refused';
    return 'signed-in';
  }

  private async begin(person: Credentials, network: string): Promise<string> {
    const token = newToken();
    const { organisationId, personId } = person;
    const lifetime = sessionLifetime(person.role);
    await insertSession(this.db, {
      organisationId,
      id: newId(),
      personId,
      tokenHash: secretHash(token),
      network,
      ...lifetime,
    });
    return token;
  }

  private get production(): boolean {
    return this.config.environment === 'production';
  }
}
