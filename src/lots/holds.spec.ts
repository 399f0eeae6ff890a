import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { HoldLifted, HoldNotYours, LotHeld, NoSuchHold, NoSuchLot } from './lots.errors.js';

let world: LotWorld;
let coop: Actor;
let factory: Actor;
let regulator: Actor;
let elsewhere: Actor;

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
  factory = await world.anActor('factory');
  regulator = await world.anActor('regulator', 'regulator', '141000');
  elsewhere = await world.anActor('regulator', 'regulator', '130000');
});
afterAll(() => world.close());

const lift = (actor: Actor, hold: string) =>
  world.as(actor, (tx) => world.lots.lift(tx, actor, { hold, reason: '复检合格' }));
const isFree = (actor: Actor, lot: string) =>
  world
    .as(actor, (tx) => world.lots.assertFree(tx, lot))
    .then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(LotHeld);
        return false;
      },
    );

describe('a hold', () => {
  it('covers what is left and everything made of it, never what it was made of', async () => {
    const source = await world.harvest(coop, 1000);
    const other = await world.harvest(coop, 1000);
    const [dry] = await world.blend(coop, [[source, 500]], [200]);
    const [batch] = await world.blend(
      coop,
      [
        [dry!, 100],
        [other, 100],
      ],
      [200],
      { kind: 'batch' },
    );
    const [part] = await world.blend(coop, [[batch!, 50]], [50], { kind: 'consignment' });
    const placed = await world.hold(coop, dry!);
    expect(placed.lots).toBe(3);
    const covered = [dry!, batch!, part!].sort();
    expect(placed.digest).toBe(createHash('sha256').update(covered.join('\n')).digest('hex'));
    for (const lot of covered) expect(await world.holdsOn(lot)).toEqual([{ hold: placed.id, binding: true }]);
    for (const lot of [source, other]) expect(await world.holdsOn(lot)).toEqual([]);
  });

  it('is one fact with its root, count and digest', async () => {
    const lot = await world.harvest(coop, 10);
    const placed = await world.hold(coop, lot);
    const [fact]: { bytes: Buffer }[] = await world.root.query(`select bytes from fact where id = $1`, [placed.factId]);
    const { type, visibility, subjects, open } = JSON.parse(fact!.bytes.toString());
    expect({ type, visibility, subjects }).toEqual({
      type: 'lots.held',
      visibility: 'public',
      subjects: [placed.id, lot].sort(),
    });
    expect(open).toMatchObject({ hold: placed.id, subject: lot, authority: 'company', lots: 1, digest: placed.digest });
    const { factId } = await lift(coop, placed.id);
    const [lifted]: { bytes: Buffer }[] = await world.root.query(`select bytes from fact where id = $1`, [factId]);
    expect(JSON.parse(lifted!.bytes.toString())).toMatchObject({
      type: 'lots.hold-lifted',
      open: { hold: placed.id, reason: '复检合格' },
    });
  });

  it('does not refuse what has happened: the output is born under the same holds, and the answer says so', async () => {
    const lot = await world.harvest(coop, 1000);
    const placed = await world.hold(coop, lot);
    const output = newId();
    const { inheritedHolds, inputs } = await world.as(coop, (tx) =>
      world.lots.transform(tx, coop, {
        ...{ actId: newId(), factId: newId(), at: '2024-08-05T09:00:00+08:00', region: '141026', balance: [] },
        inputs: [{ lot, grams: 400 }],
        outputs: [{ id: output, kind: 'output', herb: 'lianqiao', grams: 400 }],
      }),
    );
    expect(inheritedHolds).toMatchObject([
      { hold: placed.id, authority: 'company', reason: '重金属超标待查', binding: true },
    ]);
    expect(inputs).toMatchObject([{ id: lot, remaining: 600, holds: [{ hold: placed.id }] }]);
    expect(await isFree(coop, output)).toBe(false);
  });

  it('reaches also the output that an input touched with less than a gram', async () => {
    const tainted = await world.harvest(coop, 1);
    const clean = await world.harvest(coop, 100_000);
    const outputs = await world.blend(
      coop,
      [
        [tainted, 1],
        [clean, 99_999],
      ],
      [25_000, 25_000, 25_000, 25_000],
    );
    const placed = await world.hold(coop, tainted);
    expect(placed.lots).toBe(5);
    const family = await world.as(coop, (tx) => world.lots.ancestors(tx, coop, outputs[3]!));
    expect(family.lots.map(({ id }) => id)).toContain(tainted);
  });

  it('leaves a lot free only when the last hold that covers it is lifted', async () => {
    const a = await world.harvest(coop, 100);
    const b = await world.harvest(coop, 100);
    const [mixed] = await world.blend(
      coop,
      [
        [a, 100],
        [b, 100],
      ],
      [200],
    );
    const onA = await world.hold(coop, a);
    const onB = await world.hold(coop, b);
    expect((await world.holdsOn(mixed!)).map(({ hold }) => hold).sort()).toEqual([onA.id, onB.id].sort());
    await lift(coop, onA.id);
    expect([await isFree(coop, a), await isFree(coop, mixed!)]).toEqual([true, false]);
    await lift(coop, onB.id);
    expect(await isFree(coop, mixed!)).toBe(true);
    await expect(lift(coop, onB.id)).rejects.toBeInstanceOf(HoldLifted);
    // What is made now of what was held once is free.
    const [later] = await world.blend(coop, [[mixed!, 10]], [10]);
    expect(await world.holdsOn(later!)).toEqual([]);
  });

  it('of a company binds its own goods and only alerts elsewhere, whoever the goods pass to', async () => {
    const source = await world.harvest(coop, 1000);
    const [batch] = await world.blend(coop, [[source, 500]], [500], { kind: 'batch' });
    await world.giveTo(batch!, factory);
    const placed = await world.hold(coop, source);
    expect(await world.holdsOn(source)).toEqual([{ hold: placed.id, binding: true }]);
    expect(await world.holdsOn(batch!)).toEqual([{ hold: placed.id, binding: false }]);
    expect(await isFree(factory, batch!)).toBe(true);
    const [mine] = await world.blend(factory, [[batch!, 100]], [100]);
    const seen = await world.as(factory, (tx) => world.lots.activeHolds(tx, mine!));
    expect(seen).toMatchObject([{ hold: placed.id, organisation: coop.organisation.id, binding: false }]);
    await world.giveTo(mine!, coop);
    expect(await isFree(coop, mine!)).toBe(false);
    await expect(world.hold(coop, batch!)).rejects.toBeInstanceOf(NoSuchLot);
  });

  it('of a regulator binds everybody, and no company lifts it', async () => {
    const source = await world.harvest(coop, 1000);
    const [batch] = await world.blend(coop, [[source, 500]], [500], { kind: 'batch' });
    await world.giveTo(batch!, factory);
    const placed = await world.hold(regulator, source);
    expect([await isFree(coop, source), await isFree(factory, batch!)]).toEqual([false, false]);
    await expect(lift(coop, placed.id)).rejects.toBeInstanceOf(HoldNotYours);
    await expect(lift(factory, placed.id)).rejects.toBeInstanceOf(HoldNotYours);
    await expect(lift(elsewhere, placed.id)).rejects.toBeInstanceOf(NoSuchHold);
    const province = await world.anActor('regulator', 'regulator', '140000');
    await lift(province, placed.id);
    expect(await isFree(factory, batch!)).toBe(true);
  });

  it('of a regulator needs a lot that touched its region, by its ancestors or by its descendants', async () => {
    const inside = await world.harvest(coop, 100, { region: '141026' });
    const outside = await world.harvest(coop, 100, { region: '130123' });
    await expect(world.hold(elsewhere, inside)).rejects.toBeInstanceOf(NoSuchLot);
    const [made] = await world.blend(coop, [[outside, 50]], [50], { region: '141026' });
    expect((await world.hold(regulator, outside)).lots).toBe(2);
    expect((await world.hold(elsewhere, made!)).lots).toBe(1);
  });

  it('cannot be placed as a regulator’s by somebody who is none', async () => {
    const lot = await world.harvest(coop, 100);
    const demand = { id: newId(), scope: 'lot', subject: lot, reason: '越权', authority: 'regulator' } as const;
    await expect(world.as(coop, (tx) => world.lots.hold(tx, coop, demand))).rejects.toBeInstanceOf(HoldNotYours);
  });

  it('is told to be unknown to whom it does not concern', async () => {
    const placed = await world.hold(coop, await world.harvest(coop, 10));
    const missing = newId();
    const told = async (hold: string) =>
      ((await lift(factory, hold).catch((e: unknown) => e)) as NoSuchHold).text.zh.replace(hold, '…');
    expect(await told(placed.id)).toBe(await told(missing));
  });
});

describe('a hold on an origin', () => {
  it.each([
    ['plot', 'plot'],
    ['planting', 'planting'],
    ['input', 'input'],
    ['organisation', 'grower'],
  ] as const)('(%s) catches every lot from it, now and later, until it is lifted', async (scope, kind) => {
    const subject = newId();
    const before = await world.harvest(coop, 100, { origins: [{ kind, subject }] });
    const unrelated = await world.harvest(coop, 100, { origins: [{ kind, subject: newId() }] });
    const [made] = await world.blend(
      coop,
      [
        [before, 50],
        [unrelated, 50],
      ],
      [100],
    );
    const placed = await world.hold(coop, subject, { scope });
    expect(placed.lots).toBe(2);
    const later = await world.harvest(coop, 100, { origins: [{ kind, subject }] });
    const laterStill = (await world.blend(coop, [[later, 10]], [10]))[0]!;
    for (const lot of [before, made!, later, laterStill]) expect(await isFree(coop, lot)).toBe(false);
    expect(await isFree(coop, unrelated)).toBe(true);
    await lift(coop, placed.id);
    expect(await world.holdsOn(await world.harvest(coop, 100, { origins: [{ kind, subject }] }))).toEqual([]);
    expect(await isFree(coop, laterStill)).toBe(true);
  });

  it('of a regulator on a company catches what the company owns and makes, in the region', async () => {
    const suspect = await world.anActor('processor');
    const before = await world.harvest(suspect, 100);
    const placed = await world.hold(regulator, suspect.organisation.id, { scope: 'organisation' });
    expect(placed.lots).toBe(1);
    const later = await world.harvest(suspect, 100);
    const abroad = await world.harvest(suspect, 100, { region: '130123' });
    expect([await isFree(suspect, before), await isFree(suspect, later), await isFree(suspect, abroad)]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('of a company does not reach the lots of others from the same plot', async () => {
    const plot = newId();
    const theirs = await world.harvest(factory, 100, { origins: [{ kind: 'plot', subject: plot }] });
    expect((await world.hold(coop, plot, { scope: 'plot' })).lots).toBe(0);
    const laterTheirs = await world.harvest(factory, 100, { origins: [{ kind: 'plot', subject: plot }] });
    expect([await world.holdsOn(theirs), await world.holdsOn(laterTheirs)]).toEqual([[], []]);
  });
});

describe('holds over any history', () => {
  it('cover exactly the lots that a walk over the parents finds, in whatever order blends, holds and lifts came', async () => {
    const act = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({
          do: fc.constant('blend' as const),
          picks: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
          outs: fc.integer({ min: 1, max: 2 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), pick: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('lift' as const), pick: fc.nat() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 10 }), async (acts) => {
        const parents = new Map<string, string[]>();
        const left = new Map<string, number>();
        for (let i = 0; i < 3; i++) left.set(await world.harvest(coop, 1_000_000_000), 1_000_000_000);
        for (const lot of left.keys()) parents.set(lot, []);
        // The model: a hold covers a lot if its root is the lot or an ancestor, and it was not lifted; a lot born after
        // the lifting never carried it, which the model need not know.
        const standing = new Map<string, string>();
        for (const step of acts) {
          const lots = [...parents.keys()];
          if (step.do === 'blend') {
            const inputs = [...new Set(step.picks.map((pick) => lots[pick % lots.length]!))];
            const drawn = inputs.map((lot): [string, number] => [lot, Math.floor(left.get(lot)! / 20)]);
            drawn.forEach(([lot, grams]) => left.set(lot, left.get(lot)! - grams));
            const grams = drawn.reduce((sum, [, g]) => sum + g, 0);
            const outs = step.outs === 1 ? [grams] : [Math.floor(grams / 3), grams - Math.floor(grams / 3)];
            const ids = await world.blend(coop, drawn, outs);
            ids.forEach((id, i) => left.set(id, outs[i]!));
            for (const id of ids) parents.set(id, inputs);
          } else if (step.do === 'hold') {
            const root = lots[step.pick % lots.length]!;
            standing.set((await world.hold(coop, root)).id, root);
          } else if (standing.size > 0) {
            const hold = [...standing.keys()][step.pick % standing.size]!;
            await lift(coop, hold);
            standing.delete(hold);
          }
        }
        const above = (lot: string): Set<string> => new Set([lot, ...parents.get(lot)!.flatMap((p) => [...above(p)])]);
        for (const lot of parents.keys()) {
          const expected = [...standing].filter(([, root]) => above(lot).has(root)).map(([hold]) => hold);
          expect((await world.holdsOn(lot)).map(({ hold }) => hold)).toEqual(expected.sort());
        }
      }),
      { numRuns: 12 },
    );
  });
});
