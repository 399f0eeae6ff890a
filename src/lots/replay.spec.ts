import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { Tx } from '../platform/db/tx.js';
import type { Actor } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';
import { LotWorld } from '../../test/support/lot-world.js';
import { LotsReplayer } from './replay.queries.js';

const ledger = new Ledger();
let world: LotWorld;
let coop: Actor;
/** Harvests a and b, c made of both, a sample of c; c released; a held and freed; b held; d born held. */
let lots: { a: string; b: string; c: string; d: string };
let holds: { lifted: string; standing: string };

const at = '2024-08-03T09:00:00+08:00';
const record = (tx: Tx, type: string, subjects: string[], open: Fact['open']) =>
  ledger.record(tx, coop, { type, visibility: 'public', occurredAt: at, subjects, open }).then(({ factId }) => factId);

async function harvested(grams: number, holdReason?: string): Promise<string> {
  const id = newId();
  await world.as(coop, async (tx) => {
    const factId = await record(tx, 'planting.harvested', [id], { lot: id, grams });
    await world.lots.born(tx, coop, {
      ...{ id, kind: 'harvest', herb: 'lianqiao', quantity: grams, region: '141026', bornAt: at, factId, actId: id },
      ...{ origins: [], holdReason },
    });
  });
  return id;
}

beforeAll(async () => {
  world = await LotWorld.open();
  coop = await world.anActor('cooperative');
  const [a, b, d] = [await harvested(1_000), await harvested(2_000), await harvested(5, 'R-12')];
  const c = newId();
  await world.as(coop, async (tx) => {
    const act = {
      inputs: [
        { lot: a, grams: 300 },
        { lot: a, grams: 200 },
        { lot: b, grams: 500 },
      ],
      balance: [{ kind: 'loss' as const, grams: 600, reason: '干燥' }],
    };
    const factId = await record(tx, 'processing.run-finished', [a, b, c], {
      ...act,
      outputs: [{ lot: c, grams: 400 }],
    });
    const outputs = [{ id: c, kind: 'output' as const, herb: 'lianqiao', grams: 400 }];
    await world.lots.transform(tx, coop, { ...act, outputs, actId: newId(), factId, at, region: '141026' });
  });
  await world.as(coop, async (tx) => {
    const factId = await record(tx, 'quality.sample-taken', [c], { lot: c, grams: 50 });
    await world.lots.take(tx, coop, { lot: c, grams: 50, reason: 'sample', actId: newId(), factId });
    await world.lots.setQuality(tx, coop, c, 'released', await record(tx, 'quality.lot-released', [c], { lot: c }));
  });
  const lifted = (await world.hold(coop, a)).id;
  await world.as(coop, (tx) => world.lots.lift(tx, coop, { hold: lifted, reason: '复检合格' }));
  lots = { a, b, c, d };
  holds = { lifted, standing: (await world.hold(coop, b)).id };
});
afterAll(() => world.close());

/** What the replay names after a superuser, who can put every trigger to sleep, changed something. Undone afterwards. */
async function namedAfter(tampering: string, ...values: string[]): Promise<Misfit | undefined> {
  const runner = world.root.createQueryRunner();
  await runner.startTransaction();
  try {
    for (const table of [
      'lot',
      'lot_edge',
      'lot_movement',
      'lot_quality',
      'hold',
      'hold_mark',
      'fact',
      'fact_subject',
      'fact_party',
    ])
      await runner.query(`alter table ${table} disable trigger user`);
    for (const statement of tampering.split(';'))
      if (statement.trim() !== '') await runner.query(statement, statement.includes('$1') ? values : []);
    const facts: { bytes: Buffer }[] = await runner.query(`select bytes from fact order by recorded_at, id`);
    const replayer = new LotsReplayer();
    facts.forEach(({ bytes }, index) => replayer.take(JSON.parse(bytes.toString()) as Fact, BigInt(index)));
    return await replayer.finish(runner.manager);
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

describe('the replay of the lots', () => {
  it('finds nothing where nothing was changed, and may read all it needs as the system’s role', async () => {
    expect(await namedAfter('')).toBeUndefined();
    expect(await namedAfter('set local role bencao_system')).toBeUndefined();
  });

  it.each<[string, () => [string, ...string[]], RegExp]>([
    [
      'a balance',
      () => ['update lot set remaining = 999 where id = $1', lots.a],
      /has 999 left, its movements sum to 500/,
    ],
    [
      'a balance together with a movement',
      () => [
        `update lot set remaining = 501 where id = $1;
         update lot_movement set delta = -499 where lot = $1 and kind = 'drawn'`,
        lots.a,
      ],
      /do not balance/,
    ],
    [
      'a balance, the movement, the loss that squares it and the edge',
      () => [
        `update lot set remaining = 501 where id = $1;
         update lot_movement set delta = -499 where lot = $1 and kind = 'drawn';
         update lot_movement set delta = 599 where kind = 'loss';
         update lot set matter_in = 999 where matter_in = 1000;
         update lot_edge set grams = 499 where parent = $1`,
        lots.a,
      ],
      /moved by 499, the fact says 500/,
    ],
    ['a weight at birth', () => ['update lot set initial_quantity = 5000 where id = $1', lots.b], /began with 5000/],
    ['an edge', () => ['update lot_edge set grams = 1 where parent = $1', lots.a], /its edges sum to/],
    ['an edge away', () => ['delete from lot_edge where parent = $1', lots.a], /its edges sum to/],
    [
      'a movement by no fact',
      () => [
        `insert into lot_movement (act_id, fact_id, lot, kind, delta) values (uuidv7(), $1, $2, 'drawn', -5);
         insert into lot_movement (act_id, fact_id, lot, kind, delta) select act_id, fact_id, null, 'used', 5 from lot_movement where fact_id = $1 and $2 <> '';
         update lot set remaining = remaining - 5 where id = $2 and $1 <> ''`,
        '01920000-0000-7000-8000-000000000001',
        lots.b,
      ],
      /by a fact that the ledger does not have/,
    ],
    [
      'a lot that is deleted with all its rows',
      () => [
        `delete from hold_mark where lot_id = $1; delete from lot_quality where lot = $1;
         delete from lot_movement where act_id = $1; delete from hold where subject = $1; delete from lot where id = $1`,
        lots.d,
      ],
      /the fact says that lot .* moved by 5, no movement/,
    ],
    [
      'a verdict',
      () => [`update lot set quality = 'released' where id = $1`, lots.b],
      /is released, its last verdict is pending/,
    ],
    [
      'a verdict with its line',
      () => [
        `update lot set quality = 'released' where id = $1;
         insert into lot_quality (lot, quality, fact_id) select id, 'released', born_fact from lot where id = $1;
         update lot_quality set fact_id = uuidv7() where lot = $1 and quality = 'released'`,
        lots.b,
      ],
      /is released by a fact that the ledger does not have/,
    ],
    [
      'a verdict with the fact of another lot',
      () => [
        `update lot set quality = 'released' where id = $1;
         insert into lot_quality (lot, quality, fact_id)
         select $1::uuid, 'released', fact_id from lot_quality where quality = 'released'`,
        lots.b,
      ],
      /by a fact that is not about it/,
    ],
    [
      'a hold lifted by nobody',
      () => [
        `update hold set lifted_at = now(), lifted_by = organisation_id, lifted_fact = uuidv7(), lift_reason = 'x' where id = $1`,
        holds.standing,
      ],
      /is lifted, and no fact lifted it/,
    ],
    [
      'a lifted hold made to stand again',
      () => [
        `update hold set lifted_at = null, lifted_by = null, lifted_fact = null, lift_reason = null where id = $1`,
        holds.lifted,
      ],
      /was lifted and stands/,
    ],
    ['a mark of a hold', () => ['delete from hold_mark where hold_id = $1', holds.standing], /covered 2 lots .* now 0/],
    ['a reason', () => [`update hold set reason = '没事' where id = $1`, holds.standing], /is not what the fact says/],
    [
      'a hold away',
      () => ['delete from hold_mark where hold_id = $1; delete from hold where id = $1', holds.standing],
      /tells of hold .* not there/,
    ],
  ])('names %s', async (_, tampering, expected) => {
    const misfit = await namedAfter(...tampering());
    expect(misfit?.what ?? 'nothing was named').toMatch(expected);
  });
});
