import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { signCheckpoint } from './checkpoint.js';
import { append, inclusionProof, leafHash, rootOf, type Hash } from './merkle.js';
import { makeSigner } from './signed-note.js';
import { formatTlogProof, parseTlogProof, ProofRefused, verifyTlogProof } from './tlog-proof.js';

const origin = 'log.example.cn/herbs';
const signer = makeSigner(origin, generateKeyPairSync('ed25519').privateKey);

/** A log of n leaves and the proof of each. */
function logOf(n: number): { leaves: Buffer[]; proofs: string[] } {
  const leaves = Array.from({ length: n }, (_, i) => Buffer.from(`{"fact":${i}}`));
  const { frontier, nodes } = append([], 0n, leaves.map(leafHash));
  const kept = new Map<string, Hash>(nodes.map((node) => [`${node.level}/${node.index}`, node.hash]));
  const checkpoint = signCheckpoint({ origin, size: BigInt(n), root: rootOf(frontier) }, signer);
  const proofs = leaves.map((_, i) => {
    const path = inclusionProof(BigInt(i), BigInt(n), ({ level, index }) => kept.get(`${level}/${index}`)!);
    return formatTlogProof({ index: BigInt(i), path, checkpoint });
  });
  return { leaves, proofs };
}

describe('tlog proofs', () => {
  const log = logOf(21);

  it('have the form of C2SP tlog-proof', () => {
    const lines = log.proofs[20]!.split('\n');
    expect(lines.slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 20']);
    expect(lines.slice(4, 7)).toEqual(['', origin, '21']);
    expect(log.proofs[20]!.endsWith('=\n')).toBe(true);
  });

  it('hold for their leaf and for no other', () => {
    for (const [i, proof] of log.proofs.entries()) {
      expect(verifyTlogProof(proof, log.leaves[i]!, [signer], origin).index).toBe(BigInt(i));
      const other = log.leaves[(i + 1) % log.leaves.length]!;
      expect(() => verifyTlogProof(proof, other, [signer], origin)).toThrow(ProofRefused);
    }
  });

  it('of a log with one leaf have no path', () => {
    const { leaves, proofs } = logOf(1);
    expect(parseTlogProof(proofs[0]!).path).toEqual([]);
    expect(verifyTlogProof(proofs[0]!, leaves[0]!, [signer], origin).index).toBe(0n);
  });

  it('are refused after a change of any one byte, whichever bit', () => {
    for (const i of [7, 20]) {
      const proof = Buffer.from(log.proofs[i]!, 'utf8');
      for (let at = 0; at < proof.length; at++) {
        for (let bit = 0; bit < 8; bit++) {
          const copy = Buffer.from(proof);
          copy[at]! ^= 1 << bit;
          expect(() => verifyTlogProof(copy.toString('utf8'), log.leaves[i]!, [signer], origin)).toThrow();
        }
      }
    }
  });

  it('are refused when cut short anywhere', () => {
    const proof = log.proofs[7]!;
    for (let length = 0; length < proof.length; length++)
      expect(() => verifyTlogProof(proof.slice(0, length), log.leaves[7]!, [signer], origin)).toThrow();
  });

  it('do not hold for a leaf with any one byte changed', () => {
    const leaf = log.leaves[7]!;
    for (let at = 0; at < leaf.length; at++) {
      const copy = Buffer.from(leaf);
      copy[at]! ^= 1;
      expect(() => verifyTlogProof(log.proofs[7]!, copy, [signer], origin)).toThrow(ProofRefused);
    }
  });

  it('with an extra line are refused, since nothing vouches for it', () => {
    const proof = log.proofs[0]!.replace('\nindex', '\nextra YWJj\nindex');
    expect(() => parseTlogProof(proof)).toThrow(ProofRefused);
  });

  it('with a longer path than any tree is high are refused', () => {
    const line = leafHash(Buffer.of(1)).toString('base64');
    const proof = log.proofs[0]!.replace('index 0\n', `index 0\n${`${line}\n`.repeat(64)}`);
    expect(() => parseTlogProof(proof)).toThrow('longer');
  });
});
