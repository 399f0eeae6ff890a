import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import sharp from 'sharp';
import { readExif } from './photo-exif.js';

/** The EXIF block a camera of these tags writes. */
async function block(gps: Record<string, string>, exif: Record<string, string> = {}): Promise<Buffer> {
  const picture = sharp({ create: { width: 4, height: 4, channels: 3, background: '#3a7' } });
  const jpeg = await picture.withExif({ IFD3: gps, IFD2: exif }).jpeg().toBuffer();
  return (await sharp(jpeg).metadata()).exif!;
}
const HERE = {
  GPSLatitude: '36/1 8/1 24/1',
  GPSLatitudeRef: 'N',
  GPSLongitude: '112/1 15/1 18/1',
  GPSLongitudeRef: 'E',
};

describe('what a picture tells of itself', () => {
  it('is its place, in degrees north and east', async () => {
    const { position } = readExif(await block(HERE));
    expect([position!.latitude, position!.longitude]).toEqual([expect.closeTo(36.14, 6), expect.closeTo(112.255, 6)]);
    const south = readExif(await block({ ...HERE, GPSLatitudeRef: 'S', GPSLongitudeRef: 'W' })).position!;
    expect([south.latitude, south.longitude]).toEqual([expect.closeTo(-36.14, 6), expect.closeTo(-112.255, 6)]);
  });

  it('is the day by its own clock, where there is such a day', async () => {
    expect(readExif(await block({}, { DateTimeOriginal: '2025:08:03 10:12:13' }))).toEqual({ takenOn: '2025-08-03' });
    expect(readExif(await block({}, { DateTimeOriginal: '2025:02:30 10:12:13' }))).toEqual({});
    expect(readExif(await block({}, { DateTimeOriginal: '0000:00:00 00:00:00' }))).toEqual({});
  });

  it.each([
    ['no fix', { ...HERE, GPSLatitude: '0/1 0/1 0/1', GPSLongitude: '0/1 0/1 0/1' }],
    ['a place that is none', { ...HERE, GPSLatitude: '136/1 0/1 0/1' }],
    ['half a place', { GPSLatitude: '36/1 8/1 24/1', GPSLatitudeRef: 'N' }],
  ])('is nothing of its place with %s', async (_, gps) => expect(readExif(await block(gps))).toEqual({}));

  it('is nothing, and no accident, where the block is damaged', async () => {
    const whole = await block(HERE, { DateTimeOriginal: '2025:08:03 10:12:13' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, byte, length) => {
        const damaged = Buffer.from(whole);
        damaged[at] = byte;
        const { position } = readExif(damaged.subarray(0, length));
        if (position !== undefined) expect(Math.abs(position.latitude)).toBeLessThanOrEqual(90);
      }),
    );
    expect(readExif(Buffer.alloc(0))).toEqual({});
  });
});
