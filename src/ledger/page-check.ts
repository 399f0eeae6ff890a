/** Recomputes a stretch of the ledger from its bytes and names the first thing that does not fit. */
import { canonicalBytes } from '../platform/canonical-json.js';
import type { Fact } from './fact.js';
import { append, leafHash, type Hash, type Node } from './merkle.js';
import { opensCommitment } from './sealed-value.js';

/** Something in the database that is not what it was when it was signed. */
export interface Misfit {
  readonly what: string;
  readonly leafIndex?: bigint;
  readonly factId?: string;
}

/** One line: where, and what. */
export function misfitText({ what, leafIndex, factId }: Misfit): string {
  const where = [factId && `fact ${factId}`, leafIndex !== undefined && `leaf ${leafIndex}`].filter(Boolean).join(', ');
  return where === '' ? what : `${where}: ${what}`;
}

/** A fact's row, as the database has it now. */
export interface FactRow {
  organisationId: string;
  id: string;
  type: string;
  visibility: string;
  occurredAt: Date;
  recordedAt: Date;
  bytes: Buffer;
  body: unknown;
  /** Which of the subjects in the bytes have a row of their own. */
  subjects: readonly string[];
  sealed: readonly { name: string; value: unknown; salt: Buffer | null }[];
}

export interface LeafRow {
  leafIndex: bigint;
  factId: string;
  leafHash: Hash;
  /** Missing when the fact's row is gone. */
  fact: FactRow | undefined;
}

export interface Page {
  /** The index of the page's first leaf, and the frontier of the tree before it. */
  readonly from: bigint;
  readonly frontier: readonly Hash[];
  readonly leaves: readonly LeafRow[];
  /** The stored hash of a complete subtree above the leaves. */
  readonly stored: (level: number, index: bigint) => Hash | undefined;
}

/** Checks leaves one after the other; stops at the first misfit. Gives the frontier after the page otherwise. */
export function checkPage(page: Page): { misfit: Misfit } | { frontier: Hash[] } {
  let frontier = [...page.frontier];
  let next = page.from;
  for (const leaf of page.leaves) {
    const at = { leafIndex: next, factId: leaf.factId };
    if (leaf.leafIndex !== next) return { misfit: { what: `there is no leaf ${next}`, leafIndex: next } };
    if (leaf.fact === undefined) return { misfit: { ...at, what: 'the fact is gone' } };
    if (!leafHash(leaf.fact.bytes).equals(leaf.leafHash))
      return { misfit: { ...at, what: 'the fact’s bytes are not those whose hash was sealed' } };
    const wrong = checkFact(leaf.fact);
    if (wrong !== undefined) return { misfit: { ...at, what: wrong } };
    const grown = append(frontier, next, [leaf.leafHash]);
    const bad = grown.nodes.find((node) => node.level > 0 && !isStored(node, page));
    if (bad !== undefined)
      return {
        misfit: { ...at, what: `the tree’s node at level ${bad.level}, index ${bad.index} is not that of its leaves` },
      };
    frontier = grown.frontier;
    next += 1n;
  }
  return { frontier };
}

/** Compares everything else that is kept of a fact with its bytes. Gives what does not fit, or undefined. */
export function checkFact(row: FactRow): string | undefined {
  let fact: Fact;
  try {
    fact = JSON.parse(row.bytes.toString('utf8')) as Fact;
    if (!canonicalBytes(fact).equals(row.bytes)) return 'the bytes are not canonical JSON';
  } catch {
    return 'the bytes are not JSON';
  }
  if (!canonicalBytes(row.body).equals(row.bytes))
    return 'the copy to search in (body) does not say what the bytes say';
  const columns: [string, unknown, unknown][] = [
    ['organisation_id', row.organisationId, fact.organisation],
    ['id', row.id, fact.id],
    ['type', row.type, fact.type],
    ['visibility', row.visibility, fact.visibility],
    ['occurred_at', row.occurredAt.getTime(), Date.parse(fact.occurredAt)],
    ['recorded_at', row.recordedAt.getTime(), Date.parse(fact.recordedAt)],
    ['subjects', [...row.subjects].sort().join(), fact.subjects.join()],
  ];
  const wrong = columns.find(([, kept, hashed]) => kept !== hashed);
  if (wrong !== undefined) return `${wrong[0]} is ${String(wrong[1])}, the bytes say ${String(wrong[2])}`;
  return checkSealed(fact, row.sealed);
}

function checkSealed(fact: Fact, values: FactRow['sealed']): string | undefined {
  const commitments = new Map(Object.entries(fact.sealed));
  for (const { name, value, salt } of values) {
    const commitment = commitments.get(name);
    if (commitment === undefined) return `the sealed value "${name}" has no commitment in the bytes`;
    commitments.delete(name);
    if (salt === null) continue;
    if (!opensCommitment({ factId: fact.id, name, value: value as never }, salt, commitment))
      return `the sealed value "${name}" does not open its commitment`;
  }
  const missing = [...commitments.keys()][0];
  return missing === undefined ? undefined : `the row of the sealed value "${missing}" is gone`;
}

function isStored(node: Node, page: Page): boolean {
  return page.stored(node.level, node.index)?.equals(node.hash) ?? false;
}
