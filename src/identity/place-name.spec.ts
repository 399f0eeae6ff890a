import { describe, expect, it } from '@jest/globals';
import { DIVISION_NAMES } from './division-names.js';
import { placeName, provinceName } from './place-name.js';

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
    ['110101', '北京市东城区'],
    ['500101', '重庆市万州区'],
    ['429004', '湖北省仙桃市'],
    ['469001', '海南省五指山市'],
    ['622924', '甘肃省临夏回族自治州广河县'],
    ['532601', '云南省文山壮族苗族自治州文山市'],
  ])('%s is %s', (code, zh) => expect(placeName(code)?.zh).toBe(zh));

  it('is told from the county up in English', () => {
    expect(placeName('141026104')?.en).toBe('Anze, Linfen, Shanxi');
    expect(placeName('141025')?.en).toBe('Guxian, Linfen, Shanxi');
    expect(placeName('532601')?.en).toBe('Wenshan, Wenshan, Yunnan');
    expect(placeName('149999101')?.en).toBe('Shanxi');
  });

  it.each(['991026', '161026101', '1', '041026', '安泽', ''])('%j is no place', (code) =>
    expect(placeName(code)).toBeUndefined(),
  );

  it('knows every county of the country, each in both languages', () => {
    const codes = Object.keys(DIVISION_NAMES);
    expect(codes.filter((code) => code.length === 2)).toHaveLength(34);
    expect(codes.filter((code) => code.length === 6).length).toBeGreaterThan(2_800);
    const odd = Object.entries(DIVISION_NAMES).filter(
      ([code, { zh, en }]) =>
        !/^\d{2}(\d{2}){0,2}$/.test(code) || !/^\p{Script=Han}+$/u.test(zh) || !/^[A-Z][A-Za-z' ]+$/.test(en),
    );
    expect(odd).toEqual([]);
  });

  it('names the province of a look', () => {
    expect(provinceName(14)).toEqual({ zh: '山西省', en: 'Shanxi' });
    expect([0, 99, 90].map((place) => provinceName(place).zh)).toEqual(['未知', '境外', '未知']);
  });
});
