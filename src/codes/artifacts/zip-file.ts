import { crc32 } from 'node:zlib';
import type { ChunkBytes, PartLengths } from './artifact.js';

/** Where the offset stands in an entry of the directory: at the end of its ZIP64 field. */
const DIRECTORY_HEADER = 46;
const ZIP64_FIELD = 12;
/** 1980-01-01: the same codes make the same file, whenever it is made. */
const DOS_DATE = 0x21;
const VERSION = 45;

/** Members of one chunk, stored as they are: pictures are packed already. */
export function zipChunk(members: readonly { name: string; content: Uint8Array }[]): ChunkBytes {
  const body: Uint8Array[] = [];
  const tail: Buffer[] = [];
  const marks: number[] = [];
  let length = 0;
  for (const { name, content } of members) {
    const nameBytes = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    marks.push(length);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), common, nameBytes]);
    body.push(local, content);
    length += local.length + content.length;
    tail.push(directoryEntry(common, nameBytes));
  }
  return { body: Buffer.concat(body, length), tail: Buffer.concat(tail), marks };
}

/** The directory's entries with their offsets, now that the chunk's place in the file is known. */
export function zipTail({ tail = new Uint8Array(0), marks = [] }: ChunkBytes, base: number): Uint8Array {
  const entries = Buffer.from(tail);
  let at = 0;
  for (const mark of marks) {
    const name = entries.readUInt16LE(at + 28);
    at += DIRECTORY_HEADER + name + ZIP64_FIELD;
    entries.writeBigUInt64LE(BigInt(base + mark), at - 8);
  }
  return entries;
}

/** The end of the directory, with and without 64 bits: more than 65,535 members and 4 GB are no matter. */
export function zipEnd(
  members: number,
  { body, tail }: PartLengths,
): { beforeTail: Uint8Array; afterTail: Uint8Array } {
  const large = Buffer.alloc(56);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE(VERSION, 12);
  large.writeUInt16LE(VERSION, 14);
  large.writeBigUInt64LE(BigInt(members), 24);
  large.writeBigUInt64LE(BigInt(members), 32);
  large.writeBigUInt64LE(BigInt(tail), 40);
  large.writeBigUInt64LE(BigInt(body), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(body + tail), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(members, 0xffff), 8);
  end.writeUInt16LE(Math.min(members, 0xffff), 10);
  end.writeUInt32LE(Math.min(tail, 0xffffffff), 12);
  end.writeUInt32LE(0xffffffff, 16);
  return { beforeTail: new Uint8Array(0), afterTail: Buffer.concat([large, locator, end]) };
}

function directoryEntry(common: Buffer, name: Buffer): Buffer {
  const entry = Buffer.alloc(DIRECTORY_HEADER + name.length + ZIP64_FIELD);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(VERSION, 4);
  common.copy(entry, 6);
  entry.writeUInt16LE(ZIP64_FIELD, 30);
  entry.writeUInt32LE(0xffffffff, 42); // the true offset stands in the ZIP64 field
  name.copy(entry, DIRECTORY_HEADER);
  entry.writeUInt16LE(1, DIRECTORY_HEADER + name.length);
  entry.writeUInt16LE(8, DIRECTORY_HEADER + name.length + 2);
  return entry;
}
