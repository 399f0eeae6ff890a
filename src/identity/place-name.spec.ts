import { describe, expect, it } from '@jest/globals';
import { placeName } from './place-name.js';

describe('a place in words', () => {
  it.each([
    ['141026', '山西省临汾市安泽县'],
    ['141026104', '山西省临汾市安泽县'],
    ['141026104201', '山西省临汾市安泽县'],
    ['141000', '山西省临汾市'],
    ['14', '山西省'],
    ['141099', '山西省临汾市'],
    ['149999', '山西省'],
    ['149999101', '山西省'],
  ])('%s is %s', (code, zh) => expect(placeName(code)?.zh).toBe(zh));

  it('is told from the county up in English', () => {
    expect(placeName('141026104')?.en).toBe('Anze, Linfen, Shanxi');
    expect(placeName('149999101')?.en).toBe('Shanxi');
  });

  it.each(['991026', '161026101', '1', '041026', '安泽', ''])('%j is no place', (code) =>
    expect(placeName(code)).toBeUndefined(),
  );
});
