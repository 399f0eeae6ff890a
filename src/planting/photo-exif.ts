import { isDay } from '../platform/occurred-at.js';
import type { DevicePosition } from './distance-to-plot.js';

/** What a camera writes into a picture, as far as it is used: where and on which day it was taken. */
export interface PhotoExif {
  position?: DevicePosition;
  /** The camera's own calendar day. */
  takenOn?: string;
}

const [EXIF_IFD, GPS_IFD] = [0x8769, 0x8825];
const DATE_TIME_ORIGINAL = 0x9003;
const [LATITUDE_REF, LATITUDE, LONGITUDE_REF, LONGITUDE] = [1, 2, 3, 4];
/** Bytes of one value by TIFF type: byte, ASCII, short, long, rational. */
const SIZES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8 };
/** A directory of more entries than this is damage. */
const MAX_ENTRIES = 200;

interface Tag {
  type: number;
  count: number;
  /** Where its values lie. */
  at: number;
}

/** Reads the EXIF block of a picture (TIFF 6.0, EXIF 2.3 §4.6). Damage gives nothing; it never throws. */
export function readExif(block: Buffer): PhotoExif {
  const tiff = block.subarray(0, 6).toString('latin1') === 'Exif\0\0' ? block.subarray(6) : block;
  return new Tiff(tiff).told();
}

class Tiff {
  private readonly little: boolean;

  constructor(private readonly bytes: Buffer) {
    this.little = bytes.toString('latin1', 0, 2) === 'II';
  }

  told(): PhotoExif {
    const first = this.directory(this.long(4));
    const [exif, gps] = [first.get(EXIF_IFD), first.get(GPS_IFD)];
    const position = gps && this.position(this.directory(this.long(gps.at)));
    const taken = exif && this.directory(this.long(exif.at)).get(DATE_TIME_ORIGINAL);
    const takenOn = taken && this.text(taken).slice(0, 10).replaceAll(':', '-');
    return { ...(position === undefined ? {} : { position }), ...(isDay(takenOn) ? { takenOn } : {}) };
  }

  private position(gps: ReadonlyMap<number, Tag>): DevicePosition | undefined {
    const [latitude, longitude] = [gps.get(LATITUDE), gps.get(LONGITUDE)];
    if (latitude?.count !== 3 || longitude?.count !== 3) return undefined;
    const sign = (ref: number, negative: string): number => {
      const tag = gps.get(ref);
      return tag !== undefined && this.text(tag).startsWith(negative) ? -1 : 1;
    };
    const position = {
      longitude: this.degrees(longitude) * sign(LONGITUDE_REF, 'W'),
      latitude: this.degrees(latitude) * sign(LATITUDE_REF, 'S'),
    };
    // A camera without a fix writes zeros, or nothing divided by nothing.
    const real = Math.abs(position.latitude) <= 90 && Math.abs(position.longitude) <= 180;
    return real && (position.latitude !== 0 || position.longitude !== 0) ? position : undefined;
  }

  private degrees({ at }: Tag): number {
    const [degrees, minutes, seconds] = [0, 8, 16].map((offset) => this.long(at + offset) / this.long(at + offset + 4));
    return degrees! + minutes! / 60 + (Number.isNaN(seconds) ? 0 : seconds! / 3600);
  }

  private directory(at: number): Map<number, Tag> {
    const found = new Map<number, Tag>();
    const count = Math.min(this.short(at), MAX_ENTRIES);
    for (let i = 0; i < count; i += 1) {
      const entry = at + 2 + i * 12;
      const [type, values] = [this.short(entry + 2), this.long(entry + 4)];
      const inside = (SIZES[type] ?? 8) * values <= 4;
      found.set(this.short(entry), { type, count: values, at: inside ? entry + 8 : this.long(entry + 8) });
    }
    // Tags that name a directory hold its place in the entry itself.
    for (const tag of [EXIF_IFD, GPS_IFD]) if (found.get(tag)?.type !== 4) found.delete(tag);
    return found;
  }

  private text({ at, count }: Tag): string {
    return this.bytes.toString('latin1', at, at + Math.min(count, 40));
  }

  /** What lies behind the end is nothing. */
  private short(at: number): number {
    if (at + 2 > this.bytes.length) return 0;
    return this.little ? this.bytes.readUInt16LE(at) : this.bytes.readUInt16BE(at);
  }

  private long(at: number): number {
    if (at + 4 > this.bytes.length) return 0;
    return this.little ? this.bytes.readUInt32LE(at) : this.bytes.readUInt32BE(at);
  }
}
