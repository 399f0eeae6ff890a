import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * One gzip member (RFC 1952) put together from parts compressed long before and parts made just now. A raw deflate stream (RFC 1951)
 * ended by a full flush stops at a byte border and refers to nothing before or after it, so such streams and stored blocks can follow
 * each other in any order. Concatenated gzip members would be allowed too, but Chromium shows only the first of them.
 */
export interface Segment {
  deflated: Buffer;
  /** Bytes before compression. */
  length: number;
  crc: number;
  /** Operator that moves a CRC over `length` bytes; worked out once, as segments are spliced often. */
  shift: number;
}

/** The longest stored block of deflate. */
const MAX_STORED = 65_535;
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** A final block without content: fixed Huffman codes, end of block. */
const LAST_BLOCK = Buffer.from([3, 0]);

/** Compresses one part for keeps. */
export function segmentOf(plain: Buffer): Segment {
  const deflated = deflateRawSync(plain, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  return { deflated, length: plain.length, crc: crc32(plain), shift: shiftBy(plain.length) };
}

/** The gzip member whose content is all pieces in order: segments as they are, buffers as stored blocks. */
export function spliceGzip(pieces: readonly (Segment | Buffer)[]): Buffer {
  const out: Buffer[] = [GZIP_HEADER];
  let crc = 0;
  let length = 0;
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) {
      store(piece, out);
      crc = multiply(shiftOf(piece.length), crc) ^ crc32(piece);
    } else {
      out.push(piece.deflated);
      crc = multiply(piece.shift, crc) ^ piece.crc;
    }
    length += piece.length;
  }
  const end = Buffer.allocUnsafe(8);
  end.writeUInt32LE(crc >>> 0, 0);
  end.writeUInt32LE(length % 2 ** 32, 4);
  out.push(LAST_BLOCK, end);
  return joined(out);
}

/** Answers are cut from slabs: node's own pool ends at 4 KB, and a piece of memory from the system for each answer costs more than the answer. */
const SLAB = 256 * 1024;
let slab = Buffer.alloc(0);
let used = 0;

function joined(pieces: readonly Buffer[]): Buffer {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  if (length > SLAB / 8) return Buffer.concat(pieces, length);
  if (used + length > slab.length) [slab, used] = [Buffer.allocUnsafeSlow(SLAB), 0];
  const whole = slab.subarray(used, used + length);
  used += length;
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The same content uncompressed, for clients that do not take gzip. */
export function splicePlain(pieces: readonly (Segment | Buffer)[]): Buffer {
  return Buffer.concat(pieces.map((piece) => (Buffer.isBuffer(piece) ? piece : plainOf(piece))));
}

function plainOf({ deflated }: Segment): Buffer {
  return inflateRawSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH });
}

function store(plain: Buffer, out: Buffer[]): void {
  for (let from = 0; from < plain.length; from += MAX_STORED) {
    const block = plain.subarray(from, from + MAX_STORED);
    const head = Buffer.allocUnsafe(5);
    head[0] = 0;
    head.writeUInt16LE(block.length, 1);
    head.writeUInt16LE(block.length ^ 0xffff, 3);
    out.push(head, block);
  }
}

/** The polynomial of CRC-32, reflected. */
const POLYNOMIAL = 0xedb88320;

/** a · b modulo the polynomial over GF(2), reflected: bit 31 is x⁰. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 0x80000000; ; bit >>>= 1) {
    if (a & bit) {
      product ^= b;
      if ((a & (bit - 1)) === 0) return product >>> 0;
    }
    if (bit === 1) return product >>> 0;
    b = b & 1 ? (b >>> 1) ^ POLYNOMIAL : b >>> 1;
  }
}

/** POWERS[n] is x^(2^n). */
const POWERS = [0x40000000];
while (POWERS.length < 32) POWERS.push(multiply(POWERS.at(-1)!, POWERS.at(-1)!));

/** x^(8 · bytes): multiplying a CRC by it moves it in front of that many bytes (Mark Adler's crc32_combine). */
function shiftBy(bytes: number): number {
  let power = 0x80000000;
  for (let rest = bytes, step = 3; rest > 0; rest = Math.floor(rest / 2), step++) {
    if (rest % 2 === 1) power = multiply(POWERS[step % 32]!, power);
  }
  return power;
}

/** The same for the short pieces of a moment, of which there are few lengths. */
const shifts = new Uint32Array(4_096);

function shiftOf(bytes: number): number {
  if (bytes >= shifts.length) return shiftBy(bytes);
  // No shift is 0: the polynomial is irreducible.
  if (shifts[bytes] === 0) shifts[bytes] = shiftBy(bytes);
  return shifts[bytes]!;
}

const FORMAT = 1;

/** Segments as one value to store: format, count, for each its two lengths and CRC, then the streams. */
export function packSegments(segments: readonly Segment[]): Buffer {
  const head = Buffer.alloc(2 + 12 * segments.length);
  head[0] = FORMAT;
  head[1] = segments.length;
  for (const [index, { deflated, length, crc }] of segments.entries()) {
    head.writeUInt32LE(deflated.length, 2 + 12 * index);
    head.writeUInt32LE(length, 6 + 12 * index);
    head.writeUInt32LE(crc, 10 + 12 * index);
  }
  return Buffer.concat([head, ...segments.map(({ deflated }) => deflated)]);
}

/** Reads what {@link packSegments} wrote; undefined for another format, which is written anew. */
export function unpackSegments(packed: Buffer): Segment[] | undefined {
  if (packed[0] !== FORMAT) return undefined;
  const count = packed[1]!;
  let from = 2 + 12 * count;
  return Array.from({ length: count }, (_, index) => {
    const bytes = packed.readUInt32LE(2 + 12 * index);
    const length = packed.readUInt32LE(6 + 12 * index);
    const deflated = packed.subarray(from, (from += bytes));
    return { deflated, length, crc: packed.readUInt32LE(10 + 12 * index), shift: shiftBy(length) };
  });
}
