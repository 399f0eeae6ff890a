import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { LotWorld } from '../../test/support/lot-world.js';

let world: LotWorld;
beforeAll(async () => {
  world = await LotWorld.open();
});
afterAll(() => world.close());

/** Lots 0…n, each but the first made of two earlier ones, in one transaction of the owner's. */
async function aFamilyOf(n: number, parents: string, owner: string): Promise<string[]> {
  await world.root.transaction(async (tx) => {
    await tx.query(
      `create temporary table made on commit drop as select i, uuidv7() as id from generate_series(0, $1::int) i order by i`,
      [n],
    );
    await tx.query(
      `insert into lot (id, kind, herb, unit, initial_quantity, remaining, matter_in, owner_id, holder_id, made_by, region, born_at, born_fact, act_id)
       select id, 'batch', 'lianqiao', 'gram', 1000, 500, case when i > 0 then 1000 end, $1, $1, $1, '141026', now(), uuidv7(), uuidv7() from made order by i`,
      [owner],
    );
    await tx.query(
      `insert into lot_edge (child, parent, kind, grams)
       select c.id, p.id, 'matter', 1000 / count(*) over (partition by c.id)
       from made c cross join lateral (select distinct x from unnest(array[${parents}]) x where x >= 0) v join made p on p.i = v.x where c.i > 0`,
    );
    await tx.query(
      `insert into lot_movement (act_id, fact_id, lot, kind, delta) select uuidv7(), uuidv7(), id, 'born', 1000 from made`,
    );
  });
  const rows: { id: string }[] = await world.root.query(`select id from lot where owner_id = $1 order by ordinal`, [
    owner,
  ]);
  return rows.map(({ id }) => id);
}

it('30,000 descendants are walked and held in seconds, none left out', async () => {
  const coop = await world.anActor('cooperative');
  const making = Date.now();
  const lots = await aFamilyOf(30_000, '(c.i - 1) / 8, (c.i - 1) / 13', coop.organisation.id);
  const made = Date.now() - making;
  const walking = Date.now();
  const family = await world.as(coop, (tx) => world.lots.descendants(tx, coop, lots[0]!));
  const walked = Date.now() - walking;
  expect(family.lots).toHaveLength(30_001);
  expect(family.shares).toHaveLength(30_000);
  expect(family.shares.every(({ percent }) => percent === '100')).toBe(true);
  const holding = Date.now();
  const placed = await world.hold(coop, lots[0]!);
  const held = Date.now() - holding;
  expect(placed.lots).toBe(30_001);
  // Measured against the bare inserts of the same family on the same machine, which take seconds.
  expect({ walked: walked < 3 * made, held: held < 3 * made }).toEqual({ walked: true, held: true });
  const [free]: { n: number }[] = await world.root.query(
    `select count(*)::int as n from lot l where owner_id = $1 and not exists (select from hold_mark m where m.lot_id = l.id)`,
    [coop.organisation.id],
  );
  expect(free!.n).toBe(0);
}, 120_000);

it('a chain of 400 generations, each made of the last two, is walked to its end both ways', async () => {
  const coop = await world.anActor('cooperative');
  const lots = await aFamilyOf(400, 'c.i - 1, c.i - 2', coop.organisation.id);
  const up = await world.as(coop, (tx) => world.lots.ancestors(tx, coop, lots[400]!));
  expect(new Set(up.lots.map(({ id }) => id))).toEqual(new Set(lots));
  expect(up.shares.filter(({ source }) => source)).toMatchObject([{ lot: lots[0], percent: '100' }]);
  const down = await world.as(coop, (tx) => world.lots.descendants(tx, coop, lots[0]!));
  expect(new Set(down.lots.map(({ id }) => id))).toEqual(new Set(lots));
  expect((await world.hold(coop, lots[200]!)).lots).toBe(201);
}, 60_000);
