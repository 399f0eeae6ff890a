import type { Tx } from '../platform/db/tx.js';
import type { Variant } from './public-document.js';

/** Only one writer at a time for one batch: a slow one must not put an older page over a newer. Held until commit. */
export async function lockPages(tx: Tx, lot: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('public_document ' || $1, 0))`, [lot]);
}

/** How many facts name the lot itself, whoever may read them. */
export async function countFacts(tx: Tx, lot: string): Promise<string> {
  const rows: { count: string }[] = await tx.query(`select count(*) as count from fact_subject where subject_id = $1`, [
    lot,
  ]);
  return rows[0]!.count;
}

/** The lot and everything it was made of, by matter or origin, at any depth. */
export async function lotAndAncestors(tx: Tx, lot: string): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `with recursive up (id) as (select $1::uuid union select e.parent from up join lot_edge e on e.child = up.id)
     select id from up`,
    [lot],
  );
  return rows.map(({ id }) => id);
}

/** How many different growers these lots name as their origin. */
export async function countGrowers(tx: Tx, lots: readonly string[]): Promise<number> {
  const rows: { count: number }[] = await tx.query(
    `select count(distinct subject)::int as count from lot_origin where kind = 'grower' and lot = any($1::uuid[])`,
    [lots],
  );
  return rows[0]!.count;
}

/** Facts that placed or lifted a hold which binds (or, while it stood, bound) this lot. */
export async function holdFacts(tx: Tx, lot: string): Promise<string[]> {
  const rows: { placed: string; lifted: string | null }[] = await tx.query(
    `select h.placed_fact as placed, h.lifted_fact as lifted
       from hold_mark m join hold h on h.id = m.hold_id join lot l on l.id = m.lot_id
      where m.lot_id = $1
        and (h.authority in ('regulator', 'recall') or h.organisation_id in (l.owner_id, l.holder_id, l.made_by))`,
    [lot],
  );
  return rows.flatMap(({ placed, lifted }) => (lifted === null ? [placed] : [placed, lifted]));
}

/** Where a fact stands in the newest signed tree; undefined until it is sealed. */
export async function leafOf(tx: Tx, factId: string): Promise<{ leafIndex: number; treeSize: number } | undefined> {
  const rows: { leafIndex: number; treeSize: number }[] = await tx.query(
    `select leaf_index::float8 as "leafIndex", tree_size::float8 as "treeSize"
       from ledger_leaf, lateral (select max(tree_size) as tree_size from ledger_checkpoint) c
      where fact_id = $1 and tree_size > leaf_index`,
    [factId],
  );
  return rows[0];
}

/** Batches whose story may change by what happened to these subjects: lots, what lots came from, and all made of them. */
export async function batchesTouchedBy(tx: Tx, subjects: readonly string[]): Promise<string[]> {
  if (subjects.length === 0) return [];
  const rows: { id: string }[] = await tx.query(
    `with recursive down (id) as (
       select id from lot where id = any($1::uuid[])
       union select lot from lot_origin where subject = any($1::uuid[])
       union select m.lot_id from hold h join hold_mark m on m.hold_id = h.id where h.id = any($1::uuid[])
       union select e.child from down join lot_edge e on e.parent = down.id)
     select l.id from down join lot l on l.id = down.id and l.kind = 'batch'`,
    [subjects],
  );
  return rows.map(({ id }) => id);
}

/** Versions of a lot's stored pages by variant. */
export async function storedVersions(tx: Tx, lot: string): Promise<Map<string, string>> {
  const rows: { variant: string; version: string }[] = await tx.query(
    `select variant, version from public_document where lot_id = $1`,
    [lot],
  );
  return new Map(rows.map(({ variant, version }) => [variant, version]));
}

export async function storeDocument(
  tx: Tx,
  lot: string,
  variant: Variant,
  document: { version: string; packed: Buffer; factsSeen: string },
): Promise<void> {
  await tx.query(
    `insert into public_document (lot_id, variant, version, packed, facts_seen) values ($1, $2, $3, $4, $5)
     on conflict (lot_id, variant) do update
       set version = excluded.version, packed = excluded.packed, facts_seen = excluded.facts_seen, written_at = clock_timestamp()`,
    [lot, variant, document.version, document.packed, document.factsSeen],
  );
}

/** Nothing to be seen has changed: only note that the newest facts were looked at. */
export async function touchDocument(tx: Tx, lot: string, variant: Variant, factsSeen: string): Promise<void> {
  await tx.query(
    `update public_document set facts_seen = $3, written_at = clock_timestamp() where lot_id = $1 and variant = $2`,
    [lot, variant, factsSeen],
  );
}

/** The next sealed leaves: where they begin, their facts' subjects, and where to go on. Undefined when there are none. */
export async function nextLeaves(
  tx: Tx,
  limit: number,
): Promise<{ from: string; subjects: string[]; next: string } | undefined> {
  const rows: { from: string; subject: string | null; leaf: string }[] = await tx.query(
    `select p.next_leaf as from, s.subject, t.leaf_index as leaf
       from public_document_progress p
       cross join lateral (select leaf_index, fact_id from ledger_leaf where leaf_index >= p.next_leaf
                            order by leaf_index limit $1) t
       join fact f on f.id = t.fact_id
       left join lateral jsonb_array_elements_text(f.body->'subjects') s(subject) on true
      order by t.leaf_index`,
    [limit],
  );
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return undefined;
  return {
    from: first.from,
    subjects: [...new Set(rows.flatMap(({ subject }) => subject ?? []))],
    next: String(Number(last.leaf) + 1),
  };
}

/** Notes how far pages follow, unless another process has gone on meanwhile. */
export async function advanceTo(tx: Tx, from: string, next: string): Promise<void> {
  await tx.query(`update public_document_progress set next_leaf = $2 where next_leaf = $1`, [from, next]);
}
