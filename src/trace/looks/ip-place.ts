import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isIPv4 } from 'node:net';
import { referenceFolder } from '../../platform/reference-folder.js';

/** Nothing is known: a private address, one of IPv6, or one the table does not have. */
export const UNKNOWN_PLACE = 0;
/** Anywhere outside China. */
export const ABROAD = 99;

/** Runs of IPv4 addresses, each with the first two digits of a division code: seeds/places/README.md says what the file holds. */
export class PlaceTable {
  private readonly starts: Uint32Array;
  private readonly places: Uint8Array;

  constructor(table: Buffer) {
    const runs = table.length / 5;
    if (!Number.isInteger(runs)) throw new Error('the table of addresses is cut off');
    this.starts = Uint32Array.from({ length: runs }, (_, run) => table.readUInt32BE(run * 4));
    this.places = new Uint8Array(table.subarray(runs * 4));
  }

  static shipped(): PlaceTable {
    return new PlaceTable(readFileSync(join(referenceFolder(), '..', 'places', 'ipv4-provinces.bin')));
  }

  /** The province of an address, as the first two digits of its division code; {@link ABROAD}, or {@link UNKNOWN_PLACE}. */
  placeOf(address: string): number {
    const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
    if (!isIPv4(plain) || isPrivateAddress(plain)) return UNKNOWN_PLACE;
    const number = plain.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= number) low = middle;
      else high = middle - 1;
    }
    return this.places[low] ?? UNKNOWN_PLACE;
  }
}

/** Addresses of one's own machine or network (RFC 1918, 3927, 4193, 4291, 6598): nobody on the internet has one. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE.test(address.startsWith('::ffff:') ? address.slice(7) : address);
}

const PRIVATE =
  /^(10\.|127\.|0\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1?$|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/i;
