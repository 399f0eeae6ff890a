import { Injectable } from '@nestjs/common';
import type { Json } from '../platform/canonical-json.js';
import { databaseNow, type Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { ACTOR, envelopeOf, factBytes, jsonText, type Fact, type NewFact } from './fact.js';
import { insertFacts, type FactRows } from './record.queries.js';
import { commitmentToText, newSalts } from './sealed-value.js';

/** A sealed value that the asking organisation may open; value and salt are null once erased. */
export interface OpenedValue {
  factId: string;
  name: string;
  value: Json;
  salt: Buffer | null;
}

/** Records facts, in the transaction of the act they tell of, and reads them back. Sealing into the tree happens later. */
@Injectable()
export class Ledger {
  /**
   * Records one fact. The acting person is sealed in it as `actor`; recordedAt is the database's clock.
   * @throws FactRefused (invalid) when the fact has no canonical bytes, or is not well-formed
   */
  async record(tx: Tx, actor: Actor, fact: NewFact): Promise<{ factId: string }> {
    const [recorded] = await this.recordMany(tx, actor, [fact]);
    return recorded!;
  }

  /** Records many facts of one actor in one statement; answers in the order given. */
  async recordMany(tx: Tx, actor: Actor, facts: readonly NewFact[]): Promise<{ factId: string }[]> {
    if (facts.length === 0) return [];
    const recordedAt = await databaseNow(tx);
    const rows: FactRows = { organisationId: actor.organisation.id, recordedAt, texts: [], parties: [], sealed: [] };
    const acting = { person: actor.personId, name: actor.name, role: actor.role };
    const recorded = facts.map((fact) => ({ factId: addFact(rows, acting, fact) }));
    await insertFacts(tx, rows);
    return recorded;
  }

  /** Lets these organisations open these sealed values of a fact that the acting organisation recorded. */
  async share(
    tx: Tx,
    actor: Actor,
    factId: string,
    names: readonly string[],
    parties: readonly string[],
  ): Promise<void> {
    await tx.query(
      `insert into sealed_share (organisation_id, fact_id, name, party_id)
       select $1, $2, name, party from unnest($3::text[]) name cross join unnest($4::uuid[]) party`,
      [actor.organisation.id, factId, names, parties],
    );
  }

  /**
   * The facts about any of these subjects that the transaction's scope may read, in the order they were recorded; of
   * all types, or of these.
   */
  async factsAbout(tx: Tx, subjects: readonly string[], types?: readonly string[]): Promise<Fact[]> {
    const rows: { bytes: Buffer }[] = await tx.query(
      `select bytes from fact
        where id in (select fact_id from fact_subject where subject_id = any($1::uuid[]))
          and ($2::text[] is null or type = any($2::text[]))
        order by recorded_at, id`,
      [subjects, types ?? null],
    );
    return rows.map(toFact);
  }

  /** The facts of these ids that the transaction's scope may read, in the order they were recorded. */
  async facts(tx: Tx, ids: readonly string[]): Promise<Fact[]> {
    const rows: { bytes: Buffer }[] = await tx.query(
      `select bytes from fact where id = any($1::uuid[]) order by recorded_at, id`,
      [ids],
    );
    return rows.map(toFact);
  }

  /** What the commitments of these facts open to, as far as the transaction's scope may see it. */
  async openedValues(tx: Tx, factIds: readonly string[]): Promise<OpenedValue[]> {
    return tx.query(
      `select fact_id as "factId", name, value, salt from sealed_value
        where fact_id = any($1::uuid[]) order by fact_id, name`,
      [factIds],
    );
  }

  /**
   * Erases value and salt of everything whose time has run out, in a transaction of the system role. The commitments
   * stay, so the log verifies as before. Gives the number of values erased.
   */
  async eraseExpired(tx: Tx): Promise<number> {
    const [, erased]: [unknown, number] = await tx.query(
      `update sealed_value set value = null, salt = null, erased_at = clock_timestamp()
        where erased_at is null and keep_until <= clock_timestamp()`,
    );
    return erased;
  }
}

/** A fact from its bytes: what is shown is what was hashed. */
function toFact({ bytes }: { bytes: Buffer }): Fact {
  return JSON.parse(bytes.toString('utf8')) as Fact;
}

function addFact(rows: FactRows, acting: Json, fact: NewFact): string {
  const factId = fact.id ?? newId();
  const commitments: Record<string, string> = {};
  const values = Object.entries<Json>({ ...fact.sealed, [ACTOR]: acting });
  const salts = newSalts(values.length);
  for (const [i, [name, value]] of values.entries()) {
    const salt = salts[i]!;
    const text = jsonText(fact.type, value);
    commitments[name] = commitmentToText({ factId, name, text }, salt);
    rows.sealed.push({ factId, name, value: text, salt });
  }
  const envelope = envelopeOf(fact, {
    id: factId,
    at: rows.recordedAt,
    organisation: rows.organisationId,
    sealed: commitments,
  });
  rows.texts.push(factBytes(envelope).toString('utf8'));
  for (const partyId of new Set(fact.parties))
    if (partyId !== rows.organisationId) rows.parties.push({ factId, partyId });
  return factId;
}
