import { describe, expect, it } from '@jest/globals';
import type { InvalidInput } from '../platform/errors.js';
import { refusePersonalNumbers } from './personal-numbers.js';

const faultPaths = (open: unknown): string[] => {
  try {
    refusePersonalNumbers(open);
    return [];
  } catch (error) {
    return (error as InvalidInput).errors.map(({ path }) => path);
  }
};

describe('the open part of a public fact', () => {
  it.each([
    ['13800138000'],
    ['电话138 0013 8000找老王'],
    ['+86-13800138000'],
    ['110101199003077758'],
    ['证件11010119900307775X。'],
  ])('may not hold %s', (text) => expect(faultPaths({ balance: [{ reason: text }] })).toEqual(['balance.0.reason']));

  it.each([
    ['2025-07-31T06:00:00+08:00'],
    ['QQ-141026-20250809-01'],
    ['93141026MA9000011M'],
    ['A2SCQ7JB5B227M9H4CZRSQEPMGPH'],
    ['0197c3f7-5a49-7dd3-ac12-ee7e1b07d097'],
    ['岳阳合作社初加工车间1号线'],
    ['10012000'],
  ])('may hold %s', (text) => expect(faultPaths({ facility: text, grams: 13_800_138_000 })).toEqual([]));

  it('names every place at once', () => {
    expect(faultPaths({ a: '13800138000', b: { c: ['ok', '13900139000'] } })).toEqual(['a', 'b.c.1']);
  });
});
