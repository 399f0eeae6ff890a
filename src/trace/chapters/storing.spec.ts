import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../platform/canonical-json.js';
import { relevantFacts } from '../relevant-facts.js';
import { fact, uuid } from '../story-fixture.js';
import { storing } from './storing.js';

const AT = '2025-09-01T09:00:00+08:00';
const LOT = uuid(900);
const NOBODY = { organisation: () => undefined, herb: () => undefined };
const tell = (type: string, open: Record<string, Json>) => storing[type]!.tell(fact(type, AT, open), NOBODY);
const OUT = {
  quantity: 'celsius',
  side: 'above',
  bound: 20,
  worst: 26.25,
  withdrawn: false,
  lots: [LOT],
  excursion: uuid(901),
};

describe('the store on the public page', () => {
  it('tells a check with the climate since the one before, and signs of spoiling', () => {
    const climate = { celsius: { min: 8.1, max: 19.2, mean: 15 }, humidity: { min: 41, max: 66, mean: 55 } };
    const said = tell('storage.checked', { method: '目测', lots: [{ lot: LOT, signs: ['虫蛀'] }], climate });
    for (const part of ['养护检查', '目测', '发现 1 批有异常', '8.1～19.2 ℃', '41～66 %'])
      expect(said!.zh).toContain(part);
  });

  it.each([
    [{ minutes: 95 }, '库区温度高于 20 ℃', '历时 95 分钟'],
    [{}, '库区温度高于 20 ℃', '尚未恢复'],
    [{ journey: uuid(902), side: 'below', bound: 2, worst: 1.5, minutes: 3 }, '运输温度低于 2 ℃', '历时 3 分钟'],
  ])('tells an excursion %j', (more, what, long) => {
    const said = tell('storage.excursion-told', { ...OUT, ...more });
    expect(said!.zh).toContain(what);
    expect(said!.zh).toContain(long);
  });

  it('tells nothing of what turned out to be part of another', () =>
    expect(tell('storage.excursion-told', { ...OUT, withdrawn: true })).toBeUndefined());

  it.each([
    [0, '未超出规定范围'],
    [2, '超出规定范围 2 次'],
  ])('tells a journey with %d excursions', (excursions, words) => {
    const said = tell('storage.sensor-removed', { climate: { celsius: { min: 2, max: 8, mean: 5 } }, excursions });
    expect(said!.zh).toContain('2～8 ℃');
    expect(said!.zh).toContain(words);
  });

  it('tells of an excursion what was known last, and of other lots nothing', () => {
    const tellings = [1, 2, 3].map((n) => fact('storage.excursion-told', AT, { ...OUT, n }));
    const other = fact('storage.excursion-told', AT, { ...OUT, n: 4, lots: [uuid(903)] });
    const told = relevantFacts([...tellings, other], LOT, new Set([LOT]));
    expect(told.map(({ open }) => open['n'])).toEqual([3]);
  });
});
