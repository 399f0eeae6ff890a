import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { TooManyTries } from './identity.errors.js';

const WINDOW_SECONDS = 15 * 60;
/** One account from one network: what a person who has forgotten needs, and no more. */
const TRIES_PER_ACCOUNT_AND_NETWORK = 8;
/** One network over all accounts: a hospital behind one address signs in at eight o'clock; only failures count. */
const TRIES_PER_NETWORK = 80;
/** One account over all networks, against guessing from many addresses; high, because it locks out the owner too. */
const TRIES_PER_ACCOUNT = 200;
/** Old rows taken away with each try: more than a try adds, so the tables stay small without a job. */
const SWEPT_PER_TRY = 20;

export type LoginOutcome =
  | 'signed-in'
  | 'unknown-login'
  | 'wrong-password'
  | 'disabled'
  | 'demonstration-refused'
  | 'throttled'
  | 'not-confirmed';

interface Limit {
  key: string;
  most: number;
}

/**
 * Slows down guessing and records tries. Counted in PostgreSQL in every deployment, also where Redis is configured: all
 * processes share it, a try costs an Argon2 hash anyway beside which an upsert is nothing, and emptying Redis must not
 * forgive an attacker. A try is counted before the password is looked at, so a thousand parallel tries count as a
 * thousand; a right password gives its counts back.
 */
@Injectable()
export class LoginThrottle {
  constructor(@InjectDataSource('system') private readonly db: DataSource) {}

  /** @throws TooManyTries with the seconds to wait, whether the login exists or not */
  async countTry(login: string, network: string): Promise<void> {
    await this.count(loginLimits(login, network));
  }

  /** The password was right. */
  async forgiveTry(login: string, network: string): Promise<void> {
    const [pair, ...others] = loginLimits(login, network);
    await this.db.query(`delete from login_throttle where key = $1`, [pair?.key]);
    for (const { key } of others)
      await this.db.query(`update login_throttle set hits = greatest(hits - 1, 0) where key = $1`, [key]);
  }

  /** @throws TooManyTries */
  async countConfirmation(personId: string): Promise<void> {
    await this.count([{ key: `confirm:${personId}`, most: TRIES_PER_ACCOUNT_AND_NETWORK }]);
  }

  async forgiveConfirmation(personId: string): Promise<void> {
    await this.db.query(`delete from login_throttle where key = $1`, [`confirm:${personId}`]);
  }

  async record(
    outcome: LoginOutcome,
    login: string,
    network: string,
    person?: { organisationId: string; personId: string },
  ): Promise<void> {
    await this.db.query(
      `insert into login_attempt (network, login_digest, outcome, organisation_id, person_id)
       values ($1, $2, $3, $4, $5)`,
      [network, digest(login), outcome, person?.organisationId ?? null, person?.personId ?? null],
    );
    await this.sweep();
  }

  /** One key per statement, never two rows in one: parallel tries cannot deadlock. */
  private async count(limits: Limit[]): Promise<void> {
    let wait = 0;
    for (const { key, most } of limits) {
      const rows: { hits: number; wait: number }[] = await this.db.query(
        `insert into login_throttle as t (key, hits, resets_at) values ($1, 1, now() + make_interval(secs => $2))
         on conflict (key) do update set
           hits = case when t.resets_at <= now() then 1 else least(t.hits, 1000000) + 1 end,
           resets_at = case when t.resets_at <= now() then excluded.resets_at else t.resets_at end
         returning hits, ceil(extract(epoch from resets_at - now()))::int as wait`,
        [key, WINDOW_SECONDS],
      );
      const row = rows[0];
      if (row !== undefined && row.hits > most) wait = Math.max(wait, row.wait, 1);
    }
    if (wait > 0) throw new TooManyTries(wait);
  }

  private async sweep(): Promise<void> {
    await this.db.query(
      `with old_attempt as (delete from login_attempt where id in (select id from login_attempt
          where at < now() - interval '184 days' order by at limit $1)),
        old_session as (delete from session where token_hash in (select token_hash from session
          where expires_at < now() order by expires_at limit $1 for update skip locked))
       delete from login_throttle where key in (select key from login_throttle
          where resets_at < now() - interval '1 hour' order by resets_at limit $1 for update skip locked)`,
      [SWEPT_PER_TRY],
    );
  }
}

/** Account and network together first: it is the one a right password clears. */
function loginLimits(login: string, network: string): Limit[] {
  const account = digest(login).toString('hex');
  return [
    { key: `pair:${account}:${network}`, most: TRIES_PER_ACCOUNT_AND_NETWORK },
    { key: `account:${account}`, most: TRIES_PER_ACCOUNT },
    { key: `network:${network}`, most: TRIES_PER_NETWORK },
  ];
}

function digest(login: string): Buffer {
  return createHash('sha256').update(login).digest();
}
