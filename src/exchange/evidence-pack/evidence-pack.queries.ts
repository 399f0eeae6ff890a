import type { Tx } from '../../platform/db/tx.js';

/** A fact's exact bytes, as far as the transaction's tenant may have them. */
export interface PackedFact {
  id: string;
  type: string;
  organisation: string;
  bytes: Buffer;
}

/** Facts of fields are about plantings and bases, which harvests name: they are reached in a second step. */
const FIELD_FACTS = [
  'planting.base-registered',
  'planting.base-photographed',
  'planting.plot-registered',
  'planting.seed-lot-received',
  'planting.planted',
  'planting.field-work-done',
];

/**
 * Facts that are about these lots, and about the fields their harvests came from. What a fact of another lot only mentions
 * one of these (a second batch made of the same harvest) is not of this pack. Row-level security decides what is seen.
 */
export async function packedFacts(tx: Tx, lots: readonly string[]): Promise<PackedFact[]> {
  return tx.query(
    `with own as (
       select f.id, f.body from fact f
        where f.id in (select fact_id from fact_subject where subject_id = any($1::uuid[]))
          and (f.body->'open'->>'lot' is null or (f.body->'open'->>'lot')::uuid = any($1::uuid[]))
          and (f.body->'open'->'outputs' is null or exists (
                 select from jsonb_array_elements(f.body->'open'->'outputs') o where (o->>'lot')::uuid = any($1::uuid[])))
     ), place as (
       select (body->'open'->>'planting')::uuid as id from own where body->'open'->>'planting' is not null
       union select (body->'open'->>'base')::uuid from own where body->'open'->>'base' is not null
       union select (p->>'plot')::uuid from own, jsonb_array_elements(body->'open'->'plots') p
              where jsonb_typeof(body->'open'->'plots') = 'array' and jsonb_typeof(p) = 'object'
     ), field as (
       select f.id from fact f
        where f.type = any($2::text[])
          and f.id in (select s.fact_id from fact_subject s join place on place.id = s.subject_id)
          -- A base has other fields, and a plot other years.
          and (f.body->'open'->>'planting' is null or (f.body->'open'->>'planting')::uuid in (select id from place))
          and (f.type <> 'planting.plot-registered' or (f.body->'open'->>'plot')::uuid in (select id from place))
     )
     select id, type, organisation_id as organisation, bytes from fact
      where id in (select id from own union select id from field)
      order by occurred_at, id`,
    [lots, FIELD_FACTS],
  );
}

/** Sealed values of these facts that the tenant may see and that are not erased; the value as the text that was sealed. */
export async function openedValues(
  tx: Tx,
  facts: readonly string[],
): Promise<{ factId: string; name: string; value: unknown; salt: Buffer }[]> {
  return tx.query(
    `select fact_id as "factId", name, value, salt from sealed_value
      where fact_id = any($1::uuid[]) and erased_at is null order by fact_id, name`,
    [facts],
  );
}

/** Names of organisations by id. */
export async function organisationNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const rows: { id: string; name: string }[] = await tx.query(
    `select id, name from organisation where id = any($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
