import type { Tx } from '../platform/db/tx.js';

/** The pattern in force for a herb: its own, else the one for all. */
export async function schemeFor(tx: Tx, organisationId: string, herb: string): Promise<string | undefined> {
  const rows: { pattern: string }[] = await tx.query(
    `select pattern from batch_number_scheme where organisation_id = $1 and (herb = $2 or herb is null)
     order by herb nulls last, recorded_at desc, id desc limit 1`,
    [organisationId, herb],
  );
  return rows[0]?.pattern;
}

/** The next of a series. Two acts at once wait for each other, so neither gets the other's number. */
export async function nextSequence(tx: Tx, organisationId: string, scope: string): Promise<number> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('batch-number:' || $1 || ':' || $2, 0))`, [
    organisationId,
    scope,
  ]);
  const rows: { next: number }[] = await tx.query(
    `select coalesce(max(sequence), 0) + 1 as next from batch_number where organisation_id = $1 and scope = $2`,
    [organisationId, scope],
  );
  return rows[0]!.next;
}

export interface NumberLine {
  number: string;
  batch: string | null;
  voidReason: string | null;
  recordedAt: string;
}

export async function numbersOf(tx: Tx, organisationId: string): Promise<NumberLine[]> {
  const rows: (Omit<NumberLine, 'recordedAt'> & { recordedAt: Date })[] = await tx.query(
    `select number, case when void_reason is null then id end as batch, void_reason as "voidReason",
            recorded_at as "recordedAt"
     from batch_number where organisation_id = $1 order by recorded_at desc, id desc limit 1000`,
    [organisationId],
  );
  return rows.map(({ recordedAt, ...line }) => ({ ...line, recordedAt: recordedAt.toISOString() }));
}

/** A place in a series that no batch has. */
export interface NumberGap {
  /** The series, with # for its running part. */
  scope: string;
  sequence: number;
  /** The number as declared void, with its reason; null: nobody has explained it. */
  number: string | null;
  voidReason: string | null;
}

/**
 * Places below the highest of each series that no batch has. A void number explains the gap it would have filled: its
 * text is the series with the running part in the place of #, with or without zeros before it.
 */
export async function gapsOf(tx: Tx, organisationId: string): Promise<NumberGap[]> {
  return tx.query(
    `with series as (select scope, max(sequence) as highest from batch_number
                     where organisation_id = $1 and scope is not null group by scope),
     place as (select s.scope, n as sequence from series s cross join generate_series(1, least(s.highest, 100000)) n)
     select p.scope, p.sequence, v.number, v.void_reason as "voidReason"
     from place p
     left join batch_number u on u.organisation_id = $1 and u.scope = p.scope and u.sequence = p.sequence
     left join lateral (
       select number, void_reason from batch_number
       where organisation_id = $1 and void_reason is not null
         and starts_with(number, split_part(p.scope, '#', 1)) and right(number, length(split_part(p.scope, '#', 2))) = split_part(p.scope, '#', 2)
         and ltrim(substr(number, length(split_part(p.scope, '#', 1)) + 1,
               length(number) - length(p.scope) + 1), '0') = p.sequence::text
       order by recorded_at limit 1) v on true
     where u.id is null order by p.scope, p.sequence limit 1000`,
    [organisationId],
  );
}
