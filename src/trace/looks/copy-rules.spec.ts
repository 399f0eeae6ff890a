import { describe, expect, it } from '@jest/globals';
import { shippedRules } from './copy-judge.service.js';
import { signsOfCopies, type Circumstances, type CopyRuleId, type Look } from './copy-rules.js';
import { signWords } from './sign-words.js';

const RULES = shippedRules();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T00:00:00+08:00');
const QUIET: Circumstances = {
  ...{ looks: 3, networks: 3, packages: 1, home: 14, releasedAt: START - 30 * DAY, consumedAt: null, recalledAt: null },
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
      ['before-release'],
      [41, 41, 33].map((place) => look(place, 1)),
      { releasedAt: null },
    ],
    [
      'abroad of the maker before it was released later',
      ['before-release'],
      [41, 41, 33].map((place) => look(place, 1)),
      { releasedAt: START + DAY },
    ],
    [
      'abroad while the record says that it lies in the store',
      ['before-dispatch'],
      [41, 41, 33].map((place) => look(place, 1)),
      { dispatchedAt: null },
    ],
    [
      'abroad on the days before it was dispatched',
      ['before-dispatch'],
      [41, 41, 33].map((place) => look(place, 1)),
      { dispatchedAt: START + DAY },
    ],
    ['abroad after it was dispatched', [], [41, 41, 33].map((place) => look(place, 1)), { dispatchedAt: START }],
    ['at home while it lies in the store', [], [14, 14, 14, 14].map((place) => look(place, 1)), { dispatchedAt: null }],
    [
      'one network abroad under a thousand names, before release, after use and after recall',
      [],
      Array.from({ length: 1_000 }, (_, n) => ({ ...look(44, n / 100), network: 'n' })),
      { releasedAt: null, consumedAt: START - 31 * DAY, recalledAt: START - 31 * DAY, looks: 1_000, networks: 1 },
    ],
    [
      'one network that goes to and fro with the owner of the package',
      [],
      toAndFro(14, 44, 0.5).map((each) => (each.place === 44 ? { ...each, network: 'n' } : each)),
      {},
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
    ['100 looks at one package', [], [], { looks: 100, networks: 100 }],
    ['101 looks at one package from 31 networks', ['more-looks-than-packages'], [], { looks: 101, networks: 31 }],
    ['101 looks at one package from 30 networks', [], [], { looks: 101, networks: 30 }],
    ['101 looks at the code of 500 packages', [], [], { looks: 101, networks: 101, packages: 500 }],
    [
      '50,001 looks at the code of 500 packages',
      ['more-looks-than-packages'],
      [],
      { looks: 50_001, networks: 301, packages: 500 },
    ],
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
