import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../platform/canonical-json.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { Misfit } from '../ledger/page-check.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import type { Dispatch, ReceivedLot, Serials } from './custody.js';
import * as errors from './custody.errors.js';
import { LotCustody } from './custody.service.js';
import { LotHeld, MassExceeded, MassUnbalanced, NoSuchLot } from './lots.errors.js';
import { LotPackages } from './packages.service.js';
import { CustodyReplayer } from './replay-custody.queries.js';
import { LotsReplayer } from './replay.queries.js';

const AT = '2024-09-01T08:00:00+08:00';
const custody = new LotCustody();
const packages = new LotPackages();
const ledger = new Ledger();
let world: LotWorld;
let coop: Actor;
let trader: Actor;
let factory: Actor;

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
  trader = await world.anActor('trader');
  factory = await world.anActor('factory');
});
afterAll(() => world.close());

/** A released batch of this many grams, all of it in packages of `each` where that is given. */
async function batch(grams: number, each?: number, owner = coop): Promise<string> {
  const [id] = await world.blend(owner, [[await world.harvest(owner, grams), grams]], [grams], { kind: 'batch' });
  const pack = { lot: id!, count: grams / (each ?? 1), gramsEach: each ?? 1, actId: newId(), factId: newId() };
  await world.as(owner, async (tx) => {
    if (each !== undefined) await packages.pack(tx, owner, pack);
    await world.lots.setQuality(tx, owner, id!, 'released', newId());
  });
  return id!;
}

type Line = { lot: string; grams: number; serials?: Serials[] };

/** One hand-over with its fact, as a room records it; gives the consignments. */
async function send(from: Actor, to: Actor, lines: Line[], more: Partial<Dispatch> = {}) {
  const factId = newId();
  const sending = { actId: newId(), factId, at: AT, towards: to.organisation.id, passesTo: to.organisation.id };
  return world.as(from, async (tx) => {
    const consign = lines.map((line) => ({ id: newId(), ...line }));
    const { lines: made, told } = await custody.dispatch(tx, from, {
      ...{ ...sending, released: true, free: true },
      ...more,
      lines: consign,
    });
    await record(tx, from, factId, told);
    return made;
  });
}

async function receive(by: Actor, lots: (Partial<ReceivedLot> & { lot: string })[]) {
  const factId = newId();
  return world.as(by, async (tx) => {
    const { lines, told } = await custody.receive(tx, by, {
      ...{ actId: newId(), factId, at: AT },
      lots: lots.map((line) => ({
        ...{ accepted: 0, quarantined: 0, rejected: 0, short: 0, quarantinedAs: newId(), rejectedAs: newId() },
        ...line,
      })),
    });
    await record(tx, by, factId, told);
    return lines;
  });
}

async function record(
  tx: Parameters<LotCustody['history']>[0],
  actor: Actor,
  id: string,
  { hands, ...open }: { hands: unknown; moves: unknown; inputs: unknown; outputs: unknown },
): Promise<void> {
  const subjects = (open.moves as { lot: string }[]).map(({ lot }) => lot);
  await ledger.record(tx, actor, {
    ...{ id, type: 'custody.moved', visibility: 'party', occurredAt: AT, subjects },
    ...{ open: open as unknown as Record<string, Json>, sealed: { hands: hands as Json } },
  });
}

const stateOf = async (lot: string) => {
  const [row]: Record<string, unknown>[] = await world.root.query(
    `select holder_id as holder, owner_id as owner, custody, towards_id as towards, remaining::int, quality from lot where id = $1`,
    [lot],
  );
  return row!;
};
const id = (actor: Actor) => actor.organisation.id;

describe('handing over', () => {
  it('makes of part of a batch a lot of its own, with its packages, released as the batch is', async () => {
    const lot = await batch(1000, 100);
    const [part] = await send(coop, trader, [{ lot, grams: 300, serials: [[3, 5]] }]);
    expect(part).toMatchObject({ from: lot, kind: 'batch', grams: 300, quality: 'released', owner: id(coop) });
    expect(part!.packages).toEqual([{ of: lot, first: 3, last: 5, gramsEach: 100 }]);
    expect(await stateOf(lot)).toMatchObject({ remaining: 700, custody: 'in-stock', holder: id(coop) });
    expect(await stateOf(part!.lot)).toMatchObject({
      ...{ holder: id(coop), owner: id(coop), towards: id(trader) },
      ...{ custody: 'in-transit', remaining: 300, quality: 'released' },
    });
    await receive(trader, [{ lot: part!.lot, accepted: 300 }]);
    expect(await stateOf(part!.lot)).toMatchObject({
      ...{ holder: id(trader), owner: id(trader), towards: null, custody: 'in-stock' },
    });
    // The whole of what is left takes its packages along.
    const [rest] = await send(coop, trader, [{ lot, grams: 700 }]);
    expect(rest!.packages.map(({ first, last }) => [first, last])).toEqual([
      [1, 2],
      [6, 10],
    ]);
    // And from the trader on, some of those packages go further.
    const [further] = await send(trader, factory, [{ lot: part!.lot, grams: 100, serials: [[4, 4]] }]);
    expect(further!.packages).toEqual([{ of: lot, first: 4, last: 4, gramsEach: 100 }]);
  });

  it('leaves goods of another owner his: toll processing there and back', async () => {
    const lot = await batch(500);
    const [sent] = await send(coop, factory, [{ lot, grams: 500 }], { passesTo: null });
    await receive(factory, [{ lot: sent!.lot, accepted: 500 }]);
    expect(await stateOf(sent!.lot)).toMatchObject({ holder: id(factory), owner: id(coop), custody: 'in-stock' });
    // The owner cannot work on what lies elsewhere; the workshop can, and what it makes is the owner's.
    await expect(world.blend(coop, [[sent!.lot, 100]], [100])).rejects.toBeInstanceOf(errors.NotHeldByYou);
    const [made] = await world.blend(factory, [[sent!.lot, 500]], [480]);
    expect(await stateOf(made!)).toMatchObject({ holder: id(factory), owner: id(coop) });
    const back = { released: false, passesTo: null };
    await expect(send(factory, trader, [{ lot: made!, grams: 480 }], back)).rejects.toBeInstanceOf(
      errors.NotYoursToGive,
    );
    const [home] = await send(factory, coop, [{ lot: made!, grams: 480 }], back);
    await receive(coop, [{ lot: home!.lot, accepted: 480 }]);
    expect(await stateOf(home!.lot)).toMatchObject({ holder: id(coop), owner: id(coop) });
  });

  it('is refused for what one does not hold, what is under way, held, unreleased, too much or not there', async () => {
    const lot = await batch(1000, 100);
    await expect(send(trader, factory, [{ lot, grams: 100 }])).rejects.toBeInstanceOf(NoSuchLot);
    await expect(send(coop, trader, [{ lot: newId(), grams: 1 }])).rejects.toBeInstanceOf(NoSuchLot);
    await expect(send(coop, trader, [{ lot, grams: 1001 }])).rejects.toBeInstanceOf(MassExceeded);
    const line = (serials: Serials[], grams: number) => [{ lot, grams, serials }];
    await expect(send(coop, trader, line([[10, 11]], 200))).rejects.toBeInstanceOf(errors.NoSuchPackages);
    await expect(send(coop, trader, line([[1, 2]], 300))).rejects.toBeInstanceOf(errors.PackagesWeighOtherwise);
    await send(coop, trader, line([[1, 2]], 200));
    await expect(send(coop, trader, line([[2, 3]], 200))).rejects.toBeInstanceOf(errors.NoSuchPackages);
    const [sent] = await send(coop, trader, line([[5, 5]], 100));
    await expect(send(coop, factory, [{ lot: sent!.lot, grams: 100 }])).rejects.toBeInstanceOf(errors.UnderWay);
    await expect(world.blend(coop, [[sent!.lot, 10]], [10])).rejects.toBeInstanceOf(errors.UnderWay);
    await world.hold(coop, lot);
    await expect(send(coop, trader, [{ lot, grams: 700 }])).rejects.toBeInstanceOf(LotHeld);
    // What a recall calls home may move though it is held.
    await send(coop, trader, line([[6, 6]], 100), { free: false });

    const harvest = await world.harvest(coop, 10);
    await expect(send(coop, trader, [{ lot: harvest, grams: 10 }])).rejects.toBeInstanceOf(errors.NotReleased);
    await send(coop, trader, [{ lot: harvest, grams: 10 }], { released: false });
  });

  it('passes a hold on to the part, and refuses to accept it while it stands', async () => {
    const lot = await batch(100);
    const [sent] = await send(coop, trader, [{ lot, grams: 60 }]);
    const hold = await world.hold(coop, lot);
    expect((await world.holdsOn(sent!.lot)).map((each) => each.hold)).toEqual([hold.id]);
    await expect(receive(trader, [{ lot: sent!.lot, accepted: 60 }])).rejects.toBeInstanceOf(LotHeld);
    await receive(trader, [{ lot: sent!.lot, quarantined: 60 }]);
    expect(await stateOf(sent!.lot)).toMatchObject({ holder: id(trader), owner: id(coop), custody: 'in-stock' });
    await world.as(coop, (tx) => world.lots.lift(tx, coop, { hold: hold.id, reason: '复检合格' }));
    await receive(trader, [{ lot: sent!.lot, accepted: 60 }]);
    expect(await stateOf(sent!.lot)).toMatchObject({ holder: id(trader), owner: id(trader) });
  });
});

describe('receiving by exception', () => {
  it('splits a lot into what is accepted, set aside and refused, and books what is missing', async () => {
    const lot = await batch(1000, 100);
    const [sent] = await send(coop, trader, [{ lot, grams: 1000 }]);
    const [aside, back] = [newId(), newId()];
    await receive(trader, [
      {
        ...{ lot: sent!.lot, accepted: 650, quarantined: 100, rejected: 200, short: 50, reason: '破袋漏失' },
        ...{ quarantinedAs: aside, rejectedAs: back, rejectedSerials: [[9, 10]] },
      },
    ]);
    expect(await stateOf(sent!.lot)).toMatchObject({ holder: id(trader), owner: id(trader), remaining: 650 });
    expect(await stateOf(aside)).toMatchObject({ holder: id(trader), owner: id(coop), remaining: 100 });
    expect(await stateOf(back)).toMatchObject({ holder: id(coop), owner: id(coop), towards: id(coop), remaining: 200 });
    const [home] = await receive(coop, [{ lot: back, accepted: 200 }]);
    expect(home).toMatchObject({ step: 'returned' });
    expect(await stateOf(back)).toMatchObject({ holder: id(coop), owner: id(coop), custody: 'in-stock' });
    // The refused packages are with the cooperative again, and may be sent anew; from the trader they cannot.
    await send(coop, factory, [{ lot: back, grams: 200, serials: [[9, 10]] }]);
    const from = { lot: sent!.lot, grams: 100, serials: [[9, 9]] as Serials[] };
    await expect(send(trader, factory, [from])).rejects.toBeInstanceOf(errors.NoSuchPackages);
  });

  it('sends the whole back, from the road or from quarantine, and never makes grams', async () => {
    const lot = await batch(300);
    const [road] = await send(coop, trader, [{ lot, grams: 100 }]);
    await expect(receive(trader, [{ lot: road!.lot, accepted: 101 }])).rejects.toBeInstanceOf(MassUnbalanced);
    await expect(receive(trader, [{ lot: road!.lot, rejected: 90, short: 10 }])).rejects.toBeInstanceOf(MassUnbalanced);
    await receive(trader, [{ lot: road!.lot, rejected: 100 }]);
    expect(await stateOf(road!.lot)).toMatchObject({ holder: id(coop), towards: id(coop), custody: 'in-transit' });
    await expect(receive(trader, [{ lot: road!.lot, accepted: 100 }])).rejects.toBeInstanceOf(errors.NothingToReceive);

    const [store] = await send(coop, trader, [{ lot, grams: 100 }]);
    await receive(trader, [{ lot: store!.lot, quarantined: 100 }]);
    await receive(trader, [{ lot: store!.lot, rejected: 100 }]);
    expect(await stateOf(store!.lot)).toMatchObject({ holder: id(trader), owner: id(coop), towards: id(coop) });
    await receive(coop, [{ lot: store!.lot, accepted: 100 }]);
    expect(await stateOf(store!.lot)).toMatchObject({ holder: id(coop), owner: id(coop) });
    // Nothing but air arrived: all of it is a loss on the way.
    const [gone] = await send(coop, trader, [{ lot, grams: 100 }]);
    await receive(trader, [{ lot: gone!.lot, short: 100, reason: '整车灭失' }]);
    expect(await stateOf(gone!.lot)).toMatchObject({ remaining: 0 });
  });

  it('is the addressee’s affair: for others the lot does not exist, or waits for nothing', async () => {
    const lot = await batch(100);
    const [sent] = await send(coop, trader, [{ lot, grams: 100 }]);
    await expect(receive(factory, [{ lot: sent!.lot, accepted: 100 }])).rejects.toBeInstanceOf(NoSuchLot);
    await expect(receive(coop, [{ lot: sent!.lot, accepted: 100 }])).rejects.toBeInstanceOf(errors.NothingToReceive);
    await receive(trader, [{ lot: sent!.lot, accepted: 100 }]);
    await expect(receive(trader, [{ lot: sent!.lot, accepted: 100 }])).rejects.toBeInstanceOf(errors.NothingToReceive);
  });
});

describe('the history of custody', () => {
  it('has a holder at every instant, and tells each party its own part', async () => {
    const lot = await batch(100);
    const [one] = await send(coop, trader, [{ lot, grams: 100 }]);
    await receive(trader, [{ lot: one!.lot, accepted: 100 }]);
    const told = (actor: Actor) => world.as(actor, (tx) => custody.history(tx, one!.lot));
    const [road, store] = await told(trader);
    expect(road).toMatchObject({ step: 'dispatched', holder: id(coop), towards: id(trader) });
    expect(road!.until).toBe(store!.since);
    expect(store).toMatchObject({ step: 'accepted', holder: id(trader), owner: id(trader), until: null });
    expect((await told(coop)).map(({ holder }) => holder)).toEqual([id(coop), null]);
    await expect(told(factory)).rejects.toBeInstanceOf(NoSuchLot);
    // A lot that never moved is with its maker since its birth.
    const unmoved = await batch(5);
    const history = await world.as(coop, (tx) => custody.history(tx, unmoved));
    expect(history).toMatchObject([{ step: 'born', holder: id(coop), owner: id(coop), until: null }]);
  });

  it('cannot be written otherwise, by nobody: no gap, no overlap, no holder beside it', async () => {
    const lot = await batch(100);
    const [one] = await send(coop, trader, [{ lot, grams: 100 }]);
    const row = (n: number, since: string) =>
      world.root.query(
        `insert into lot_custody (lot, n, step, since, occurred_at, holder_id, owner_id, custody, act_id, fact_id)
         values ($1, $2, 'accepted', ${since}, now(), $3, $3, 'in-stock', uuidv7(), uuidv7())`,
        [one!.lot, n, id(factory)],
      );
    await expect(row(2, 'clock_timestamp()')).rejects.toThrow(/does not follow/);
    await expect(row(0, 'clock_timestamp()')).rejects.toThrow(/does not follow/);
    await expect(row(1, `clock_timestamp() - interval '1 day'`)).rejects.toThrow(/does not follow/);
    await expect(
      world.root.query(`update lot set holder_id = $2 where id = $1`, [one!.lot, id(factory)]),
    ).rejects.toThrow(/by a hand-over only/);
    await expect(world.root.query(`delete from lot_custody where lot = $1`, [one!.lot])).rejects.toThrow(/refused/);
    const twice = `insert into lot_consigned (lot, parent, root, serials, grams_each) values ($1, $2, $2, '[1,3)', 1)`;
    await world.root.query(twice, [one!.lot, lot]);
    await expect(world.root.query(twice.replace('[1,3)', '[2,9)'), [one!.lot, lot])).rejects.toThrow(/have left/);
  });
});

describe('two at once', () => {
  const settled = async (tries: Promise<unknown>[]) => {
    const done = await Promise.allSettled(tries);
    return {
      done: done.filter(({ status }) => status === 'fulfilled').length,
      refused: done.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : [])),
    };
  };

  it('accept one consignment: one of them does', async () => {
    for (let round = 0; round < 10; round++) {
      const [sent] = await send(coop, trader, [{ lot: await batch(100), grams: 100 }]);
      const take = () => receive(trader, [{ lot: sent!.lot, accepted: 100 }]);
      const { done, refused } = await settled([take(), take(), receive(trader, [{ lot: sent!.lot, rejected: 100 }])]);
      expect([done, refused.length]).toEqual([1, 2]);
      for (const error of refused) expect(error).toBeInstanceOf(errors.NothingToReceive);
    }
  });

  it('send the same packages, or more than there is: never both', async () => {
    for (let round = 0; round < 8; round++) {
      const lot = await batch(1000, 100);
      const { done, refused } = await settled([
        send(coop, trader, [{ lot, grams: 600, serials: [[1, 6]] }]),
        send(coop, factory, [{ lot, grams: 500, serials: [[6, 10]] }]),
      ]);
      expect([done, refused.length]).toEqual([1, 1]);
      expect((await stateOf(lot))['remaining']).toBeLessThanOrEqual(500);
    }
  });

  it('dispatch or accept against a hold: nothing leaves and nothing is accepted after it', async () => {
    for (let round = 0; round < 12; round++) {
      const lot = await batch(100);
      const [sent] = await send(coop, trader, [{ lot, grams: 50 }]);
      const [out, into, hold] = await Promise.allSettled([
        send(coop, trader, [{ lot, grams: 50 }]),
        receive(trader, [{ lot: sent!.lot, accepted: 50 }]),
        new Promise((resolve) => setTimeout(resolve, round % 6)).then(() => world.hold(coop, lot)),
      ]);
      expect(hold.status).toBe('fulfilled');
      for (const act of [out, into]) if (act.status === 'rejected') expect(act.reason).toBeInstanceOf(LotHeld);
      // Whatever came first, the hold lies on the batch and on every part of it.
      const parts: { marked: boolean }[] = await world.root.query(
        `select exists (select from hold_mark where lot_id = l.id) as marked from lot l
          where l.id = $1 or exists (select from lot_edge where child = l.id and parent = $1)`,
        [lot],
      );
      expect(parts.every(({ marked }) => marked)).toBe(true);
    }
  });
});

describe('the replay', () => {
  it('finds what every test above left behind told by its fact', async () => {
    expect(await replayed(new CustodyReplayer())).toBeUndefined();
  });

  it.each([
    ['a holder', `update lot_custody set holder_id = owner_id where step = 'accepted' and holder_id <> owner_id`],
    ['an owner', `update lot_custody set owner_id = towards_id where step = 'dispatched'`],
    [
      'a row',
      `delete from lot_custody where (lot, n) in (select lot, max(n) from lot_custody where n > 0 group by lot)`,
    ],
    ['an instant', `update lot_custody set since = since - interval '1 year' where n = 1`],
    ['a package', `update lot_consigned set grams_each = grams_each + 1`],
    ['packages', `delete from lot_consigned`],
  ])('names %s that was changed', async (_what, tampering) => {
    expect(await replayed(new CustodyReplayer(), tampering)).toMatchObject({ what: expect.any(String) });
  });

  it('names a lot that was given away beside its custody', async () => {
    const tampering = `update lot set holder_id = (select id from organisation where id <> holder_id limit 1)
      where id = (select id from lot where kind = 'batch' limit 1)`;
    expect(await replayed(new LotsReplayer(), tampering)).toMatchObject({ what: expect.stringContaining('hand-over') });
  });
});

/** Replays everything after a superuser changed something; undone afterwards. Births here have no facts, so only moves are told. */
async function replayed(replayer: CustodyReplayer | LotsReplayer, tampering?: string): Promise<Misfit | undefined> {
  const runner = world.root.createQueryRunner();
  await runner.startTransaction();
  try {
    for (const table of ['lot', 'lot_custody', 'lot_consigned'])
      await runner.query(`alter table ${table} disable trigger user`);
    // Papers of this test alone: rows put in by hand stand for no hand-over.
    await runner.query(`delete from lot_consigned where grams_each = 1`);
    if (tampering !== undefined) await runner.query(tampering);
    const rows: { bytes: Buffer }[] = await runner.query(`select bytes from fact where type = 'custody.moved'`);
    const facts = rows.map(({ bytes }) => ({ fact: JSON.parse(bytes.toString()) as never, leafIndex: undefined }));
    await replayer.replay(runner.manager, facts);
    return await replayer.finish(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}
