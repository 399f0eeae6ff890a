import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { sharesByPaths } from '../../test/oracles/shares-by-paths.js';
import { apportion } from './apportion.js';
import {
  LotHeld,
  MassExceeded,
  MassUnbalanced,
  NoSuchLot,
  OwnerUnnamed,
  QualityDecided,
  UnitsMixed,
} from './lots.errors.js';

let world: LotWorld;
let coop: Actor;
let factory: Actor;

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
  factory = await world.anActor('factory');
});
afterAll(() => world.close());

describe('a lot', () => {
  it('is born with its whole quantity, pending, owned and held by who recorded it', async () => {
    const id = await world.harvest(coop, 25_000);
    const lot = await world.as(coop, (tx) => world.lots.lotForUpdate(tx, id));
    expect(lot).toMatchObject({
      remaining: 25_000,
      initialQuantity: 25_000,
      quality: 'pending',
      custody: 'in-stock',
      holds: [],
    });
    expect([lot.owner, lot.holder, lot.madeBy]).toEqual(Array(3).fill(coop.organisation.id));
  });

  it('gives what it has and not a gram more; the refusal says how much is left', async () => {
    const id = await world.harvest(coop, 1000);
    await world.blend(coop, [[id, 600]], [600]);
    const more = world.blend(coop, [[id, 401]], [401]);
    await expect(more).rejects.toBeInstanceOf(MassExceeded);
    await expect(more).rejects.toMatchObject({ lot: id, askedGrams: 401, leftGrams: 400 });
    await world.blend(coop, [[id, 400]], [400]);
    expect((await world.row(id)).remaining).toBe(0);
  });

  it('adds up two lines of one act that draw the same lot', async () => {
    const id = await world.harvest(coop, 1000);
    await expect(
      world.blend(
        coop,
        [
          [id, 600],
          [id, 600],
        ],
        [1200],
      ),
    ).rejects.toMatchObject({ askedGrams: 1200, leftGrams: 1000 });
    await world.blend(
      coop,
      [
        [id, 600],
        [id, 400],
      ],
      [1000],
    );
    expect((await world.row(id)).remaining).toBe(0);
  });

  it('is not to be drawn by others, who cannot even tell that it exists', async () => {
    const id = await world.harvest(coop, 1000);
    const missing = newId();
    const told = async (lot: string) => {
      const error: unknown = await world.blend(factory, [[lot, 10]], [10]).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(NoSuchLot);
      return (error as NoSuchLot).text.zh.replace(lot, '…');
    };
    expect(await told(id)).toBe(await told(missing));
    await expect(world.as(factory, (tx) => world.lots.lotForUpdate(tx, id))).rejects.toBeInstanceOf(NoSuchLot);
    await expect(
      world.as(factory, (tx) =>
        world.lots.take(tx, factory, { lot: id, grams: 1, reason: 'sample', actId: newId(), factId: newId() }),
      ),
    ).rejects.toBeInstanceOf(NoSuchLot);
    expect((await world.row(id)).remaining).toBe(1000);
  });

  it('loses a sample without a child lot', async () => {
    const id = await world.harvest(coop, 1000);
    const after = await world.as(coop, (tx) =>
      world.lots.take(tx, coop, { lot: id, grams: 250, reason: 'sample', actId: newId(), factId: newId() }),
    );
    expect(after.remaining).toBe(750);
    await expect(
      world.as(coop, (tx) =>
        world.lots.take(tx, coop, { lot: id, grams: 751, reason: 'sample', actId: newId(), factId: newId() }),
      ),
    ).rejects.toMatchObject({ askedGrams: 751, leftGrams: 750 });
  });

  it('is released or rejected once; a rejection is final, a release can be withdrawn', async () => {
    const verdict = (lot: string, quality: 'released' | 'rejected' | 'pending') =>
      world.as(coop, (tx) => world.lots.setQuality(tx, coop, lot, quality, newId()));
    const good = await world.harvest(coop, 10);
    expect((await verdict(good, 'released')).quality).toBe('released');
    await expect(verdict(good, 'released')).rejects.toBeInstanceOf(QualityDecided);
    expect((await verdict(good, 'rejected')).quality).toBe('rejected');
    await expect(verdict(good, 'released')).rejects.toBeInstanceOf(QualityDecided);
    await expect(verdict(good, 'pending')).rejects.toBeInstanceOf(QualityDecided);
  });

  it('is born held when a blocking rule was broken, and then not released', async () => {
    const id = await world.harvest(coop, 10, { holdReason: 'R-12 采收间隔期不足' });
    expect(await world.holdsOn(id)).toEqual([{ hold: expect.any(String), binding: true }]);
    await expect(world.as(coop, (tx) => world.lots.assertFree(tx, id))).rejects.toMatchObject({ extra: { lot: id } });
    await expect(
      world.as(coop, (tx) => world.lots.setQuality(tx, coop, id, 'released', newId())),
    ).rejects.toBeInstanceOf(LotHeld);
  });
});

describe('a transformation', () => {
  it('balances to the gram, in the application and again in the database', async () => {
    const id = await world.harvest(coop, 1000);
    const act = {
      ...{ actId: newId(), factId: newId(), at: '2024-08-05T09:00:00+08:00', region: '141026' },
      inputs: [{ lot: id, grams: 1000 }],
      outputs: [{ id: newId(), kind: 'output' as const, herb: 'lianqiao', grams: 400 }],
      balance: [{ kind: 'loss' as const, grams: 599, reason: '干燥' }],
    };
    await expect(world.as(coop, async (tx) => world.lots.transform(tx, coop, act))).rejects.toBeInstanceOf(
      MassUnbalanced,
    );
    await expect(world.as(coop, (tx) => tx.query('select lot_transform($1)', [JSON.stringify(act)]))).rejects.toThrow(
      /does not balance/,
    );
    const negative = {
      ...act,
      outputs: [...act.outputs, { ...act.outputs[0]!, id: newId(), grams: -1 }],
      balance: [{ ...act.balance[0]!, grams: 601 }],
    };
    await expect(
      world.as(coop, (tx) => tx.query('select lot_transform($1)', [JSON.stringify(negative)])),
    ).rejects.toThrow(/does not balance/);
    expect((await world.row(id)).remaining).toBe(1000);
  });

  it('keeps the double entry: every act sums to 0, every lot to what it has left', async () => {
    const a = await world.harvest(coop, 5000);
    const b = await world.harvest(coop, 3000);
    const [dry] = await world.blend(
      coop,
      [
        [a, 4000],
        [b, 3000],
      ],
      [2500],
    );
    await world.as(coop, (tx) =>
      world.lots.take(tx, coop, { lot: dry!, grams: 100, reason: 'sample', actId: newId(), factId: newId() }),
    );
    await world.blend(coop, [[dry!, 1000]], [1010], { kind: 'batch' });
    const uneven: unknown[] = await world.root.query(
      `select act_id from lot_movement group by 1 having sum(delta) <> 0`,
    );
    const untrue: unknown[] = await world.root.query(
      `select l.id from lot l left join lot_movement m on m.lot = l.id group by l.id having coalesce(sum(m.delta), 0) <> l.remaining`,
    );
    expect([uneven, untrue]).toEqual([[], []]);
  });

  it('spreads every input over all outputs to the gram, as the largest remainder has it', async () => {
    const grams = fc.integer({ min: 1, max: 1_000_000_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(grams, { minLength: 1, maxLength: 6 }),
        fc.array(grams, { minLength: 1, maxLength: 6 }),
        async (drawn, made) => {
          const ids = (n: number) => Array.from({ length: n }, () => newId()).sort();
          const [inputs, outputs] = [ids(drawn.length), ids(made.length)];
          const cells: { parent: string; child: string; grams: string }[] = await world.root.query(
            `select * from lot_apportion($1, $2, $3, $4)`,
            [inputs, drawn, outputs, made],
          );
          expect(cells).toHaveLength(inputs.length * outputs.length);
          inputs.forEach((input, i) => {
            const row = outputs.map((output) =>
              BigInt(cells.find((c) => c.parent === input && c.child === output)!.grams),
            );
            const plain = apportion(BigInt(drawn[i]!), made.map(BigInt));
            expect(row.reduce((a, b) => a + b, 0n)).toBe(BigInt(drawn[i]!));
            // Only who of several equals gets the odd gram may differ.
            expect([...row].sort()).toEqual([...plain].sort());
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves goods their owners’, whoever works on them: of a mixture each output is said to be one of theirs', async () => {
    const own = await world.harvest(coop, 1000);
    const theirs = await world.harvest(factory, 1000);
    await world.giveTo(own, factory, coop);
    const [worked] = await world.blend(factory, [[own, 500]], [400]);
    expect((await world.row(worked!)).owner_id).toBe(coop.organisation.id);
    const inputs: [string, number][] = [
      [own, 500],
      [theirs, 500],
    ];
    await expect(world.blend(factory, inputs, [1000])).rejects.toThrow(OwnerUnnamed);
    const stranger = await world.anActor('trader');
    const owners = [coop, stranger].map(({ organisation }) => organisation.id);
    await expect(world.blend(factory, inputs, [500, 500], { owners })).rejects.toThrow(OwnerUnnamed);
    const shared = [coop, factory].map(({ organisation }) => organisation.id);
    const parts = await world.blend(factory, inputs, [500, 500], { owners: shared });
    const rows = await Promise.all(parts.map((part) => world.row(part)));
    expect(rows.map(({ owner_id }) => owner_id)).toEqual(shared);
  });

  it('holds what a finding spoils for its owner, wherever it lies', async () => {
    const own = await world.harvest(coop, 1000);
    const part = await world.entrust(coop, own, 1000, factory);
    const [worked] = await world.blend(factory, [[part, 1000]], [900], { holdReason: 'R-18 硫磺熏蒸' });
    const back = await world.entrust(factory, worked!, 900, coop, true);
    expect(await world.holdsOn(back)).toEqual([expect.objectContaining({ binding: true })]);
    const { hold } = (await world.holdsOn(back))[0]!;
    await expect(world.as(factory, (tx) => world.lots.lift(tx, factory, { hold, reason: '没事' }))).rejects.toThrow();
    await world.as(coop, (tx) => world.lots.lift(tx, coop, { hold, reason: '复检合格' }));
  });

  it('does not mix grams and pieces', async () => {
    const weighed = await world.harvest(coop, 1000);
    const counted = newId();
    await world.as(coop, (tx) =>
      world.lots.born(tx, coop, {
        ...{
          id: counted,
          kind: 'seed',
          herb: 'lianqiao',
          quantity: 500,
          unit: 'piece',
          actId: counted,
          factId: newId(),
        },
        ...{ region: '141026', bornAt: '2010-03-01T09:00:00+08:00', origins: [] },
      }),
    );
    await expect(
      world.blend(
        coop,
        [
          [weighed, 10],
          [counted, 10],
        ],
        [20],
      ),
    ).rejects.toBeInstanceOf(UnitsMixed);
  });
});

describe('a family', () => {
  const up = (actor: Actor, lot: string) => world.as(actor, (tx) => world.lots.ancestors(tx, actor, lot));
  const down = (actor: Actor, lot: string) => world.as(actor, (tx) => world.lots.descendants(tx, actor, lot));

  it('37 growers’ lots, dried and blended into one batch, are 37 sources that sum to 100 %', async () => {
    const harvests: [string, number][] = [];
    for (let i = 0; i < 37; i++) {
      const grams = 21_000 + 431 * i;
      harvests.push([
        await world.harvest(coop, grams, {
          origins: [
            { kind: 'grower', subject: newId() },
            { kind: 'plot', subject: newId() },
          ],
        }),
        grams,
      ]);
    }
    const dried: [string, number][] = [];
    for (const part of [harvests.slice(0, 20), harvests.slice(20)]) {
      const dry = Math.floor(part.reduce((sum, [, grams]) => sum + grams, 0) * 0.31);
      dried.push([(await world.blend(coop, part, [dry]))[0]!, dry]);
    }
    const total = dried.reduce((sum, [, grams]) => sum + grams, 0);
    const [batch] = await world.blend(coop, dried, [total], { kind: 'batch' });
    const family = await up(coop, batch!);
    const sources = family.shares.filter(({ source }) => source);
    expect(family.lots).toHaveLength(1 + 2 + 37);
    expect(new Set(sources.map(({ lot }) => lot))).toEqual(new Set(harvests.map(([lot]) => lot)));
    const tenMillionths = (percent: string) => Math.round(Number(percent) * 1e7);
    expect(sources.reduce((sum, { percent }) => sum + tenMillionths(percent), 0)).toBe(100 * 1e7);
    // All of every harvest went in.
    for (const [lot, grams] of harvests) expect(sources.find((s) => s.lot === lot)?.sourceGrams).toBe(String(grams));
    expect(
      family.shares
        .filter(({ source }) => !source)
        .map(({ lot }) => lot)
        .sort(),
    ).toEqual(dried.map(([lot]) => lot).sort());
  });

  it('names what of a lot is where: physical grams to recall, and how much of them is really of it', async () => {
    const a = await world.harvest(coop, 1000);
    const b = await world.harvest(coop, 3000);
    const [mixed] = await world.blend(
      coop,
      [
        [a, 1000],
        [b, 1000],
      ],
      [2000],
      { kind: 'batch' },
    );
    const [sold] = await world.blend(coop, [[mixed!, 500]], [500], { kind: 'consignment' });
    await world.giveTo(sold!, factory);
    const family = await down(coop, a);
    expect(family.holders).toEqual([
      {
        organisation: { id: coop.organisation.id, name: coop.organisation.name },
        physicalGrams: 1500,
        exposedGrams: '750',
      },
      { organisation: null, physicalGrams: 500, exposedGrams: '250' },
    ]);
    expect(family.shares).toEqual([
      { lot: mixed, percent: '50', sourceGrams: '1000', presentGrams: '750', source: false },
      { lot: sold, percent: '50', sourceGrams: '250', presentGrams: '250', source: false },
    ]);
  });

  it('rework makes a new lot; the old one stays what it was', async () => {
    const fresh = await world.harvest(coop, 1000);
    const [first] = await world.blend(coop, [[fresh, 1000]], [400]);
    const [second] = await world.blend(coop, [[first!, 400]], [390]);
    expect((await up(coop, second!)).edges.map(({ from, to }) => [from, to])).toEqual(
      expect.arrayContaining([
        [fresh, first],
        [first, second],
      ]),
    );
    expect((await up(coop, first!)).lots.map(({ id }) => id)).toEqual([fresh, first]);
  });

  it('refuses an edge to a lot that was born before, by whomever', async () => {
    const old = await world.harvest(coop, 1000);
    const other = await world.harvest(coop, 1000);
    const late = (child: string, parent: string) =>
      world.root.query(`insert into lot_edge (child, parent, kind, grams) values ($1, $2, 'matter', 1)`, [
        child,
        parent,
      ]);
    await expect(late(old, other)).rejects.toThrow(/parents at birth only/);
    await expect(late(other, old)).rejects.toThrow(/parents at birth only/);
  });

  it('is not cut by the companies in between', async () => {
    const trader = await world.anActor('trader');
    const hospital = await world.anActor('hospital');
    const fresh = await world.harvest(coop, 1000);
    const [first] = await world.blend(coop, [[fresh, 1000]], [400], { kind: 'batch' });
    await world.giveTo(first!, trader);
    const [second] = await world.blend(trader, [[first!, 300]], [300], { kind: 'consignment' });
    await world.giveTo(second!, factory);
    const [third] = await world.blend(factory, [[second!, 300]], [290], { kind: 'batch' });
    await world.giveTo(third!, hospital);
    const family = await up(hospital, third!);
    expect(family.lots.map(({ id, disclosure }) => [id, disclosure])).toEqual([
      [fresh, 'anonymised'],
      [first, 'anonymised'],
      [second, 'anonymised'],
      [third, 'full'],
    ]);
    expect(family.shares.find(({ lot }) => lot === fresh)).toMatchObject({ percent: '100', sourceGrams: '750' });
    const text = JSON.stringify(family);
    for (const other of [coop, trader, factory]) expect(text).not.toContain(other.organisation.id);
    const whole = await world.system.transaction((tx) => world.lots.descendants(tx, 'system', fresh));
    expect(whole.lots).toHaveLength(4);
    expect(whole.holders.map(({ organisation, physicalGrams }) => [organisation?.name, physicalGrams])).toEqual([
      [hospital.organisation.name, 290],
      [trader.organisation.name, 100],
    ]);
  });

  it('of any shape has the shares that the enumeration of all paths gives', async () => {
    const step = fc.record({
      inputs: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 3 }),
      outputs: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 3 }),
      lossPercent: fc.integer({ min: 0, max: 80 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const left = new Map<string, number>();
        for (let i = 0; i < 3; i++) left.set(await world.harvest(coop, 1_000_003), 1_000_003);
        const made = new Map(left);
        for (const { inputs, outputs, lossPercent } of steps) {
          const drawn = new Map<string, number>();
          for (const [pick, percent] of inputs) {
            const lot = [...left.keys()][pick % left.size]!;
            drawn.set(lot, Math.max(1, Math.floor((left.get(lot)! * percent) / 100)));
          }
          if ([...drawn].some(([lot, grams]) => grams > left.get(lot)!)) continue;
          const into = [...drawn.values()].reduce((a, b) => a + b, 0);
          const out = Math.floor((into * (100 - lossPercent)) / 100);
          const weights = apportion(BigInt(out), outputs.map(BigInt))
            .map(Number)
            .filter((grams) => grams > 0);
          if (weights.length === 0) continue;
          const ids = await world.blend(coop, [...drawn], weights);
          drawn.forEach((grams, lot) => left.set(lot, left.get(lot)! - grams));
          ids.forEach((id, i) => [left, made].forEach((map) => map.set(id, weights[i]!)));
        }
        const lots = Object.fromEntries([...made].map(([id, grams]) => [id, { made: grams, left: left.get(id)! }]));
        const rows: { parent: string; child: string; grams: string }[] = await world.root.query(
          `select parent, child, grams from lot_edge where child = any($1) and grams > 0`,
          [[...made.keys()]],
        );
        const edges = rows.map(({ parent, child, grams }): [string, string, number] => [parent, child, Number(grams)]);
        const [first] = made.keys();
        const last = [...made.keys()].at(-1)!;
        for (const [way, start] of [
          ['up', last],
          ['down', first!],
        ] as const) {
          const family = await (way === 'up' ? up : down)(coop, start);
          const exact = sharesByPaths(start, way, lots, edges);
          const shares = family.shares.filter(({ sourceGrams }) => sourceGrams !== '0');
          expect(new Set(shares.map(({ lot }) => lot))).toEqual(new Set(exact.keys()));
          for (const { lot, percent, sourceGrams, presentGrams } of shares) {
            const { share, sourceGrams: given, presentGrams: present } = exact.get(lot)!;
            const value = ({ above, below }: { above: bigint; below: bigint }) =>
              Number((above * 10n ** 15n) / below) / 1e15;
            expect(Math.abs(Number(percent) - 100 * value(share))).toBeLessThan(2e-7);
            expect(Math.abs(Number(sourceGrams) - value(given))).toBeLessThan(0.0011);
            expect(Math.abs(Number(presentGrams) - value(present))).toBeLessThan(0.0021);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});
