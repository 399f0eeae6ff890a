/**
 * Checks proofs of a transparency log with nothing of the server's: C2SP signed notes, checkpoints and tlog-proofs, and the
 * inclusion proofs of RFC 6962 / RFC 9162 §2.1.3.2. Written a second time on purpose: a checker that shares the code of
 * what it checks shares its mistakes.
 */
import { hashes, verify } from '@noble/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2.js';

// Without WebCrypto: a page opened from a disk has none in some browsers.
hashes.sha512 = sha512;

export interface LogKey {
  name: string;
  id: string;
  publicKey: Uint8Array;
}

export interface LogProof {
  index: bigint;
  path: Uint8Array[];
  note: string;
}

/** What a proof or a key is refused for, in a sentence. */
export class Refused extends Error {}

const ED25519 = 1;

/** A C2SP verifier key `name+id+key`. @throws Refused */
export function logKey(line: string): LogKey {
  const [, name, id, encoded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw new Refused('公钥格式不对 malformed key');
  const key = bytesOf(encoded);
  if (key.length !== 33 || key[0] !== ED25519) throw new Refused('不是 Ed25519 公钥 not an Ed25519 key');
  const made = hex(sha256(concat(utf8(`${name}\n`), key))).slice(0, 8);
  if (made !== id) throw new Refused('公钥与其编号不符 the key does not have this id');
  return { name, id, publicKey: key.slice(1) };
}

/** Size and root of the tree that this key signed. @throws Refused */
export function openCheckpoint(note: string, key: LogKey): { size: bigint; root: Uint8Array } {
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0) throw new Refused('检查点没有签名 the checkpoint is not signed');
  const text = note.slice(0, cut + 1);
  const signed = note
    .slice(cut + 2)
    .split('\n')
    .flatMap((line) => {
      const [, name, encoded] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
      if (name !== key.name || encoded === undefined) return [];
      const bytes = bytesOf(encoded);
      return hex(bytes.slice(0, 4)) === key.id ? [bytes.slice(4)] : [];
    });
  if (signed.length === 0) throw new Refused('检查点未由此公钥签名 the checkpoint is not signed by this key');
  if (!signed.every((signature) => signature.length === 64 && verify(signature, utf8(text), key.publicKey)))
    throw new Refused('检查点的签名不符 the signature of the checkpoint is wrong');
  const [origin, size, root] = text.split('\n');
  if (!origin || !/^(0|[1-9]\d*)$/.test(size ?? '') || root === undefined)
    throw new Refused('检查点格式不对 malformed checkpoint');
  return { size: BigInt(size!), root: bytesOf(root) };
}

/** A C2SP tlog-proof. @throws Refused */
export function readProof(text: string): LogProof {
  const cut = text.indexOf('\n\n');
  const [header, index, ...path] = text.slice(0, Math.max(cut, 0)).split('\n');
  const [, number] = /^index (0|[1-9]\d*)$/.exec(index ?? '') ?? [];
  if (cut < 0 || header !== 'c2sp.org/tlog-proof@v1' || number === undefined)
    throw new Refused('证明格式不对 malformed proof');
  return { index: BigInt(number), path: path.map(bytesOf), note: text.slice(cut + 2) };
}

/** Whether these bytes are the leaf of that index in the tree (RFC 9162 §2.1.3.2). */
export function isLeaf(bytes: Uint8Array, proof: LogProof, tree: { size: bigint; root: Uint8Array }): boolean {
  if (proof.index >= tree.size) return false;
  let [node, last] = [proof.index, tree.size - 1n];
  let hash: Uint8Array = sha256(concat(new Uint8Array([0]), bytes));
  for (const sibling of proof.path) {
    if (last === 0n) return false;
    if (node % 2n === 1n || node === last) {
      hash = parent(sibling, hash);
      while (node % 2n === 0n && node !== 0n) [node, last] = [node / 2n, last / 2n];
    } else hash = parent(hash, sibling);
    [node, last] = [node / 2n, last / 2n];
  }
  return last === 0n && hex(hash) === hex(tree.root);
}

const parent = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(new Uint8Array([1]), left, right));

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Strict base64: whatever decodes must be what encodes to the same text. @throws Refused */
export function bytesOf(base64: string): Uint8Array {
  try {
    const text = atob(base64);
    if (btoa(text) === base64) return Uint8Array.from(text, (character) => character.charCodeAt(0));
  } catch {
    // said below
  }
  throw new Refused('不是 base64 not base64');
}
