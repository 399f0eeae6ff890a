import { codeOfScan } from './code-url.js';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  ALPHABET,
  BLOCK_CHARACTERS,
  FOREIGN,
  gatherBlock,
  SEPARATOR,
  spreadBlock,
  STRANGER,
  valueOf,
} from './crockford.js';
import { checkValue } from './check-character.js';
import { CODE_KINDS, kindOfNumber, type CodeKind } from './code-kind.js';

/** Key id, one block, check character. */
export const CODE_CHARACTERS = 1 + BLOCK_CHARACTERS + 1;
/** Range numbers have 44 bits, serials 32. */
export const MAX_RANGE = 2 ** 44 - 1;
export const MAX_SERIAL = 2 ** 32 - 1;
/** Longer text is not worth cleaning: a code with a separator after every character has 55. */
const MAX_TEXT = 120;

/** What a code says: the thing's kind, the number of its range (never shown), its serial within the lot. */
export interface CodeContent {
  kind: CodeKind;
  range: number;
  serial: number;
}

/**
 * What the text of a code turned out to be.
 * `malformed`: not 28 characters of a code. `mistyped`: the check character does not fit, so a character was read or typed wrong.
 * `forged`: well formed, but no key of ours made it. `genuine`: we made it; whether it was issued is for the database to say.
 */
export type Decoded =
  | { verdict: 'malformed' | 'mistyped' | 'forged' }
  | ({ verdict: 'genuine'; keyId: string; code: string } & CodeContent);

const MALFORMED: Decoded = { verdict: 'malformed' };
const MISTYPED: Decoded = { verdict: 'mistyped' };
const FORGED: Decoded = { verdict: 'forged' };

interface BlockCipher {
  /** Encrypts or decrypts whole blocks of 16 bytes, each on its own. */
  update(blocks: Uint8Array): Buffer;
}

/**
 * Makes and reads trace codes with a set of keys: key-id character, one AES-128 block over
 * kind (4 bits) | range (44) | serial (32) | zeros (48) in 26 Crockford characters, check character.
 *
 * AES is used as a plain permutation of single blocks (no two contents are equal, so no mode is needed), which lets one cipher
 * object per key serve for ever: 0.6 million blocks a second instead of 0.3.
 */
export class TraceCodes {
  readonly #keys = new Map<number, { encrypt: BlockCipher; decrypt: BlockCipher }>();
  readonly #values = new Uint8Array(CODE_CHARACTERS);
  readonly #block = new Uint8Array(16);

  /** @param keys 16-byte keys by key id (one character of the Crockford alphabet) */
  constructor(keys: ReadonlyMap<string, Uint8Array>) {
    for (const [keyId, key] of keys) {
      const encrypt = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      const decrypt = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
      this.#keys.set(keyIdValue(keyId), { encrypt, decrypt });
    }
  }

  /** The code of one thing, 28 characters in upper case. Throws RangeError on a number that does not fit or an unknown key id. */
  encode(keyId: string, content: CodeContent): string {
    return this.encodeRun(keyId, content, 1)[0]!;
  }

  /** The codes of `count` serials from `content.serial` on; the way to make many, as all blocks pass the cipher in one call. */
  encodeRun(keyId: string, content: CodeContent, count: number): string[] {
    const key = this.#keys.get(keyIdValue(keyId));
    if (!key) throw new RangeError(`no key ${keyId} among the code keys`);
    const { kind, range, serial } = content;
    if (!isWithin(range, MAX_RANGE)) throw new RangeError(`range ${range} is not a whole number of 44 bits`);
    if (!isWithin(serial, MAX_SERIAL) || !isWithin(serial + count - 1, MAX_SERIAL)) {
      throw new RangeError(`serials ${serial} to ${serial + count - 1} do not fit 32 bits`);
    }
    const plain = Buffer.alloc(16 * count);
    for (let index = 0; index < count; index++) {
      plain.writeUIntBE(CODE_KINDS[kind] * 2 ** 44 + range, 16 * index, 6);
      plain.writeUInt32BE(serial + index, 16 * index + 6);
    }
    const blocks = key.encrypt.update(plain);
    const codes = new Array<string>(count);
    for (let index = 0; index < count; index++) codes[index] = this.#write(keyId, blocks, 16 * index);
    return codes;
  }

  /** Reads a code in any case, with O, I, L for 0, 1, 1, with spaces or dashes between, in full width too. Never throws. */
  decode(text: string): Decoded {
    const shape = readValues(text, this.#values);
    if (shape !== 'whole') return shape;
    if (checkValue(this.#values, CODE_CHARACTERS - 1) !== this.#values[CODE_CHARACTERS - 1]) return MISTYPED;
    const key = this.#keys.get(this.#values[0]!);
    if (!key || !gatherBlock(this.#values, 1, this.#block)) return FORGED;
    const plain = key.decrypt.update(this.#block);
    if (plain.readUIntBE(10, 6) !== 0) return FORGED;
    const head = plain.readUIntBE(0, 6);
    const kind = kindOfNumber(Math.floor(head / 2 ** 44));
    if (!kind) return FORGED;
    const code = lettersOf(this.#values);
    return {
      verdict: 'genuine',
      keyId: code[0]!,
      code,
      kind,
      range: head % 2 ** 44,
      serial: plain.readUInt32BE(6),
    };
  }

  /** As `decode`, of what a scanner gives: the code, or the whole address that a QR holds. */
  decodeScan(text: string): Decoded {
    return this.decode(codeOfScan(text));
  }

  #write(keyId: string, blocks: Uint8Array, offset: number): string {
    this.#values[0] = keyIdValue(keyId);
    spreadBlock(blocks, offset, this.#values, 1);
    this.#values[CODE_CHARACTERS - 1] = checkValue(this.#values, CODE_CHARACTERS - 1);
    return lettersOf(this.#values);
  }
}

/** A code in groups of four, as it is printed for the eye: `AXXX-XXXX-…`. */
export function groupCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}

function isWithin(number: number, max: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= max;
}

function keyIdValue(keyId: string): number {
  const value = keyId.length === 1 ? ALPHABET.indexOf(keyId) : -1;
  if (value < 0) throw new RangeError(`a key id is one character of ${ALPHABET}, not ${JSON.stringify(keyId)}`);
  return value;
}

/** Fills `values` from the text. A letter U in an otherwise whole code is a slip of the hand, not another kind of text. */
function readValues(text: string, values: Uint8Array): 'whole' | Decoded {
  if (text.length < CODE_CHARACTERS || text.length > MAX_TEXT) return MALFORMED;
  let count = 0;
  let stranger = false;
  // Chinese keyboards write full-width letters and digits; NFKC brings them home. Most text is ASCII and is left alone.
  const plain = isAscii(text) ? text : text.normalize('NFKC').replace(/[\s\p{Pd}·]/gu, '');
  for (let index = 0; index < plain.length; index++) {
    const value = valueOf(plain.charCodeAt(index));
    if (value === SEPARATOR) continue;
    if (value === FOREIGN || count === CODE_CHARACTERS) return MALFORMED;
    if (value === STRANGER) stranger = true;
    values[count++] = value;
  }
  if (count !== CODE_CHARACTERS) return MALFORMED;
  return stranger ? MISTYPED : 'whole';
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) return false;
  return true;
}

const LETTER_CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0));
const letters = Buffer.alloc(CODE_CHARACTERS);

function lettersOf(values: Uint8Array): string {
  for (let index = 0; index < CODE_CHARACTERS; index++) letters[index] = LETTER_CODES[values[index]!]!;
  return letters.toString('latin1');
}

/** The last two groups of a code as it is printed: enough to tell labels apart, and 88 bits short of a copy. */
export function endOfCode(code: string): string {
  return groupCode(code).slice(-9);
}
