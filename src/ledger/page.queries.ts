import type { Tx } from '../platform/db/tx.js';
import type { Hash } from './merkle.js';
import type { FactRow, LeafRow, Misfit, Page } from './page-check.js';

interface FactColumns {
  organisation_id: string;
  id: string;
  type: string;
  visibility: string;
  occurred_at: Date;
  recorded_at: Date;
  bytes: Buffer;
  body: unknown;
}

const FACT = `f.organisation_id, f.id, f.type, f.visibility, f.occurred_at, f.recorded_at, f.bytes, f.body`;

/** Leaves [from, from + count) with their facts and the stored nodes they completed; the frontier is the caller's. */
export async function readPage(tx: Tx, from: bigint, count: number): Promise<Omit<Page, 'frontier'>> {
  const rows: ({ leaf_index: string; fact_id: string; leaf_hash: Buffer } & Partial<FactColumns>)[] = await tx.query(
    `select l.leaf_index, l.fact_id, l.leaf_hash, ${FACT}
       from ledger_leaf l left join fact f on f.id = l.fact_id
      where l.leaf_index >= $1 order by l.leaf_index limit $2`,
    [from.toString(), count],
  );
  const facts = await withParts(tx, rows.filter((row) => row.id !== null) as unknown as FactColumns[]);
  const leaves = rows.map((row): LeafRow => ({
    leafIndex: BigInt(row.leaf_index),
    factId: row.fact_id,
    leafHash: row.leaf_hash,
    fact: facts.get(row.fact_id),
  }));
  return { from, leaves, stored: await readCompleted(tx, from, from + BigInt(rows.length)) };
}

/** Facts that no leaf holds: those still waiting for the sequencer, and any that got in past it. */
export async function readUnsealed(
  tx: Tx,
  afterId: string,
  limit: number,
): Promise<(FactRow & { waiting: boolean })[]> {
  const rows: (FactColumns & { waiting: boolean })[] = await tx.query(
    `select ${FACT}, exists (select from fact_unsealed u where u.fact_id = f.id) as waiting
       from fact f where f.id > $1 and not exists (select from ledger_leaf l where l.fact_id = f.id)
      order by f.id limit $2`,
    [afterId, limit],
  );
  const facts = await withParts(tx, rows);
  return rows.map((row) => ({ ...facts.get(row.id)!, waiting: row.waiting }));
}

/** A fact that has no leaf and does not wait for one: it got into the table past the ledger. */
export async function strayFact(tx: Tx): Promise<Misfit | undefined> {
  const rows: { id: string }[] = await tx.query(
    `select id from fact f
      where not exists (select from ledger_leaf l where l.fact_id = f.id)
        and not exists (select from fact_unsealed u where u.fact_id = f.id)
      order by id limit 1`,
  );
  return rows[0] && { factId: rows[0].id, what: 'the fact has no leaf and was never handed to the sequencer' };
}

async function withParts(tx: Tx, rows: readonly FactColumns[]): Promise<Map<string, FactRow>> {
  const ids = rows.map(({ id }) => id);
  const claimed = rows.flatMap((row) => subjectsIn(row).map((subject) => ({ subject, fact: row.id })));
  const subjects: { fact_id: string; subject_id: string }[] = await tx.query(
    `select s.fact_id, s.subject_id from unnest($1::uuid[], $2::uuid[]) as claimed(subject_id, fact_id)
       join fact_subject s using (subject_id, fact_id)`,
    [claimed.map(({ subject }) => subject), claimed.map(({ fact }) => fact)],
  );
  const sealed: { fact_id: string; name: string; value: unknown; salt: Buffer | null }[] = await tx.query(
    `select v.fact_id, v.name, v.value, v.salt from unnest($1::uuid[], $2::uuid[]) as asked(organisation_id, fact_id)
       join sealed_value v using (organisation_id, fact_id) order by v.fact_id, v.name`,
    [rows.map((row) => row.organisation_id), ids],
  );
  const facts = new Map<string, FactRow & { subjects: string[]; sealed: FactRow['sealed'][number][] }>();
  for (const row of rows) {
    const { id, type, visibility, bytes, body } = row;
    const times = { occurredAt: row.occurred_at, recordedAt: row.recorded_at };
    facts.set(id, {
      organisationId: row.organisation_id,
      id,
      type,
      visibility,
      ...times,
      bytes,
      body,
      subjects: [],
      sealed: [],
    });
  }
  for (const { fact_id, subject_id } of subjects) facts.get(fact_id)!.subjects.push(subject_id);
  for (const { fact_id, name, value, salt } of sealed) facts.get(fact_id)!.sealed.push({ name, value, salt });
  return facts;
}

/** What the bytes say it is about; nothing when they cannot be read (the check of the bytes will say so). */
function subjectsIn({ bytes }: FactColumns): string[] {
  try {
    const { subjects } = JSON.parse(bytes.toString('utf8')) as { subjects: string[] };
    return subjects.filter((subject) => /^[0-9a-f-]{36}$/.test(subject));
  } catch {
    return [];
  }
}

/** The stored subtrees that leaves [from, to) completed: those whose last leaf is among them. */
async function readCompleted(tx: Tx, from: bigint, to: bigint): Promise<Page['stored']> {
  const rows: { level: number; index: string; hash: Hash }[] = await tx.query(
    `select n.level, n.index, n.hash from generate_series(1, 62) as l(level)
       join ledger_node n on n.level = l.level and n.index >= $1::bigint >> l.level and n.index < $2::bigint >> l.level`,
    [from.toString(), to.toString()],
  );
  const known = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return (level, index) => known.get(`${level}/${index}`);
}
