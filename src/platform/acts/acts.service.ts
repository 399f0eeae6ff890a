import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { canonicalBytes } from '../canonical-json.js';
import { inTx, type Tx } from '../db/tx.js';
import { violatedConstraint } from '../db/pg-errors.js';
import { newId } from '../ids.js';
import { scopeOf, type Actor } from '../http/actor.js';
import { IdAlreadyUsed } from './acts.errors.js';
import { Recorded } from './recorded.js';

/** What a client asked for: `id` is its own UUIDv7, `kind` names the act, `path` the resource it was sent to. */
export interface ActRequest {
  id: string;
  kind: string;
  path?: string;
  /** Hashed to tell a replay from another content; must not hold secrets such as passwords. */
  body: unknown;
}

interface StoredAct {
  body_hash: Buffer;
  answer: object;
}

/**
 * Runs acts exactly once. The act's rows, its lot changes, its fact, its outbox row and its answer commit together;
 * the primary key of `act` decides races. A new id pays nothing for this: only when something went wrong (the id is
 * taken, or the work failed, perhaps because it was done before) is the stored act looked up.
 */
@Injectable()
export class Acts {
  constructor(@InjectDataSource() private readonly db: DataSource) {}

  async perform<T extends object>(actor: Actor, act: ActRequest, work: (tx: Tx) => Promise<T>): Promise<Recorded<T>> {
    const hash = bodyHash(act);
    try {
      const answer = await inTx(this.db, scopeOf(actor), async (tx) => {
        const result = await work(tx);
        await claim(tx, actor, act, hash, result);
        return result;
      });
      return new Recorded(false, answer);
    } catch (error) {
      return this.replayOrThrow<T>(actor, act, hash, error);
    }
  }

  private async replayOrThrow<T extends object>(
    actor: Actor,
    act: ActRequest,
    hash: Buffer,
    error: unknown,
  ): Promise<Recorded<T>> {
    const stored = await inTx(this.db, scopeOf(actor), async (tx): Promise<StoredAct | undefined> => {
      const rows: StoredAct[] = await tx.query(`select body_hash, answer from act where id = $1`, [act.id]);
      return rows[0];
    });
    if (stored !== undefined && stored.body_hash.equals(hash)) return new Recorded(true, stored.answer as T);
    const taken = stored !== undefined || error instanceof IdTaken || isTakenKey(error);
    if (!taken) throw error;
    await this.keepConflict(actor, act, hash);
    throw new IdAlreadyUsed(act.id, stored !== undefined);
  }

  private async keepConflict(actor: Actor, act: ActRequest, hash: Buffer): Promise<void> {
    await inTx(this.db, scopeOf(actor), (tx) =>
      tx.query(
        `insert into act_conflict (organisation_id, id, act_id, person_id, kind, body, body_hash)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint act_conflict_kept_once do nothing`,
        [actor.organisation.id, newId(), act.id, actor.personId, act.kind, JSON.stringify(act.body), hash],
      ),
    );
  }
}

class IdTaken extends Error {}

/** A row of evidence with this id exists already, be it ours or another organisation's. */
function isTakenKey(error: unknown): boolean {
  return violatedConstraint(error)?.endsWith('_pkey') ?? false;
}

async function claim(tx: Tx, actor: Actor, act: ActRequest, hash: Buffer, answer: object): Promise<void> {
  const rows: unknown[] = await tx.query(
    `insert into act (id, organisation_id, person_id, kind, body_hash, answer)
     values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing returning 1`,
    [act.id, actor.organisation.id, actor.personId, act.kind, hash, JSON.stringify(answer)],
  );
  if (rows.length === 0) throw new IdTaken(act.id);
}

/** SHA-256 over the canonical form of kind, path and body: what "the same request" means. */
export function bodyHash(act: ActRequest): Buffer {
  const content = canonicalBytes({ kind: act.kind, path: act.path ?? '', body: plain(act.body) });
  return createHash('sha256').update(content).digest();
}

/** A DTO as the JSON it came from: instances of classes become plain objects, and what was left out stays out. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) copy[key] = plain(field);
  return copy;
}
