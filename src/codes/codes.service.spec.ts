import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodeWorld } from '../../test/support/code-world.js';
import { LotsService } from '../lots/lots.service.js';
import { newId } from '../platform/ids.js';
import { CodeKeyRing } from './code-key-ring.service.js';
import { CodesService } from './codes.service.js';

let world: CodeWorld;
beforeAll(async () => {
  world = await CodeWorld.open();
});
afterAll(() => world?.close());

describe('the code of a batch', () => {
  it('is there at once, says its lot, and is one', async () => {
    const actor = await world.anActor();
    const { lot, code } = await world.aBatch(actor, 0);
    expect(await world.get(CodesService).resolve(code.toLowerCase())).toMatchObject({
      ...{ verdict: 'issued', code, kind: 'batch', serial: 0, lotId: lot, organisationId: actor.organisation.id },
      scans: { count: 0, firstAt: null },
    });
    expect(await world.as(actor, (tx) => world.get(CodesService).codeOfBatch(tx, lot))).toBe(code);
    const again = world.as(actor, (tx) =>
      world.get(CodesService).issueBatchCode(tx, actor, { lot, actId: newId(), factId: newId() }),
    );
    await expect(again).rejects.toThrow(/code_range_one_code_for_a_batch/);
  });

  it('is not told to another organisation by lot id', async () => {
    const { lot } = await world.aBatch(await world.anActor(), 0);
    const stranger = await world.anActor();
    expect(await world.as(stranger, (tx) => world.get(CodesService).codeOfBatch(tx, lot))).toBeUndefined();
  });
});

describe('reading a code', () => {
  it('tells issued from not issued, beyond the range and of another kind', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 3);
    await world.requestCodes(actor, lot, 2);
    const codes = world.get(CodesService);
    const rows: { no: string; key_id: string }[] = await world.root.query(
      `select range_no as no, key_id from code_range where lot_id = $1 and kind = 'package'`,
      [lot],
    );
    const range = Number(rows[0]!.no);
    const encode = (kind: 'package' | 'carton', serial: number, of = range) =>
      world.get(CodeKeyRing).codes.encode(rows[0]!.key_id, { kind, range: of, serial });
    expect(await codes.resolve(encode('package', 2))).toMatchObject({ verdict: 'issued', lotId: lot, serial: 2 });
    expect(await codes.resolve(encode('package', 3))).toEqual({ verdict: 'not-issued' });
    expect(await codes.resolve(encode('package', 0))).toEqual({ verdict: 'not-issued' });
    expect(await codes.resolve(encode('carton', 1))).toEqual({ verdict: 'not-issued' });
    expect(await codes.resolve(encode('package', 1, range + 1_000_000))).toEqual({ verdict: 'not-issued' });
    expect(await codes.resolve('nothing')).toEqual({ verdict: 'malformed' });
  });

  it('answers a thousand readers of one moment, each with its own', async () => {
    const actor = await world.anActor();
    const batches = await Promise.all(Array.from({ length: 5 }, () => world.aBatch(actor, 0)));
    const asked = Array.from({ length: 1_000 }, (_, index) => batches[index % 5]!);
    const answers = await Promise.all(asked.map(({ code }) => world.get(CodesService).resolve(code)));
    expect(answers.map((answer) => 'lotId' in answer && answer.lotId)).toEqual(asked.map(({ lot }) => lot));
  });

  it('counts looks without a row for a code nobody looked at', async () => {
    const { code } = await world.aBatch(await world.anActor(), 0);
    const codes = world.get(CodesService);
    const found = await codes.resolve(code);
    if (found.verdict !== 'issued') throw new Error('not issued');
    await world.root.query(
      `insert into scan_tally (range_no, serial, count, first_at, last_at) values ($1, $2, 4, now(), now())`,
      [found.range, found.serial],
    );
    expect(await codes.resolve(code)).toMatchObject({ scans: { count: 4, firstAt: expect.any(Date) } });
  });
});

describe('codes for packages', () => {
  it('are given to packages that have none, in order, until none is left', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 10);
    expect((await world.requestCodes(actor, lot, 4)).answer).toMatchObject({
      serials: [{ first: 1, last: 4 }],
      findings: [],
    });
    expect((await world.requestCodes(actor, lot, 6)).answer.serials).toEqual([{ first: 5, last: 10 }]);
    await expect(world.requestCodes(actor, lot, 1)).rejects.toMatchObject({
      code: 'codes/packages-exceeded',
      kind: 'conflict',
      left: 0,
    });
    const facts: { open: unknown }[] = await world.root.query(
      `select convert_from(bytes, 'UTF8')::jsonb->'open' as open from fact f join fact_subject s on s.fact_id = f.id
        where s.subject_id = $1 order by recorded_at, id`,
      [lot],
    );
    expect(facts.map(({ open }) => open)).toEqual([
      { kind: 'package', count: 4 },
      { kind: 'package', count: 6 },
    ]);
  });

  it('are asked for once: the same id gives the same job, another count is a conflict', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 10);
    const id = newId();
    const first = await world.requestCodes(actor, lot, 3, id);
    const second = await world.requestCodes(actor, lot, 3, id);
    expect([first.replayed, second.replayed]).toEqual([false, true]);
    expect(second.answer).toEqual(first.answer);
    await expect(world.requestCodes(actor, lot, 4, id)).rejects.toMatchObject({ code: 'acts/id-already-used' });
    expect(await world.counts(lot)).toEqual({ live: 3, packages: 10 });
  });

  it('are never more than packages, however many ask at the same moment', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 100);
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => world.requestCodes(actor, lot, 30)));
    const given = asked.flatMap((result) => (result.status === 'fulfilled' ? result.value.answer.serials : []));
    expect(given).toHaveLength(3);
    for (const result of asked) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'codes/packages-exceeded', left: 10 });
    }
    expect(await world.counts(lot)).toEqual({ live: 90, packages: 100 });
    const serials = new Set(
      given.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
    );
    expect(serials.size).toBe(90);
  }, 60_000);

  it('are refused by the database itself when the service forgets', async () => {
    const actor = await world.anActor();
    const { lot } = await world.aBatch(actor, 5);
    await world.requestCodes(actor, lot, 2);
    const insert = (first: number, last: number) =>
      world.as(actor, (tx) =>
        tx.query(
          `insert into code_range (organisation_id, lot_id, kind, first_serial, last_serial, key_id, act_id, fact_id)
           select $1, $2, 'package', $3, $4, key_id, $5, $5 from code_range where lot_id = $2 limit 1`,
          [actor.organisation.id, lot, first, last, newId()],
        ),
      );
    await expect(insert(5, 6)).rejects.toThrow(/more live codes than packages/);
    await expect(insert(2, 3)).rejects.toThrow(/two live codes/);
    await insert(3, 5);
    expect(await world.counts(lot)).toEqual({ live: 5, packages: 5 });
  });

  it('wait for packing, and are refused for a rejected, a held and a foreign batch', async () => {
    const actor = await world.anActor();
    const unpacked = await world.aBatch(actor, 0);
    await expect(world.requestCodes(actor, unpacked.lot, 1)).rejects.toMatchObject({
      code: 'codes/batch-not-packed',
      kind: 'conflict',
    });

    const rejected = await world.aBatch(actor, 5);
    await world.as(actor, (tx) => world.get(LotsService).setQuality(tx, actor, rejected.lot, 'rejected', newId()));
    await expect(world.requestCodes(actor, rejected.lot, 1)).rejects.toMatchObject({
      code: 'codes/batch-rejected',
      kind: 'conflict',
    });

    const held = await world.aBatch(actor, 5);
    await world.as(actor, (tx) =>
      world.get(LotsService).hold(tx, actor, {
        ...{ id: newId(), scope: 'lot', subject: held.lot, reason: '标签与实物不符', authority: 'company' },
      }),
    );
    await expect(world.requestCodes(actor, held.lot, 1)).rejects.toMatchObject({ code: 'lots/held', kind: 'conflict' });

    const foreign = await world.aBatch(await world.anActor(), 5);
    await expect(world.requestCodes(actor, foreign.lot, 1)).rejects.toMatchObject({ kind: 'not-found' });
    for (const { lot } of [unpacked, rejected, held, foreign]) expect((await world.counts(lot)).live).toBe(0);
  });
});
