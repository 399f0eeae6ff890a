import { describe, expect, it } from '@jest/globals';
import { isPrivateAddress, PlaceTable } from './ip-place.js';

const table = PlaceTable.shipped();

describe('the place of an address', () => {
  // Addresses whose place is public knowledge: name servers and universities.
  it.each([
    ['202.112.0.36', 11],
    ['202.120.2.100', 31],
    ['202.96.134.133', 44],
    ['219.149.135.188', 14],
    ['::ffff:202.120.2.100', 31],
    ['140.112.8.116', 71],
    ['8.8.8.8', 99],
    ['133.11.0.1', 99],
  ])('%s is %d', (address, place) => expect(table.placeOf(address)).toBe(place));

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '192.168.1.1',
    '172.16.9.9',
    '100.64.0.1',
    '::1',
    'fe80::1',
    'fd00::1',
    '2001:da8::1',
    'x',
    '',
  ])('%s is unknown', (address) => expect(table.placeOf(address)).toBe(0));

  it.each(['172.15.0.1', '172.32.0.1', '100.128.0.1', '11.0.0.1', '2400::1'])('%s is nobody’s own', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );

  it('refuses a table that was cut off', () => expect(() => new PlaceTable(Buffer.alloc(7))).toThrow('cut off'));
});
