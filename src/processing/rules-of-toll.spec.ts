import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fairShares } from './fair-shares.js';
import { mixedOwners } from './mixed-owners.js';
import { ownerShares, type OwnedInput, type OwnedOutput } from './owner-shares.js';

const [A, B, WORKSHOP] = ['a', 'b', 'w'];
const herb = (owner: string, grams: number, code = 'LIANQIAO'): OwnedInput => ({
  owner,
  kind: 'harvest',
  herb: code,
  grams,
});
const honey = (owner: string, grams: number): OwnedInput => ({ owner, kind: 'adjuvant', herb: 'LIANMI', grams });
const out = (owner: string, grams: number, more: Partial<OwnedOutput> = {}): OwnedOutput => ({
  ...{ owner, grams, herb: 'LIANQIAO', use: 'product' as const },
  ...more,
});
const nameOf = (id: string): string => ({ a: '甲社', b: '乙社', w: '车间' })[id] ?? id;
const rules = (found: { ruleId: string; level: string }[]): string =>
  found.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ');

describe('R-01: goods of two owners are mixed only when each agreed', () => {
  it.each<[string, OwnedInput[], string[], string]>([
    ['one owner', [herb(A, 100), herb(A, 50)], [], ''],
    ['the workshop’s own goods alone', [herb(WORKSHOP, 100)], [], ''],
    ['two owners, both agreed', [herb(A, 100), herb(B, 100)], [A, B], ''],
    ['two owners, one agreed', [herb(A, 100), herb(B, 100)], [A], 'R-01 block'],
    ['two owners, none asked', [herb(A, 100), herb(B, 100)], [], 'R-01 block'],
    ['the workshop’s own among them, the other agreed', [herb(A, 100), herb(WORKSHOP, 100)], [A], ''],
    ['the workshop’s own among them, nobody asked', [herb(A, 100), herb(WORKSHOP, 100)], [], 'R-01 block'],
    ['two herbs beside each other', [herb(A, 100), herb(B, 100, 'HUANGQIN')], [], ''],
    ['the workshop’s honey on goods of one', [herb(A, 100), honey(WORKSHOP, 25)], [], ''],
  ])('%s', (_, inputs, consenting, found) => {
    expect(rules(mixedOwners(inputs, WORKSHOP, new Set(consenting), nameOf))).toBe(found);
  });

  it('names who was not asked', () => {
    const [found] = mixedOwners([herb(A, 1), herb(B, 1)], WORKSHOP, new Set([A]), nameOf);
    expect(found!.message.zh).toBe('甲社、乙社的货物混在一次加工中，未见乙社同意混合');
  });
});

describe('R-25: of mixed goods each owner gets its part, within 1 %', () => {
  const mixed = [herb(A, 3000), herb(B, 1000)];
  it.each<[string, OwnedInput[], OwnedOutput[], string]>([
    ['exactly its part', mixed, [out(A, 750), out(B, 250)], ''],
    ['1 % more for one', [herb(A, 50_000), herb(B, 50_000)], [out(A, 10_100), out(B, 9_900)], ''],
    [
      'a gram beyond 1 %',
      [herb(A, 50_000), herb(B, 50_000)],
      [out(A, 10_101), out(B, 9_899)],
      'R-25 block, R-25 block',
    ],
    ['one gram of rounding', [herb(A, 3), herb(B, 3)], [out(A, 2), out(B, 1)], ''],
    ['nothing for one', mixed, [out(A, 1000)], 'R-25 block, R-25 block'],
    ['waste counts as what came out', mixed, [out(A, 700), out(A, 50, { use: 'waste' }), out(B, 250)], ''],
    [
      'two herbs, each back to its owner',
      [herb(A, 90), herb(B, 10, 'DANSHEN')],
      [out(A, 30), out(B, 9, { herb: 'DANSHEN' })],
      '',
    ],
    [
      'two herbs, changed over',
      [herb(A, 90), herb(B, 90, 'DANSHEN')],
      [out(B, 30), out(A, 30, { herb: 'DANSHEN' })],
      'R-25 block, R-25 block, R-25 block, R-25 block',
    ],
    ['one owner has nothing to share', [herb(A, 90)], [out(A, 1)], ''],
  ])('%s', (_, inputs, outputs, found) => {
    expect(rules(fairShares(inputs, outputs, nameOf))).toBe(found);
  });
});

describe('what each owner brought, got and lost', () => {
  it('is told in grams, the adjuvants and the waste by what each brought', () => {
    const shares = ownerShares(
      [herb(A, 3000), herb(B, 1000), honey(WORKSHOP, 400)],
      [out(A, 2700), out(A, 100, { use: 'by-product' }), out(B, 900), out(B, 30, { use: 'waste' })],
      [
        { kind: 'waste', grams: 40, reason: '碎屑' },
        { kind: 'loss', grams: 630, reason: '失水' },
      ],
    );
    const nothing = { gainGrams: 0 };
    expect(shares).toEqual([
      {
        owner: A,
        inGrams: 3000,
        addedGrams: 300,
        ...nothing,
        productGrams: 2700,
        byProductGrams: 100,
        wasteGrams: 30,
        lossGrams: 470,
      },
      {
        owner: B,
        inGrams: 1000,
        addedGrams: 100,
        ...nothing,
        productGrams: 900,
        byProductGrams: 0,
        wasteGrams: 40,
        lossGrams: 160,
      },
    ]);
  });

  it('loses and makes nothing, whatever was brought and made', () => {
    const owner = fc.constantFrom(A!, B!, WORKSHOP!);
    const grams = fc.integer({ min: 1, max: 1_000_000 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ owner, grams }), { minLength: 1, maxLength: 6 }),
        fc.array(fc.record({ at: fc.nat(), grams, use: fc.constantFrom('product', 'by-product', 'waste', 'rework') }), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.nat(50_000),
        fc.nat(50_000),
        fc.nat(50_000),
        (brought, made, adjuvant, gain, waste) => {
          const inputs = [
            ...brought.map((one) => herb(one.owner, one.grams)),
            ...(adjuvant > 0 ? [honey(WORKSHOP!, adjuvant)] : []),
          ];
          const owners = brought.map((one) => one.owner);
          const outputs = made.map(({ at, grams: g, use }) =>
            out(owners[at % owners.length]!, g, { use: use as never }),
          );
          const balance = [
            { kind: 'gain', grams: gain, reason: '' },
            { kind: 'waste', grams: waste, reason: '' },
          ] as const;
          const shares = ownerShares(inputs, outputs, [...balance]);
          const sum = (of: (share: (typeof shares)[number]) => number) =>
            shares.reduce((all, share) => all + of(share), 0);
          const total = (lines: { grams: number }[]) => lines.reduce((all, line) => all + line.grams, 0);
          expect(shares.map((share) => share.owner)).toEqual([...new Set(owners)].sort());
          expect(sum((s) => s.inGrams + s.addedGrams)).toBe(total(inputs));
          expect(sum((s) => s.gainGrams)).toBe(gain);
          const out_ = (s: (typeof shares)[number]) => s.productGrams + s.byProductGrams + s.wasteGrams;
          expect(sum(out_)).toBe(total(outputs) + waste);
          for (const s of shares) expect(s.inGrams + s.addedGrams + s.gainGrams).toBe(out_(s) + s.lossGrams);
        },
      ),
      { numRuns: 200 },
    );
  });
});
