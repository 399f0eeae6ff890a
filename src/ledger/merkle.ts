/**
 * The Merkle tree of RFC 6962 §2.1 (the same tree as RFC 9162 §2.1), over SHA-256.
 *
 * Conventions, those of the transparency-dev test vectors:
 * - sizes and indexes are bigint, since trees may be larger than 2^53;
 * - a node (level, index) is the hash of the complete subtree over leaves [index·2^level, (index+1)·2^level);
 * - an index at or beyond the size is an error; a hash is exactly 32 bytes;
 * - consistency from size 0 is an error, even to size 0; between equal sizes the proof is empty and the roots are equal.
 */
import { createHash } from 'node:crypto';

export type Hash = Buffer;

/** Names a complete subtree: level 0 is a leaf. */
export interface NodeId {
  readonly level: number;
  readonly index: bigint;
}

export interface Node extends NodeId {
  readonly hash: Hash;
}

/** Gives the hash of a complete subtree. Throws when it is not kept. */
export type HashReader = (node: NodeId) => Hash;

/** Leaves [from, to): either a complete subtree or everything up to the right edge of a tree. */
interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

export const HASH_BYTES = 32;

/** The root of the tree with no leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Hash = createHash('sha256').digest();

const LEAF_PREFIX = Buffer.from([0x00]);
const NODE_PREFIX = Buffer.from([0x01]);

/** SHA-256(0x00 ‖ bytes). The prefix keeps a leaf from ever being taken for a node. */
export function leafHash(bytes: Uint8Array): Hash {
  return createHash('sha256').update(LEAF_PREFIX).update(bytes).digest();
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return createHash('sha256').update(NODE_PREFIX).update(left).update(right).digest();
}

/** The complete subtrees that make up a tree of this size, from left (largest) to right. */
export function frontierOf(size: bigint): NodeId[] {
  return completeSubtrees({ from: 0n, to: size });
}

/** The root of a tree from the hashes of its frontier, left to right. */
export function rootOf(frontier: readonly Hash[]): Hash {
  return frontier.length === 0 ? EMPTY_ROOT : fold(frontier);
}

/**
 * Appends leaves to a tree of `size` leaves whose frontier is known. Gives the new frontier and every complete subtree
 * that came into being, the new leaves (level 0) among them.
 */
export function append(
  frontier: readonly Hash[],
  size: bigint,
  leafHashes: readonly Hash[],
): { frontier: Hash[]; nodes: Node[] } {
  const stack = [...frontier];
  const nodes: Node[] = [];
  let next = size;
  for (const leaf of leafHashes) {
    let hash = leaf;
    let level = 0;
    let index = next;
    nodes.push({ level, index, hash });
    // A right child completes its parent; how often, the trailing one bits of the leaf's index say.
    while (index & 1n) {
      const left = stack.pop();
      if (left === undefined) throw new RangeError(`the frontier given does not belong to a tree of ${size} leaves`);
      hash = nodeHash(left, hash);
      level += 1;
      index >>= 1n;
      nodes.push({ level, index, hash });
    }
    stack.push(hash);
    next += 1n;
  }
  return { frontier: stack, nodes };
}

/** The complete subtrees that {@link inclusionProof} will read. */
export function inclusionNodes(index: bigint, size: bigint): NodeId[] {
  return inclusionRanges(index, size).flatMap(completeSubtrees);
}

/** The audit path of leaf `index` in the tree of `size` leaves, from the leaf's sibling to the root's child. */
export function inclusionProof(index: bigint, size: bigint, read: HashReader): Hash[] {
  return inclusionRanges(index, size).map((range) => hashOf(range, read));
}

/** The complete subtrees that {@link consistencyProof} will read. */
export function consistencyNodes(from: bigint, to: bigint): NodeId[] {
  return consistencyRanges(from, to).flatMap(completeSubtrees);
}

/** The proof that the tree of `to` leaves begins with the tree of `from` leaves. */
export function consistencyProof(from: bigint, to: bigint, read: HashReader): Hash[] {
  return consistencyRanges(from, to).map((range) => hashOf(range, read));
}

/** RFC 9162 §2.1.3.2. False for a proof that does not lead from the leaf to the root, whatever is wrong with it. */
export function verifyInclusion(leaf: Hash, index: bigint, size: bigint, proof: readonly Hash[], root: Hash): boolean {
  if (index < 0n || index >= size || ![leaf, root, ...proof].every(isHash)) return false;
  let fn = index;
  let sn = size - 1n;
  let r = leaf;
  for (const p of proof) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      r = nodeHash(p, r);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = nodeHash(r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && r.equals(root);
}

/** RFC 9162 §2.1.4.2, with the conventions above for size 0 and equal sizes. */
export function verifyConsistency(
  from: bigint,
  to: bigint,
  fromRoot: Hash,
  toRoot: Hash,
  proof: readonly Hash[],
): boolean {
  if (from <= 0n || to < from || ![fromRoot, toRoot, ...proof].every(isHash)) return false;
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot);
  if (proof.length === 0) return false;
  // When the old tree is itself one complete subtree, its root is the start, and the proof leaves it out.
  const path = isPowerOfTwo(from) ? [fromRoot, ...proof] : proof;
  let fn = from - 1n;
  let sn = to - 1n;
  while (fn & 1n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  const [seed, ...rest] = path;
  let fr = seed as Hash;
  let sr = seed as Hash;
  for (const c of rest) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      fr = nodeHash(c, fr);
      sr = nodeHash(c, sr);
      while (!(fn & 1n) && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      sr = nodeHash(sr, c);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && fr.equals(fromRoot) && sr.equals(toRoot);
}

/** PATH(m, D_n) of RFC 6962 §2.1.1, as the ranges of leaves whose hashes make up the path. */
function inclusionRanges(index: bigint, size: bigint): Range[] {
  if (index < 0n || index >= size) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const ranges: Range[] = [];
  let from = 0n;
  let to = size;
  while (to - from > 1n) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.reverse();
}

/** PROOF(m, D_n) of RFC 6962 §2.1.2, as ranges of leaves. */
function consistencyRanges(old: bigint, size: bigint): Range[] {
  if (old <= 0n || old > size) throw new RangeError(`no consistency proof leads from size ${old} to size ${size}`);
  if (old === size) return [];
  const ranges: Range[] = [];
  let from = 0n;
  let to = size;
  // Walks down to the subtree that ends exactly where the old tree ended.
  while (to !== old) {
    const middle = from + splitOf(to - from);
    if (old <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  // Where that subtree is the whole old tree, the verifier has its hash already: the old root.
  if (from !== 0n) ranges.push({ from, to });
  return ranges.reverse();
}

/** The largest power of two smaller than n (n > 1). */
function splitOf(n: bigint): bigint {
  return 1n << BigInt((n - 1n).toString(2).length - 1);
}

/** Cuts a range into complete subtrees from left to right; in a ragged range each is smaller than the one before. */
function completeSubtrees({ from, to }: Range): NodeId[] {
  const nodes: NodeId[] = [];
  let at = from;
  while (at < to) {
    const level = (to - at).toString(2).length - 1;
    nodes.push({ level, index: at >> BigInt(level) });
    at += 1n << BigInt(level);
  }
  return nodes;
}

function hashOf(range: Range, read: HashReader): Hash {
  return fold(completeSubtrees(range).map(read));
}

/** Joins the hashes of ever smaller subtrees from the right. */
function fold(hashes: readonly Hash[]): Hash {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

function isHash(hash: Hash): boolean {
  return hash.length === HASH_BYTES;
}

function isPowerOfTwo(n: bigint): boolean {
  return (n & (n - 1n)) === 0n;
}
