import type { Tx } from '../platform/db/tx.js';
import type { Hash, HashReader, Node, NodeId } from './merkle.js';

/** Only one sequencer seals at a time, in this or any other process. The number is ours alone. */
const SEQUENCER_LOCK = 1_764_000_300;

export interface StoredCheckpoint {
  size: bigint;
  root: Hash;
  note: string;
}

export interface UnsealedFact {
  id: string;
  bytes: Buffer;
}

/** A fact in its place, as a listener of the sequencer is told. */
export interface SealedFact {
  factId: string;
  leafIndex: bigint;
}

/** Takes the sequencer's lock until the transaction ends; false when another sequencer has it. */
export async function lockSequencer(tx: Tx): Promise<boolean> {
  const rows: { locked: boolean }[] = await tx.query(`select pg_try_advisory_xact_lock($1) as locked`, [
    SEQUENCER_LOCK,
  ]);
  return rows[0]!.locked;
}

/** The checkpoint of the largest tree, and how many leaves there are. */
export async function newestState(tx: Tx): Promise<{ newest: StoredCheckpoint | undefined; leaves: bigint }> {
  const rows: { tree_size: string | null; root_hash: Buffer; note: string; leaves: string }[] = await tx.query(
    `select c.tree_size, c.root_hash, c.note, coalesce((select max(leaf_index) + 1 from ledger_leaf), 0) as leaves
       from (select 1) as always
       left join (select * from ledger_checkpoint order by tree_size desc limit 1) c on true`,
  );
  const { tree_size, root_hash, note, leaves } = rows[0]!;
  const newest = tree_size === null ? undefined : { size: BigInt(tree_size), root: root_hash, note };
  return { newest, leaves: BigInt(leaves) };
}

/** Reads complete subtrees in one query. The reader throws for one that the database does not have. */
export async function readNodes(tx: Tx, ids: readonly NodeId[]): Promise<HashReader> {
  const rows: { level: number; index: string; hash: Buffer }[] =
    ids.length === 0
      ? []
      : await tx.query(
          `with asked as (select * from unnest($1::smallint[], $2::bigint[]) as asked(level, index))
           select n.level, n.index, n.hash from ledger_node n join asked using (level, index)
           union all
           select 0, l.leaf_index, l.leaf_hash from ledger_leaf l join asked on asked.level = 0 and asked.index = l.leaf_index`,
          [ids.map(({ level }) => level), ids.map(({ index }) => index.toString())],
        );
  const known = new Map(rows.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return ({ level, index }) => {
    const hash = known.get(`${level}/${index}`);
    if (hash === undefined) throw new RangeError(`the tree has no node at level ${level}, index ${index}`);
    return hash;
  };
}

/** `width` neighbouring nodes of one level, in order: fewer when the tree does not have them all. */
export async function readRow(tx: Tx, from: NodeId, width: number): Promise<Hash[]> {
  const [table, column, hash] =
    from.level === 0 ? ['ledger_leaf', 'leaf_index', 'leaf_hash'] : ['ledger_node', 'index', 'hash'];
  const level = from.level === 0 ? '' : `and level = ${Number(from.level)}`;
  const rows: { hash: Buffer }[] = await tx.query(
    `select ${hash} as hash from ${table} where ${column} >= $1 and ${column} < $1::bigint + $2 ${level} order by ${column}`,
    [from.index.toString(), width],
  );
  return rows.map((row) => row.hash);
}

/** Facts that have no leaf yet: whatever is committed and waiting, never "newer than the last". */
export async function takeUnsealed(tx: Tx, limit: number): Promise<UnsealedFact[]> {
  return tx.query(
    `select f.id, f.bytes from fact_unsealed u join fact f on f.id = u.fact_id order by u.fact_id limit $1`,
    [limit],
  );
}

/** Writes a sealed batch in one statement: leaves, the subtrees they completed, the checkpoint; and takes it off the list. */
export async function insertBatch(
  tx: Tx,
  facts: readonly UnsealedFact[],
  nodes: readonly Node[],
  checkpoint: StoredCheckpoint,
): Promise<void> {
  const leaves = nodes.filter(({ level }) => level === 0);
  const above = nodes.filter(({ level }) => level > 0);
  const hex = ({ hash }: Node): string => hash.toString('hex');
  await tx.query(
    `with leaf as (
       insert into ledger_leaf (leaf_index, fact_id, leaf_hash)
       select leaf_index, fact_id, decode(hash, 'hex')
         from unnest($1::bigint[], $2::uuid[], $3::text[]) as given(leaf_index, fact_id, hash)
     ), node as (
       insert into ledger_node (level, index, hash)
       select level, index, decode(hash, 'hex')
         from unnest($4::smallint[], $5::bigint[], $6::text[]) as given(level, index, hash)
     ), checkpoint as (
       insert into ledger_checkpoint (tree_size, root_hash, note) values ($7, $8, $9)
     )
     delete from fact_unsealed where fact_id = any($2::uuid[])`,
    [
      leaves.map(({ index }) => index.toString()),
      facts.map(({ id }) => id),
      leaves.map(hex),
      above.map(({ level }) => level),
      above.map(({ index }) => index.toString()),
      above.map(hex),
      checkpoint.size.toString(),
      checkpoint.root,
      checkpoint.note,
    ],
  );
}

/** A fact's leaf, or whether it waits for one: one statement, so that it cannot be sealed between two looks. */
export async function placeOf(tx: Tx, factId: string): Promise<{ index: bigint | undefined; waiting: boolean }> {
  const rows: { leaf_index: string | null; waiting: boolean }[] = await tx.query(
    `select (select leaf_index from ledger_leaf where fact_id = $1) as leaf_index,
            exists (select from fact_unsealed where fact_id = $1) as waiting`,
    [factId],
  );
  const { leaf_index, waiting } = rows[0]!;
  return { index: leaf_index === null ? undefined : BigInt(leaf_index), waiting };
}

export interface StoredKey {
  fingerprint: string;
  origin: string;
  verifierKey: string;
}

/** The key that signs now. Earlier rows are keys under which nothing was ever signed. */
export async function newestKey(tx: Tx): Promise<StoredKey | undefined> {
  const rows: StoredKey[] = await tx.query(
    `select fingerprint, origin, verifier_key as "verifierKey" from ledger_key order by recorded_at desc limit 1`,
  );
  return rows[0];
}

export async function insertKey(tx: Tx, key: StoredKey): Promise<void> {
  await tx.query(
    `insert into ledger_key (fingerprint, origin, verifier_key) values ($1, $2, $3) on conflict do nothing`,
    [key.fingerprint, key.origin, key.verifierKey],
  );
}

export async function insertCheckpoint(tx: Tx, { size, root, note }: StoredCheckpoint): Promise<void> {
  await tx.query(
    `insert into ledger_checkpoint (tree_size, root_hash, note) values ($1, $2, $3) on conflict do nothing`,
    [size.toString(), root, note],
  );
}
