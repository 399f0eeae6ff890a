/**
 * Crockford's base 32 (crockford.com/base32.html): ten digits and the letters without I, L, O and U, so that a code read aloud
 * or written by hand comes back the same. 16 bytes are 128 bits, 26 characters are 130: the two excess bits lead and are zero.
 */
export const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Characters of one 16-byte block. */
export const BLOCK_CHARACTERS = 26;

/** What a character stands for when it is none of the 32 values. */
export const SEPARATOR = 0xfe;
export const STRANGER = 0xfd;
export const FOREIGN = 0xff;

const VALUES = new Uint8Array(128).fill(FOREIGN);
for (const [value, letter] of [...ALPHABET].entries()) {
  VALUES[letter.charCodeAt(0)] = value;
  VALUES[letter.toLowerCase().charCodeAt(0)] = value;
}
// What a hand writes for 0 and 1, as Crockford tells decoders to read it.
for (const [letters, value] of [
  ['Oo', 0],
  ['IiLl', 1],
] as const) {
  for (const letter of letters) VALUES[letter.charCodeAt(0)] = value;
}
for (const letter of 'Uu') VALUES[letter.charCodeAt(0)] = STRANGER;
for (const letter of ' -\t\r\n._') VALUES[letter.charCodeAt(0)] = SEPARATOR;

/**
 * The value 0..31 of an ASCII character code in either case, with O read as 0, I and L as 1; `STRANGER` for U (a letter, but in
 * no code), `SEPARATOR` for what people put between groups, `FOREIGN` for everything else.
 */
export function valueOf(characterCode: number): number {
  return VALUES[characterCode] ?? FOREIGN;
}

/** Writes the 26 values of the 16 bytes at `offset` into `values`, from `at`. */
export function spreadBlock(block: Uint8Array, offset: number, values: Uint8Array, at: number): void {
  let pending = 0;
  let bits = 2;
  let next = at;
  for (let index = offset; index < offset + 16; index++) {
    pending = ((pending << 8) | block[index]!) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      values[next++] = (pending >>> bits) & 31;
    }
  }
}

/**
 * Gathers 26 values, from `at`, into the 16 bytes of `block`. False when the two excess bits are not zero: such text never came
 * from a block.
 */
export function gatherBlock(values: Uint8Array, at: number, block: Uint8Array): boolean {
  if (values[at]! > 7) return false;
  let pending = values[at]!;
  let bits = 3;
  let next = 0;
  for (let index = at + 1; index < at + BLOCK_CHARACTERS; index++) {
    pending = ((pending << 5) | values[index]!) & 0x1fff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      block[next++] = (pending >>> bits) & 0xff;
    }
  }
  return true;
}
