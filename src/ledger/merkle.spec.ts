import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  append,
  consistencyNodes,
  consistencyProof,
  EMPTY_ROOT,
  frontierOf,
  inclusionNodes,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
  type Hash,
  type HashReader,
  type NodeId,
} from './merkle.js';

/** The tree by the letter of RFC 6962 §2.1: slow, recursive, and written without looking at merkle.ts. */
function rootByDefinition(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(rootByDefinition(leaves.slice(0, k)), rootByDefinition(leaves.slice(k)));
}

const key = ({ level, index }: NodeId): string => `${level}/${index}`;

/** A tree grown leaf by leaf, keeping its complete subtrees as the database does. */
function grow(leaves: readonly Hash[], batch = leaves.length): { read: HashReader; frontier: Hash[]; roots: Hash[] } {
  const kept = new Map<string, Hash>();
  const roots = [EMPTY_ROOT];
  let frontier: Hash[] = [];
  for (let size = 0; size < leaves.length; size += batch) {
    const grown = append(frontier, BigInt(size), leaves.slice(size, size + batch));
    for (const node of grown.nodes) kept.set(key(node), node.hash);
    frontier = grown.frontier;
    if (batch === 1) roots.push(rootOf(frontier));
  }
  const read = (node: NodeId): Hash => {
    const hash = kept.get(key(node));
    if (hash === undefined) throw new Error(`node ${key(node)} is not kept`);
    return hash;
  };
  return { read, frontier, roots };
}

const leavesOf = (n: number): Hash[] => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(`leaf ${i}`)));

/** Every way to flip one bit of each byte of a hash. */
function* damaged(hash: Hash): Generator<Hash> {
  for (let i = 0; i < hash.length; i++) {
    const copy = Buffer.from(hash);
    copy[i]! ^= 1 << (i % 8);
    yield copy;
  }
}

describe('the known roots of RFC 6962', () => {
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const leaves = inputs.map((hex) => leafHash(Buffer.from(hex, 'hex')));

  it.each(roots.map((root, size) => [size, root] as const))('size %i has root %s', (size, root) => {
    expect(rootOf(grow(leaves.slice(0, size), 3).frontier).toString('hex')).toBe(root);
    expect(rootByDefinition(leaves.slice(0, size)).toString('hex')).toBe(root);
  });
});

describe('trees of every size up to 130', () => {
  const SIZES = 130;
  const leaves = leavesOf(SIZES);
  const tree = grow(leaves, 1);

  it('have the roots of the definition, and a frontier of complete subtrees', () => {
    for (let size = 0; size <= SIZES; size++) {
      expect(tree.roots[size]).toEqual(rootByDefinition(leaves.slice(0, size)));
      expect(rootOf(frontierOf(BigInt(size)).map(tree.read))).toEqual(tree.roots[size]);
    }
  });

  it('prove the inclusion of every leaf, and of no leaf at another index', () => {
    let wrong = 0;
    for (let n = 1; n <= SIZES; n++) {
      for (let i = 0; i < n; i++) {
        const size = BigInt(n);
        const proof = inclusionProof(BigInt(i), size, tree.read);
        wrong += Number(!verifyInclusion(leaves[i]!, BigInt(i), size, proof, tree.roots[n]!));
        const other = BigInt((i + 1) % n);
        if (n > 1) wrong += Number(verifyInclusion(leaves[i]!, other, size, proof, tree.roots[n]!));
      }
    }
    expect(wrong).toBe(0);
  });

  it('prove that each is the beginning of every larger one', () => {
    let wrong = 0;
    for (let from = 1; from <= SIZES; from++) {
      for (let to = from; to <= SIZES; to++) {
        const proof = consistencyProof(BigInt(from), BigInt(to), tree.read);
        wrong += Number(!verifyConsistency(BigInt(from), BigInt(to), tree.roots[from]!, tree.roots[to]!, proof));
      }
    }
    expect(wrong).toBe(0);
  });
});

describe('damage', () => {
  const SIZES = 17;
  const leaves = leavesOf(SIZES);
  const tree = grow(leaves, 1);

  it('in any byte of a leaf, a root or an inclusion path is found', () => {
    let accepted = 0;
    for (let n = 1; n <= SIZES; n++) {
      for (let i = 0; i < n; i++) {
        const proof = inclusionProof(BigInt(i), BigInt(n), tree.read);
        const holds = (leaf: Hash, path: Hash[], root: Hash): boolean =>
          verifyInclusion(leaf, BigInt(i), BigInt(n), path, root);
        const leaf = leaves[i]!;
        const root = tree.roots[n]!;
        for (const bad of damaged(leaf)) accepted += Number(holds(bad, proof, root));
        for (const bad of damaged(root)) accepted += Number(holds(leaf, proof, bad));
        for (let p = 0; p < proof.length; p++) {
          for (const bad of damaged(proof[p]!)) accepted += Number(holds(leaf, proof.with(p, bad), root));
          accepted += Number(holds(leaf, proof.toSpliced(p, 1), root));
          accepted += Number(holds(leaf, proof.toSpliced(p, 0, proof[p]!), root));
        }
        accepted += Number(holds(leaf, [...proof, leaf], root));
      }
    }
    expect(accepted).toBe(0);
  });

  it('in any byte of a consistency proof or either root is found', () => {
    let accepted = 0;
    for (let from = 1; from <= SIZES; from++) {
      for (let to = from; to <= SIZES; to++) {
        const proof = consistencyProof(BigInt(from), BigInt(to), tree.read);
        const holds = (path: Hash[], old: Hash, now: Hash): boolean =>
          verifyConsistency(BigInt(from), BigInt(to), old, now, path);
        const old = tree.roots[from]!;
        const now = tree.roots[to]!;
        for (const bad of damaged(old)) accepted += Number(holds(proof, bad, now));
        for (const bad of damaged(now)) accepted += Number(holds(proof, old, bad));
        for (let p = 0; p < proof.length; p++) {
          for (const bad of damaged(proof[p]!)) accepted += Number(holds(proof.with(p, bad), old, now));
          accepted += Number(holds(proof.toSpliced(p, 1), old, now));
        }
        accepted += Number(holds([...proof, old], old, now));
      }
    }
    expect(accepted).toBe(0);
  });
});

describe('the conventions', () => {
  const leaves = leavesOf(8);
  const { read, roots } = grow(leaves, 1);

  it('consistency from size 0 is an error, even to size 0', () => {
    expect(verifyConsistency(0n, 0n, EMPTY_ROOT, EMPTY_ROOT, [])).toBe(false);
    expect(verifyConsistency(0n, 8n, EMPTY_ROOT, roots[8]!, [])).toBe(false);
    expect(() => consistencyProof(0n, 8n, read)).toThrow(RangeError);
    expect(() => consistencyProof(8n, 7n, read)).toThrow(RangeError);
  });

  it('equal sizes want an empty proof and equal roots', () => {
    expect(consistencyProof(8n, 8n, read)).toEqual([]);
    expect(verifyConsistency(8n, 8n, roots[8]!, roots[8]!, [])).toBe(true);
    expect(verifyConsistency(8n, 8n, roots[8]!, roots[7]!, [])).toBe(false);
    expect(verifyConsistency(8n, 8n, roots[8]!, roots[8]!, [roots[8]!])).toBe(false);
  });

  it('an index at or beyond the size, and a hash of another length, are refused', () => {
    expect(() => inclusionProof(8n, 8n, read)).toThrow(RangeError);
    expect(() => inclusionProof(-1n, 8n, read)).toThrow(RangeError);
    expect(verifyInclusion(leaves[0]!, 1n, 1n, [], leaves[0]!)).toBe(false);
    expect(verifyInclusion(leaves[0]!.subarray(1), 0n, 1n, [], leaves[0]!.subarray(1))).toBe(false);
  });

  it('sizes beyond 2^53 keep their last digits', () => {
    const size = (1n << 62n) + 3n;
    expect(frontierOf(size)).toEqual([
      { level: 62, index: 0n },
      { level: 1, index: 1n << 61n },
      { level: 0, index: size - 1n },
    ]);
    expect(inclusionNodes(size - 1n, size)).toHaveLength(2);
    const anyHash = (node: NodeId): Hash => leafHash(Buffer.from(key(node)));
    const path = inclusionProof(size - 1n, size, anyHash);
    const root = nodeHash(path[1]!, nodeHash(path[0]!, anyHash({ level: 0, index: size - 1n })));
    expect(verifyInclusion(anyHash({ level: 0, index: size - 1n }), size - 1n, size, path, root)).toBe(true);
    expect(verifyInclusion(anyHash({ level: 0, index: size - 1n }), size - 2n, size, path, root)).toBe(false);
  });
});

describe('properties', () => {
  it('a tree grown in any batches is the tree by definition, and reads only nodes it keeps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_025 }), fc.integer({ min: 1, max: 400 }), fc.nat(), (n, batch, pick) => {
        const leaves = leavesOf(n);
        const tree = grow(leaves, batch);
        const root = rootOf(tree.frontier);
        const index = BigInt(pick % n);
        const from = index + 1n;
        expect(root).toEqual(rootByDefinition(leaves));
        for (const node of [...inclusionNodes(index, BigInt(n)), ...consistencyNodes(from, BigInt(n))])
          expect(tree.read(node)).toHaveLength(32);
        const proof = inclusionProof(index, BigInt(n), tree.read);
        expect(verifyInclusion(leaves[Number(index)]!, index, BigInt(n), proof, root)).toBe(true);
        const oldRoot = rootByDefinition(leaves.slice(0, Number(from)));
        const extension = consistencyProof(from, BigInt(n), tree.read);
        expect(verifyConsistency(from, BigInt(n), oldRoot, root, extension)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
