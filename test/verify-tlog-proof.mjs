/**
 * Checks a .tlog-proof without any code of this project: node verify-tlog-proof.mjs VKEY LEAF_FILE PROOF_FILE
 *
 * Written from the texts of RFC 6962 and of C2SP tlog-proof, tlog-checkpoint and signed-note, by the recursive
 * definition of the tree. Needs no network and nothing but Node. Prints "ok <index> <size>", or what is wrong.
 */
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();

function require(condition, what) {
  if (!condition) throw new Error(what);
}

function unbase64(text) {
  require(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text), 'not base64');
  const bytes = Buffer.from(text, 'base64');
  require(bytes.toString('base64') === text, 'base64 with stray bits');
  return bytes;
}

function decimal(text) {
  require(/^(?:0|[1-9][0-9]{0,18})$/.test(text), `${text} is no number`);
  return BigInt(text);
}

/** The root that a leaf and its path lead to, walking down from the root: MTH of RFC 6962, section 2.1. */
function rootOf(leaf, index, size, path) {
  if (size === 1n) {
    require(path.length === 0, 'the path is too long');
    return leaf;
  }
  require(path.length > 0, 'the path is too short');
  let k = 1n;
  while (k * 2n < size) k *= 2n;
  const [below, sibling] = [path.slice(0, -1), path.at(-1)];
  return index < k
    ? sha256(Buffer.of(1), rootOf(leaf, index, k, below), sibling)
    : sha256(Buffer.of(1), sibling, rootOf(leaf, index - k, size - k, below));
}

/** Gives {index, size} when the bytes are the leaf that the proof speaks of; throws otherwise. */
export function verify(vkey, leaf, proof) {
  const [name, keyId, ...rest] = vkey.trim().split('+');
  const key = unbase64(rest.join('+'));
  require(key.length === 33 && key[0] === 1, 'the key is no Ed25519 key');
  require(sha256(Buffer.from(`${name}\n`), key)
    .subarray(0, 4)
    .toString('hex') === keyId, 'the key has another id');
  // SubjectPublicKeyInfo of an Ed25519 key is this prefix and the 32 bytes (RFC 8410).
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key.subarray(1)]);
  const publicKey = createPublicKey({ key: der, format: 'der', type: 'spki' });

  const all = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(proof);
  const cut = all.indexOf('\n\n');
  require(cut > 0, 'no checkpoint follows the path');
  const [header, indexLine, ...pathLines] = all.slice(0, cut).split('\n');
  require(header === 'c2sp.org/tlog-proof@v1' && indexLine?.startsWith('index '), 'the first lines name no proof');
  const index = decimal(indexLine.slice(6));
  const path = pathLines.map(unbase64);
  require(path.every((hash) => hash.length === 32), 'a hash of the path is not 32 bytes long');

  const note = all.slice(cut + 2);
  const end = note.lastIndexOf('\n\n');
  require(end > 0 && note.endsWith('\n'), 'the checkpoint is no signed note');
  const text = note.slice(0, end + 1);
  const [origin, sizeLine, rootLine] = text.split('\n');
  const [size, root] = [decimal(sizeLine ?? ''), unbase64(rootLine ?? '')];
  require(origin === name && root.length === 32 && index < size, 'the checkpoint does not fit');
  let signed = false;
  for (const line of note.slice(end + 2, -1).split('\n')) {
    const [dash, signer, encoded, ...more] = line.split(' ');
    require(dash === '\u2014' && more.length === 0, 'a signature line is malformed');
    const signature = unbase64(encoded ?? '');
    if (signer !== name || signature.subarray(0, 4).toString('hex') !== keyId) continue;
    require(verifySignature(null, Buffer.from(text), publicKey, signature.subarray(4)), 'the signature does not hold');
    signed = true;
  }
  require(signed, 'the key has not signed');
  require(rootOf(sha256(Buffer.of(0), leaf), index, size, path).equals(root), 'the leaf is not in the tree');
  return { index, size };
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [vkey, leafFile, proofFile] = process.argv.slice(2);
  try {
    const { index, size } = verify(vkey, readFileSync(leafFile), readFileSync(proofFile));
    process.stdout.write(`ok ${index} ${size}\n`);
  } catch (error) {
    process.stderr.write(`refused: ${error.message}\n`);
    process.exitCode = 1;
  }
}
