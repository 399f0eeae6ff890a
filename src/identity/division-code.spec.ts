import { describe, expect, it } from '@jest/globals';
import { divisionPrefix, isDivisionCode, regionCovers } from './division-code.js';

describe('division codes (GB/T 2260)', () => {
  it.each(['14', '1410', '141026', '141026100', '141026100201'])('accepts %s', (code) =>
    expect(isDivisionCode(code)).toBe(true),
  );
  it.each(['', '1', '141', '14102', '1410261', '04', '14102a', '1410261002011'])('refuses "%s"', (code) =>
    expect(isDivisionCode(code)).toBe(false),
  );
  it.each([
    ['140000', '14'],
    ['141000', '1410'],
    ['141026', '141026'],
    ['141026000000', '141026'],
    ['141026100000', '141026100'],
    ['22', '22'],
    ['469021', '469021'],
  ])('reads %s as %s', (code, prefix) => expect(divisionPrefix(code)).toBe(prefix));

  it('a city covers its counties, towns and villages, and itself in either spelling', () => {
    for (const code of ['1410', '141000', '141026', '141026100', '141026100201'])
      expect(regionCovers('1410', code)).toBe(true);
    expect(regionCovers('141000', '141026')).toBe(true);
  });

  it('covers neither its own province, nor a neighbour, nor a malformed code', () => {
    expect(regionCovers('1410', '14')).toBe(false);
    expect(regionCovers('1410', '140000')).toBe(false);
    expect(regionCovers('1410', '140226')).toBe(false);
    expect(regionCovers('14', '220000')).toBe(false);
    expect(regionCovers('', '141026')).toBe(false);
    expect(regionCovers('1410', '14102')).toBe(false);
  });
});
