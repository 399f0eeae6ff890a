/** One value, one spelling: what is read from notes and proofs must be exactly what we would have written. */

/** Standard padded base64 (RFC 4648 §4), refusing other alphabets, missing padding and stray bits at the end. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** A decimal number without sign, leading zeros or spaces, below 2^63 (what other implementations can hold). */
export function fromDecimal(text: string): bigint | undefined {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value < 1n << 63n ? value : undefined;
}
