import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodeWorld } from '../../test/support/code-world.js';
import type { Fact } from '../ledger/fact.js';
import type { Misfit } from '../ledger/page-check.js';
import { newId } from '../platform/ids.js';
import { PrintJobs } from './print-jobs.service.js';
import { CodesReplayer } from './replay-codes.queries.js';

let world: CodeWorld;
beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web' });
});
afterAll(() => world?.close());

/** What verify-ledger says of one lot: its facts against the rows. */
async function replayed(lot: string): Promise<Misfit | undefined> {
  const rows: { bytes: Buffer }[] = await world.root.query(
    `select bytes from fact f join fact_subject s on s.fact_id = f.id where s.subject_id = $1 order by recorded_at, id`,
    [lot],
  );
  const facts = rows.map(({ bytes }) => ({ fact: JSON.parse(bytes.toString()) as Fact, leafIndex: undefined }));
  return world.root.transaction((tx) => new CodesReplayer().replay(tx, facts));
}

async function aCodedLot(): Promise<string> {
  const actor = await world.anActor();
  const { lot } = await world.aBatch(actor, 100);
  await world.requestCodes(actor, lot, 40);
  const { answer } = await world.requestCodes(actor, lot, 30);
  await world.get(PrintJobs).cancel(actor, answer.job, newId());
  await world.requestCodes(actor, lot, 60);
  return lot;
}

/** As only a superuser can: with the triggers and foreign keys out of force. */
async function tamper(sql: string, values: unknown[]): Promise<void> {
  for (const table of ['code_range', 'code_void', 'lot_package']) {
    await world.root.query(`alter table ${table} disable trigger all`);
  }
  await world.root.query(sql, values);
}

describe('replaying the codes', () => {
  it('finds nothing wrong with codes issued, voided and issued again', async () => {
    expect(await replayed(await aCodedLot())).toBeUndefined();
  });

  it.each([
    [
      'a range made longer',
      `update code_range set last_serial = last_serial + 5 where lot_id = $1 and first_serial = 1`,
      /code_range has 45 codes of this fact, it says 40/,
    ],
    [
      'a range taken away',
      `delete from code_range where lot_id = $1 and first_serial = 1`,
      /code_range has 0 codes of this fact, it says 40/,
    ],
    [
      'a void taken away',
      `delete from code_void where range_no in (select range_no from code_range where lot_id = $1)`,
      /code_void has 0 codes of this fact, it says 30/,
    ],
    [
      'a range given to another lot',
      `update code_range set lot_id = gen_random_uuid() where lot_id = $1 and first_serial = 1`,
      /another lot/,
    ],
  ])('names %s', async (_name, sql, what) => {
    const lot = await aCodedLot();
    await tamper(sql, [lot]);
    expect((await replayed(lot))?.what).toMatch(what);
  });

  it('names a range that no fact tells of', async () => {
    const lot = await aCodedLot();
    await tamper(
      `insert into code_range (organisation_id, lot_id, kind, first_serial, last_serial, key_id, act_id, fact_id)
       select organisation_id, lot_id, kind, 101, 110, key_id, act_id, gen_random_uuid() from code_range
        where lot_id = $1 and first_serial = 1`,
      [lot],
    );
    // Batches of this world have no facts, so their own codes are put aside.
    await tamper(`delete from code_range where kind = 'batch' and $1::uuid is not null`, [lot]);
    await tamper(`delete from lot_package where $1::uuid is not null`, [lot]);
    const stray = await world.root.transaction((tx) => new CodesReplayer().finish(tx));
    expect(stray?.what).toMatch(/code range \d+: no fact tells of it/);
  });
});
