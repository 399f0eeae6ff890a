import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { LotHeld, MassExceeded } from './lots.errors.js';

let world: LotWorld;
let coop: Actor;

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
});
afterAll(() => world.close());

const outcomes = async (tries: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(tries);
  return {
    done: settled.filter(({ status }) => status === 'fulfilled').length,
    refused: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
};

describe('many at once', () => {
  it('60 draws on 100 kg, ten rounds: never more than 100 kg out, and none refused that fitted', async () => {
    for (let round = 0; round < 10; round++) {
      const lot = await world.harvest(coop, 100_000);
      // Not all alike: samples and batches, and sizes that do not divide the whole.
      const sizes = Array.from({ length: 60 }, (_, i) => 1_700 + ((i * 389 + round * 31) % 3_001));
      const { done, refused } = await outcomes(
        sizes.map((grams, i) =>
          i % 3 === 0
            ? world.as(coop, (tx) =>
                world.lots.take(tx, coop, { lot, grams, reason: 'used', actId: newId(), factId: newId() }),
              )
            : world.blend(coop, [[lot, grams]], [grams]),
        ),
      );
      expect(done + refused.length).toBe(60);
      for (const error of refused) if (!(error instanceof MassExceeded)) throw error;
      const [drawn]: { grams: string }[] = await world.root.query(
        `select -sum(delta) as grams from lot_movement where lot = $1 and kind = 'drawn'`,
        [lot],
      );
      const left = (await world.row(lot)).remaining;
      expect(Number(drawn!.grams) + left).toBe(100_000);
      expect(left).toBeGreaterThanOrEqual(0);
      // Whoever was refused was refused because it did not fit any more.
      for (const error of refused)
        expect((error as MassExceeded).askedGrams).toBeGreaterThan((error as MassExceeded).leftGrams);
      expect(refused.length).toBeGreaterThan(0);
    }
  });

  it('a hold placed while its family grows covers every last lot of it, whoever came first', async () => {
    for (let round = 0; round < 12; round++) {
      const root = await world.harvest(coop, 1_000_000);
      const tips = [root];
      for (let i = 0; i < 3; i++)
        tips.push((await world.blend(coop, [[tips[i]!, 300_000 - i * 100_000]], [250_000 - i * 100_000]))[0]!);
      const grown: string[] = [];
      const grow = tips.map(async (tip, i) => {
        let from = tip;
        for (let step = 0; step < 4; step++) {
          from = (
            await world.blend(
              coop,
              [
                [from, 5_000 - step * 1_000],
                [tips[(i + step) % tips.length]!, 10],
              ],
              [4_500 - step * 1_000],
            )
          )[0]!;
          grown.push(from);
        }
      });
      const placed = (async () => {
        await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40));
        return world.hold(coop, root);
      })();
      await Promise.all([...grow, placed]);
      const [free]: { n: number }[] = await world.root.query(
        `select count(*)::int as n from unnest($1::uuid[]) lot where not exists (select from hold_mark where lot_id = lot and hold_id = $2)`,
        [[...tips, ...grown], (await placed).id],
      );
      expect(free!.n).toBe(0);
    }
  });

  it('a hold on a plot and a birth from that plot never miss each other', async () => {
    for (let round = 0; round < 25; round++) {
      const plot = newId();
      const births = Array.from({ length: 6 }, () =>
        world.harvest(coop, 100, { origins: [{ kind: 'plot', subject: plot }] }),
      );
      const hold = world.hold(coop, plot, { scope: 'plot' });
      const lots = await Promise.all(births);
      const { id } = await hold;
      for (const lot of lots) expect((await world.holdsOn(lot)).map((h) => h.hold)).toEqual([id]);
    }
  });

  it('acts that lock each other’s lots are repeated, not lost', async () => {
    const a = await world.harvest(coop, 1_000_000);
    const b = await world.harvest(coop, 1_000_000);
    const draw = (lot: string) => (tx: Parameters<typeof world.lots.lotForUpdate>[0]) =>
      world.lots.take(tx, coop, { lot, grams: 1, reason: 'used', actId: newId(), factId: newId() });
    let tries = 0;
    const both = (first: string, second: string) =>
      world.as(coop, async (tx) => {
        tries += 1;
        await draw(first)(tx);
        await new Promise((resolve) => setTimeout(resolve, 30));
        await draw(second)(tx);
      });
    await Promise.all([both(a, b), both(b, a)]);
    expect(tries).toBeGreaterThan(2);
    expect([(await world.row(a)).remaining, (await world.row(b)).remaining]).toEqual([999_998, 999_998]);
  });

  it('nothing is released after a hold was committed', async () => {
    for (let round = 0; round < 15; round++) {
      const lot = await world.harvest(coop, 100);
      const [release, hold] = await Promise.allSettled([
        world.as(coop, (tx) => world.lots.setQuality(tx, coop, lot, 'released', newId())),
        world.hold(coop, lot),
      ]);
      expect(hold.status).toBe('fulfilled');
      // In one order or the other: a release that came second met the hold.
      if (release.status === 'rejected') expect(release.reason).toBeInstanceOf(LotHeld);
      expect((await world.row(lot)).quality).toBe(release.status === 'fulfilled' ? 'released' : 'pending');
    }
  });
});
