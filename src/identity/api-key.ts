/**
 * The form of an API key: `bt_live_` + 32 characters of the secret + 7 of a CRC-32, both in lower-case Crockford base32.
 * The fixed start lets secret scanners find a leaked key; the check refuses a typing error before any query.
 */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SHAPE = /^bt_live_([0-9a-hjkmnp-tv-z]{32})([0-9a-hjkmnp-tv-z]{7})$/;
/** 160 random bits. */
export const API_KEY_SECRET_BYTES = 20;

function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  let text = '';
  for (let at = 0; at < bits.length; at += 5)
    text += ALPHABET.charAt(parseInt(bits.slice(at, at + 5).padEnd(5, '0'), 2));
  return text;
}

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function check(secret: string): string {
  const crc = crc32(secret);
  return base32(Uint8Array.of(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255));
}

/** Writes a key from 20 random bytes. */
export function formatApiKey(random: Uint8Array): string {
  if (random.length !== API_KEY_SECRET_BYTES) throw new RangeError(`${API_KEY_SECRET_BYTES} bytes are wanted`);
  const secret = base32(random);
  return `bt_live_${secret}${check(secret)}`;
}

/** True for a key whose check fits; says nothing about whether it was ever given out. */
export function isApiKey(text: string): boolean {
  const parts = SHAPE.exec(text);
  return parts !== null && check(parts[1] ?? '') === parts[2];
}

/** What may be shown in a list so that a person knows the key again: its start and its last four characters. */
export function apiKeyHint(key: string): string {
  return `bt_live_${key.slice(8, 12)}…${key.slice(-4)}`;
}
