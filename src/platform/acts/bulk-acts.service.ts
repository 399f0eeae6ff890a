import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { inTx, type Tx } from '../db/tx.js';
import { scopeOf, type Actor } from '../http/actor.js';
import { bodyHash } from './acts.service.js';
import { GroupedActs } from './grouped-acts.js';
import { Recorded } from './recorded.js';

/** What one act of a set came to: its answer, or what stood against it. */
export type Outcome = Recorded<object> | { failed: unknown };

/** An act of a set, worked out but not yet written. Its answer is known before its rows are. */
export interface Prepared {
  answer: object;
}

/** How one kind of act is performed, one at a time and many at once. */
export interface BulkKind<B extends { id: string }, P extends Prepared> {
  kind: string;
  /** Works out each act, in order; an error in place of a preparation fails that act alone. */
  prepare(tx: Tx, bodies: readonly B[]): Promise<(P | Error)[]>;
  /** Writes the acts that are new, all of them in a few statements. */
  write(tx: Tx, prepared: readonly P[]): Promise<void>;
  /** The same act alone: decides everything that does not go smoothly in the set. */
  alone(body: B): Promise<Recorded<object>>;
}

/** Acts in one transaction: long enough to spare round trips, short enough that locks are held for milliseconds. */
const SET_SIZE = 500;

/** A device sends a whole set again when it saw no answer; acts that come one by one are nearly always new. */
type Replays = 'look-first' | 'expect-new';

interface ActSet<B extends { id: string }, P extends Prepared> {
  bodies: readonly B[];
  hashes: readonly Buffer[];
  way: BulkKind<B, P>;
  replays: Replays;
}

interface StoredAct {
  id: string;
  body_hash: Buffer;
  answer: object;
}

/**
 * Performs many acts of one kind in sets of 500, each set one transaction. Every act still happens exactly once by its
 * client's id, and fails or succeeds alone: what was done before is answered from the stored acts, what meets anything
 * else (a taken id, an act given twice, a set that was rolled back) is performed by itself.
 *
 * An act is claimed before its rows are written. The claim's primary key decides races with other requests; ids are
 * claimed in ascending order, so two devices that send the same acts wait for each other instead of deadlocking.
 */
@Injectable()
export class BulkActs {
  private readonly groups = new GroupedActs<{ id: string }, Outcome>();

  constructor(@InjectDataSource() private readonly db: DataSource) {}

  /**
   * One act, together with what the same person records at the same time: for kinds that come in streams (a program
   * with an API key, a device that sends act by act). An act that comes alone goes the way of an act alone.
   */
  async gather<B extends { id: string }, P extends Prepared, T extends object>(
    actor: Actor,
    body: B,
    way: BulkKind<B, P>,
  ): Promise<Recorded<T>> {
    // Facts seal who acted, and row-level security knows one organisation: only one person's acts share a transaction.
    const line = `${way.kind} ${actor.organisation.id} ${actor.personId} ${actor.role}`;
    const outcome = await this.groups.add(line, body, async (bodies) => {
      const group = bodies as B[];
      if (group.length === 1) return [await attempt(() => way.alone(group[0]!))];
      return this.performSet(actor, group, way, 'expect-new');
    });
    if (outcome instanceof Recorded) return outcome as Recorded<T>;
    throw outcome.failed;
  }

  async perform<B extends { id: string }, P extends Prepared>(
    actor: Actor,
    bodies: readonly B[],
    way: BulkKind<B, P>,
  ): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let from = 0; from < bodies.length; from += SET_SIZE)
      outcomes.push(...(await this.performSet(actor, bodies.slice(from, from + SET_SIZE), way, 'look-first')));
    return outcomes;
  }

  private async performSet<B extends { id: string }, P extends Prepared>(
    actor: Actor,
    bodies: readonly B[],
    way: BulkKind<B, P>,
    replays: Replays,
  ): Promise<Outcome[]> {
    const hashes = bodies.map((body) => bodyHash({ id: body.id, kind: way.kind, body }));
    let known: (Outcome | undefined)[];
    try {
      known = await inTx(this.db, scopeOf(actor), (tx) => this.tryAll(tx, actor, { bodies, hashes, way, replays }));
    } catch {
      known = bodies.map(() => undefined); // nothing of the set was written; each act alone will show which one fails
    }
    const outcomes: Outcome[] = [];
    for (const [index, body] of bodies.entries()) outcomes.push(known[index] ?? (await attempt(() => way.alone(body))));
    return outcomes;
  }

  /** Undefined for an act that must be performed by itself. */
  private async tryAll<B extends { id: string }, P extends Prepared>(
    tx: Tx,
    actor: Actor,
    { bodies, hashes, way, replays }: ActSet<B, P>,
  ): Promise<(Outcome | undefined)[]> {
    const stored = replays === 'look-first' ? await storedActs(tx, actor, bodies) : new Map<string, StoredAct>();
    const fresh = bodies.flatMap((body, index) => (stored.has(body.id.toLowerCase()) ? [] : [index]));
    const prepared = await way.prepare(
      tx,
      fresh.map((index) => bodies[index]!),
    );
    const outcomes = bodies.map((body, index): Outcome | undefined => {
      const before = stored.get(body.id.toLowerCase());
      return before?.body_hash.equals(hashes[index]!) ? new Recorded(true, before.answer) : undefined;
    });
    const ready = new Map<number, P>();
    fresh.forEach((index, place) => {
      const one = prepared[place]!;
      if (one instanceof Error) outcomes[index] = { failed: one };
      else ready.set(index, one);
    });
    const claims = [...ready].map(([index, { answer }]) => ({
      id: bodies[index]!.id,
      hash: hashes[index]!,
      answer,
      index,
    }));
    const claimed = await claim(tx, actor, way.kind, claims);
    await way.write(
      tx,
      claimed.map((index) => ready.get(index)!),
    );
    for (const index of claimed) outcomes[index] = new Recorded(false, ready.get(index)!.answer);
    return outcomes;
  }
}

async function attempt(act: () => Promise<Recorded<object>>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    return { failed: error };
  }
}

async function storedActs(tx: Tx, actor: Actor, bodies: readonly { id: string }[]): Promise<Map<string, StoredAct>> {
  const rows: StoredAct[] = await tx.query(
    `select id, body_hash, answer from act where id = any($1::uuid[]) and organisation_id = $2`,
    [bodies.map(({ id }) => id), actor.organisation.id],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Claims what can be claimed; gives the positions of what was. An id given twice is claimed by its first act. */
async function claim(
  tx: Tx,
  actor: Actor,
  kind: string,
  claims: { id: string; hash: Buffer; answer: object; index: number }[],
): Promise<number[]> {
  const first = new Map<string, (typeof claims)[number]>();
  for (const one of claims) if (!first.has(one.id.toLowerCase())) first.set(one.id.toLowerCase(), one);
  const ordered = [...first.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const rows: { id: string }[] = await tx.query(
    `/* keep: claim-acts */
     insert into act (id, organisation_id, person_id, kind, body_hash, answer)
     select id, $1, $2, $3, decode(hash, 'hex'), answer
       from rows from (unnest($4::uuid[]), unnest($5::text[]), json_array_elements($6::json)) as given(id, hash, answer)
     on conflict (id) do nothing returning id`,
    [
      actor.organisation.id,
      actor.personId,
      kind,
      ordered.map(({ id }) => id),
      ordered.map(({ hash }) => hash.toString('hex')),
      `[${ordered.map(({ answer }) => JSON.stringify(answer)).join(',')}]`, // json keeps each of them to the letter
    ],
  );
  return rows.map(({ id }) => first.get(id)!.index);
}
