import { createHmac, randomBytes } from 'node:crypto';
import { ALPHABET } from './crockford.js';

/** One key of the trace codes. `madeAt` is ISO 8601. The last key of a file is the one new codes are made with. */
export interface CodeKey {
  keyId: string;
  key: Buffer;
  madeAt: string;
}

const HEADER = `# Bencao Trace: the keys of the trace codes (溯源码密钥). One key a line: key id, 32 hex digits, day it was made.
# Without this file no label printed so far can be read again; with it anyone can make codes that look issued.
# Keep a copy away from this machine and from the database's backups. Never edit or remove a line; see docs/codes.md.
`;

/** Key ids in the order they are given out: letters first, and none that a reader could take for a digit's mistake. */
const KEY_ID_ORDER = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/** The text of a key file. */
export function serialiseKeys(keys: readonly CodeKey[]): string {
  return HEADER + keys.map(({ keyId, key, madeAt }) => `${keyId} ${key.toString('hex')} ${madeAt}\n`).join('');
}

/** Reads a key file. Throws an Error that names the line, never the key. */
export function parseKeys(text: string): CodeKey[] {
  const keys: CodeKey[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [keyId = '', hex = '', madeAt = '', ...rest] = line.trim().split(/\s+/);
    const fault = faultOf(keyId, hex, madeAt, rest, keys);
    if (fault) throw new Error(`line ${index + 1}: ${fault}`);
    keys.push({ keyId, key: Buffer.from(hex, 'hex'), madeAt });
  }
  if (keys.length === 0) throw new Error('the file holds no key');
  return keys;
}

/** A fresh random key with the next key id that is not taken. Throws when all 30 ids are. */
export function freshKey(taken: readonly string[], madeAt: string): CodeKey {
  const keyId = [...KEY_ID_ORDER].find((candidate) => !taken.includes(candidate));
  if (!keyId) throw new Error('all 30 key ids are taken');
  return { keyId, key: randomBytes(16), madeAt };
}

/**
 * What the database keeps of a key to recognise it: the first 64 bits of an HMAC-SHA256 under the key. It tells a wrong key from
 * the right one (a chance of 2^-64 to be fooled) and helps nobody to find a key of 128 random bits.
 */
export function checkValueOf({ keyId, key }: CodeKey): string {
  return createHmac('sha256', key).update(`bencao-trace code key ${keyId}`).digest('hex').slice(0, 16);
}

/** How the keys of the file stand to the check values the database keeps. */
export interface KeyComparison {
  missing: string[];
  wrong: string[];
  added: CodeKey[];
}

/** Compares keys with the known check values (by key id). */
export function compareKeys(keys: readonly CodeKey[], known: ReadonlyMap<string, string>): KeyComparison {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  const missing = [...known.keys()].filter((keyId) => !byId.has(keyId));
  const wrong = keys.filter((key) => known.has(key.keyId) && known.get(key.keyId) !== checkValueOf(key));
  const added = keys.filter(({ keyId }) => !known.has(keyId));
  return { missing, wrong: wrong.map(({ keyId }) => keyId), added };
}

function faultOf(keyId: string, hex: string, madeAt: string, rest: string[], keys: CodeKey[]): string | undefined {
  if (keyId.length !== 1 || !ALPHABET.includes(keyId)) return `a key id is one character of ${ALPHABET}`;
  if (keys.some((key) => key.keyId === keyId)) return `the key id ${keyId} stands twice`;
  if (!/^[0-9a-f]{32}$/i.test(hex)) return 'a key is 32 hexadecimal digits';
  if (Number.isNaN(Date.parse(madeAt)) || rest.length > 0) return 'a line is: key id, key, day it was made';
  return undefined;
}
