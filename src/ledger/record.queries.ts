import type { Tx } from '../platform/db/tx.js';

/** One sealed value on its way into the table; `value` is JSON text. */
export interface SealedRow {
  factId: string;
  name: string;
  value: string;
  salt: Buffer;
}

export interface FactRows {
  organisationId: string;
  recordedAt: string;
  /** Canonical JSON texts, one a fact. */
  texts: string[];
  parties: { factId: string; partyId: string }[];
  sealed: SealedRow[];
}

/**
 * Years a sealed value is kept at least: records of GSP 5 years, of GAP (article 36) 3 years after the last sale. A room
 * that learns of a later last sale moves keep_until on; it never moves back.
 */
const KEEP_YEARS = 5;

/**
 * Facts with all that belongs to them, in one statement and one round trip, one fact or a thousand. Columns are read
 * from the very text that is stored as bytes, so they cannot say anything else. Texts travel as one array of the type
 * json, which keeps each of them to the letter; as text[] every quotation mark in them would have to be escaped.
 */
const INSERT_FACTS = `/* keep: insert-facts */
  with new_fact as materialized (
    select text, text::jsonb as body from (select value::text from json_array_elements($1::json)) as given(text)
  ), fact_row as (
    insert into fact (organisation_id, id, type, visibility, occurred_at, recorded_at, bytes, body)
    select (body->>'organisation')::uuid, (body->>'id')::uuid, body->>'type', body->>'visibility',
           (body->>'occurredAt')::timestamptz, (body->>'recordedAt')::timestamptz, convert_to(text, 'UTF8'), body
      from new_fact
  ), subject_row as (
    insert into fact_subject (organisation_id, fact_id, subject_id)
    select (body->>'organisation')::uuid, (body->>'id')::uuid, subject::uuid
      from new_fact cross join lateral jsonb_array_elements_text(body->'subjects') as subject
  ), party_row as (
    insert into fact_party (organisation_id, fact_id, party_id)
    select $2::uuid, fact_id, party_id from unnest($3::uuid[], $4::uuid[]) as given(fact_id, party_id)
  ), sealed_row as (
    insert into sealed_value (organisation_id, fact_id, name, value, salt, keep_until)
    select $2::uuid, fact_id, name, value::jsonb, decode(salt, 'hex'), $9::timestamptz + make_interval(years => ${KEEP_YEARS})
      from rows from (unnest($5::uuid[]), unnest($6::text[]), unnest($7::text[]), json_array_elements($8::json))
        as given(fact_id, name, salt, value)
  )
  insert into fact_unsealed (fact_id) select (body->>'id')::uuid from new_fact`;

export async function insertFacts(tx: Tx, rows: FactRows): Promise<void> {
  await tx.query(INSERT_FACTS, [
    `[${rows.texts.join(',')}]`,
    rows.organisationId,
    rows.parties.map((row) => row.factId),
    rows.parties.map((row) => row.partyId),
    rows.sealed.map((row) => row.factId),
    rows.sealed.map((row) => row.name),
    rows.sealed.map((row) => row.salt.toString('hex')),
    `[${rows.sealed.map((row) => row.value).join(',')}]`,
    rows.recordedAt,
  ]);
}
