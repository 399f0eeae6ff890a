import { describe, expect, it } from '@jest/globals';
import { shippedRules } from './copy-judge.service.js';
import { signsOfCopies, type Circumstances, type CopyRuleId, type Look } from './copy-rules.js';
import { signWords } from './sign-words.js';

const RULES = shippedRules();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T00:00:00+08:00');
const QUIET: Circumstances = {
  ...{ looks: 3, packages: 1, home: 14, releasedAt: START - 30 * DAY, consumedAt: null, recalledAt: null },
};

let visitors = 0;
const look = (place: number, hours: number, visitor = `v${(visitors += 1)}`): Look => ({
  at: START + hours * HOUR,
  place,
  visitor,
});
const twice = (places: number[], hours: number): Look[] =>
  places.flatMap((place, i) => [look(place, i * hours), look(place, i * hours + 1)]);
const toAndFro = (here: number, there: number, hours: number): Look[] =>
  Array.from({ length: 8 }, (_, i) => look(i % 2 === 0 ? here : there, i * hours));
const found = (looks: Look[], about: Partial<Circumstances> = {}): CopyRuleId[] =>
  signsOfCopies(looks, { ...QUIET, ...about }, RULES).map(({ rule }) => rule);

describe('signs of a copied label', () => {
  it.each<[string, CopyRuleId[], Look[], Partial<Circumstances>]>([
    ['nobody looked', [], [], {}],
    [
      'the way of one sack',
      [],
      [look(14, 0), look(14, 5), look(41, 48), look(41, 50), look(33, 400), look(33, 401)],
      {},
    ],
    ['four provinces in two weeks', [], twice([14, 41, 33, 44], 20), {}],
    ['five provinces in two weeks', ['many-provinces'], twice([14, 41, 33, 44, 51], 20), {}],
    ['five provinces in a year', [], twice([14, 41, 33, 44, 51], 200), {}],
    [
      'many provinces, one visitor in each',
      [],
      [14, 41, 33, 44, 51, 37, 42].map((place, i) => look(place, i * 40)),
      {},
    ],
    ['places abroad or unknown', [], twice([14, 41, 33, 44, 0, 99], 20), {}],
    ['one wrong place between right ones', [], [look(14, 0), look(44, 0.1), look(14, 0.2), look(14, 0.3)], {}],
    ['to and fro', ['impossible-speed'], toAndFro(14, 44, 0.5), {}],
    [
      'to and fro of two travellers',
      [],
      toAndFro(14, 44, 0.5).map((each, i) => ({ ...each, visitor: `t${i % 2}` })),
      {},
    ],
    ['to and fro by lorry', [], toAndFro(14, 44, 60), {}],
    ['neighbours', [], toAndFro(11, 13, 0.1), {}],
    [
      'abroad of the maker before release',
      ['before-dispatch'],
      [41, 41, 33].map((place) => look(place, 1)),
      { releasedAt: null },
    ],
    [
      'the makers themselves before release',
      [],
      [14, 14, 14, 0, 41].map((place) => look(place, 1)),
      { releasedAt: null },
    ],
    ['the same abroad after release', [], [41, 41, 33].map((place) => look(place, 1)), {}],
    [
      'long after it was used up',
      ['after-consumption'],
      [41, 41, 33].map((place) => look(place, 1)),
      { consumedAt: START - 31 * DAY },
    ],
    ['soon after it was used up', [], [41, 41, 33].map((place) => look(place, 1)), { consumedAt: START - 29 * DAY }],
    ['two looks long after', [], [41, 41].map((place) => look(place, 1)), { consumedAt: START - 31 * DAY }],
    [
      'long after a recall',
      ['after-recall'],
      [41, 41, 33, 14, 0].map((place) => look(place, 1)),
      { recalledAt: START - 31 * DAY },
    ],
    ['100 looks at one package', [], [], { looks: 100 }],
    ['101 looks at one package', ['more-looks-than-packages'], [], { looks: 101 }],
    ['101 looks at the code of 500 packages', [], [], { looks: 101, packages: 500 }],
  ])('%s: %j', (_, expected, looks, about) => expect(found(looks, about)).toEqual(expected));

  it('names the gravest first, with the figures and the version of the rules, in one clause of both languages', () => {
    const looks = [
      ...toAndFro(14, 44, 0.5),
      ...twice([65, 22, 31], 30).map((each) => ({ ...each, at: each.at + DAY })),
    ];
    const signs = signsOfCopies(looks, { ...QUIET, looks: 14 }, RULES);
    expect(signs.map(({ rule, level }) => [rule, level])).toEqual([
      ['many-provinces', 'suspect'],
      ['impossible-speed', 'warning'],
    ]);
    expect(signs[0]).toMatchObject({ version: RULES.version, figures: { provinces: 5, days: 14 } });
    expect(signWords(signs[0]!)).toEqual({
      zh: '该码 14 天内在 5 个省份被查询',
      en: 'This code was looked up in 5 provinces within 14 days',
    });
  });

  it('takes looks in any order', () => {
    const looks = twice([14, 41, 33, 44, 51], 20);
    expect(found([...looks].reverse())).toEqual(found(looks));
  });
});
