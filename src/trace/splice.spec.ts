import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { packSegments, segmentOf, spliceGzip, splicePlain, unpackSegments } from './splice.js';

const bytes = fc.uint8Array({ maxLength: 3000 }).map((array) => Buffer.from(array));
const text = fc.string({ unit: 'grapheme', maxLength: 800 }).map((value) => Buffer.from(value.repeat(3)));
const piece = fc.record({ plain: fc.oneof(bytes, text), stored: fc.boolean() });

describe('a spliced gzip member', () => {
  it('holds exactly the pieces in order, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const whole = Buffer.concat(pieces.map(({ plain }) => plain));
        const parts = pieces.map(({ plain, stored }) => (stored ? plain : segmentOf(plain)));
        // gunzip checks the CRC and the length of the trailer.
        expect(gunzipSync(spliceGzip(parts)).equals(whole)).toBe(true);
        expect(splicePlain(parts).equals(whole)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('stores a piece that is longer than one block', () => {
    const long = Buffer.alloc(200_000, '本草');
    expect(gunzipSync(spliceGzip([segmentOf(Buffer.from('a')), long, segmentOf(long)])).length).toBe(400_001);
  });

  it('is one member: nothing follows its trailer', () => {
    const member = spliceGzip([segmentOf(Buffer.from('head')), Buffer.from('live'), segmentOf(Buffer.from('tail'))]);
    expect(() => gunzipSync(member.subarray(0, -1))).toThrow();
    expect(member.indexOf(Buffer.from([0x1f, 0x8b, 8]), 1)).toBe(-1);
  });

  it('notices a changed letter in a stored piece', () => {
    const member = spliceGzip([segmentOf(Buffer.from('head')), Buffer.from('held')]);
    member[member.indexOf('held')] = 0x48;
    expect(() => gunzipSync(member)).toThrow(/incorrect data check/);
  });

  it('survives being packed for the database', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 6 }), (plains) => {
        const segments = plains.map(segmentOf);
        expect(unpackSegments(packSegments(segments))).toEqual(segments);
      }),
    );
    expect(unpackSegments(Buffer.from([9, 0]))).toBeUndefined();
  });
});
