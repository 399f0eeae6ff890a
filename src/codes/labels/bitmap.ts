/**
 * A picture of one bit a pixel: rows padded to whole bytes, 1 is black, the highest bit is the leftmost pixel. Plain data, so that
 * it can be sent to a thread.
 */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Bytes a row. */
  readonly stride: number;
  readonly bits: Uint8Array;
}

export function whiteBitmap(width: number, height: number): Bitmap {
  const stride = Math.ceil(width / 8);
  return { width, height, stride, bits: new Uint8Array(stride * height) };
}

export function copyBitmap(bitmap: Bitmap): Bitmap {
  return { ...bitmap, bits: bitmap.bits.slice() };
}

export function isBlack({ bits, stride }: Bitmap, x: number, y: number): boolean {
  return (bits[y * stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0;
}

/** Blackens a rectangle; what lies outside is left out. */
export function fillRectangle(bitmap: Bitmap, x: number, y: number, width: number, height: number): void {
  const [left, right] = [Math.max(x, 0), Math.min(x + width, bitmap.width)];
  for (let row = Math.max(y, 0); row < Math.min(y + height, bitmap.height); row++) {
    const start = row * bitmap.stride;
    for (let column = left; column < right; column++) bitmap.bits[start + (column >> 3)]! |= 0x80 >> (column & 7);
  }
}

/** Lays another picture over this one: black on top, white lets through. */
export function stampBitmap(onto: Bitmap, other: Bitmap, x: number, y: number): void {
  const shift = ((x % 8) + 8) % 8;
  const firstByte = (x - shift) / 8;
  const or = (row: number, byte: number, bits: number): void => {
    if (byte >= 0 && byte < onto.stride) onto.bits[row * onto.stride + byte]! |= bits;
  };
  for (let row = 0; row < other.height; row++) {
    const target = y + row;
    if (target < 0 || target >= onto.height) continue;
    for (let byte = 0; byte < other.stride; byte++) {
      const bits = other.bits[row * other.stride + byte]!;
      if (bits === 0) continue;
      or(target, firstByte + byte, bits >> shift);
      if (shift > 0) or(target, firstByte + byte + 1, (bits << (8 - shift)) & 0xff);
    }
  }
}
