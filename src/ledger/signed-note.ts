/**
 * Signed notes by C2SP signed-note, with Ed25519 keys (signature type 0x01).
 *
 * A note is a text ending in a newline, an empty line, and signature lines `— <key name> <base64(key id ‖ signature)>`.
 * The signature covers the text with its final newline and without the empty line. The text is cut off at the LAST empty
 * line. Signatures of unknown keys are passed over; one of a known key that fails makes the whole note refused.
 */
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { fromBase64 } from './strict-text.js';

const ED25519 = 0x01;
const KEY_ID_BYTES = 4;
const KEY_BYTES = 32;
const MAX_NOTE_LENGTH = 1_000_000;
const MAX_SIGNATURES = 100;

/** Whose signature is believed: a key's name, its id, and the public key itself. */
export interface Verifier {
  readonly name: string;
  readonly keyId: Buffer;
  readonly publicKey: KeyObject;
}

export interface Signer extends Verifier {
  readonly privateKey: KeyObject;
}

export class NoteRefused extends Error {
  constructor(why: string) {
    super(`the signed note is refused: ${why}`);
    this.name = 'NoteRefused';
  }
}

/** Key names are non-empty and hold no space, plus or control character; schema-less URLs by custom. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.isWellFormed() && !/[\s+\p{White_Space}\p{Cc}]/u.test(name);
}

export function makeVerifier(name: string, publicKey: KeyObject): Verifier {
  if (!isKeyName(name)) throw new TypeError(`"${name}" cannot name a key`);
  const raw = rawPublicKey(publicKey);
  const keyId = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]))
    .update(raw)
    .digest()
    .subarray(0, KEY_ID_BYTES);
  return { name, keyId, publicKey };
}

export function makeSigner(name: string, privateKey: KeyObject): Signer {
  return { ...makeVerifier(name, createPublicKey(privateKey)), privateKey };
}

/** The verifier key as one line: `<name>+<key id in hex>+<base64(0x01 ‖ public key)>`. */
export function formatVerifierKey({ name, keyId, publicKey }: Verifier): string {
  const key = Buffer.concat([Buffer.from([ED25519]), rawPublicKey(publicKey)]);
  return `${name}+${keyId.toString('hex')}+${key.toString('base64')}`;
}

/** Reads a verifier key; throws {@link NoteRefused} when it is malformed or its id is not that of its key. */
export function parseVerifierKey(text: string): Verifier {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const key = match === null ? undefined : fromBase64(match[3]!);
  if (match === null || key?.length !== 1 + KEY_BYTES || key[0] !== ED25519 || !isKeyName(match[1]!))
    throw new NoteRefused('the verifier key is not of the form name+id+key with an Ed25519 key');
  const verifier = makeVerifier(match[1]!, publicKeyOf(key.subarray(1)));
  if (verifier.keyId.toString('hex') !== match[2])
    throw new NoteRefused('the verifier key names an id that is not that of its key');
  return verifier;
}

/** Signs a text (ending in a newline) and gives the whole note. */
export function signNote(text: string, signer: Signer): string {
  refuseUnfitText(text);
  if (!text.endsWith('\n')) throw new NoteRefused('its text does not end in a newline');
  const signature = sign(null, Buffer.from(text, 'utf8'), signer.privateKey);
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.keyId, signature]).toString('base64')}\n`;
}

/** Gives the text of a note that at least one of the known keys has signed. Throws {@link NoteRefused} otherwise. */
export function openNote(note: string, known: readonly Verifier[]): string {
  refuseUnfitText(note);
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0) throw new NoteRefused('no empty line divides text and signatures');
  const text = note.slice(0, cut + 1);
  const bytes = Buffer.from(text, 'utf8');
  let verified = 0;
  for (const { name, keyId, signature } of signatureLines(note.slice(cut + 2))) {
    const verifier = known.find((key) => key.name === name && key.keyId.equals(keyId));
    if (verifier === undefined) continue;
    if (!verify(null, bytes, verifier.publicKey, signature))
      throw new NoteRefused(`the signature of ${name} does not fit the text`);
    verified += 1;
  }
  if (verified === 0) throw new NoteRefused('no known key has signed it');
  return text;
}

function signatureLines(block: string): { name: string; keyId: Buffer; signature: Buffer }[] {
  if (!block.endsWith('\n')) throw new NoteRefused('its last signature line is not ended');
  const lines = block.slice(0, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new NoteRefused(`it has more than ${MAX_SIGNATURES} signatures`);
  return lines.map((line) => {
    const match = /^— (\S+) (\S+)$/u.exec(line);
    const bytes = match === null ? undefined : fromBase64(match[2]!);
    if (match === null || !isKeyName(match[1]!) || bytes === undefined || bytes.length <= KEY_ID_BYTES)
      throw new NoteRefused('a signature line is malformed');
    return { name: match[1]!, keyId: bytes.subarray(0, KEY_ID_BYTES), signature: bytes.subarray(KEY_ID_BYTES) };
  });
}

function refuseUnfitText(text: string): void {
  if (text.length > MAX_NOTE_LENGTH) throw new NoteRefused('it is too long');
  if (!text.isWellFormed()) throw new NoteRefused('it is not valid Unicode');

  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) throw new NoteRefused('it holds a control character');
}

function rawPublicKey(key: KeyObject): Buffer {
  const jwk = key.export({ format: 'jwk' });
  if (jwk.crv !== 'Ed25519' || jwk.x === undefined) throw new TypeError('notes are signed with Ed25519 keys only');
  return Buffer.from(jwk.x, 'base64url');
}

function publicKeyOf(raw: Buffer): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' });
}
