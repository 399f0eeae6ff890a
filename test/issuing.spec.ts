import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CodeKeyRing } from '../src/codes/code-key-ring.service.js';
import type { CodeKind } from '../src/codes/code-kind.js';
import { claimedMovements } from '../src/lots/claimed-movements.js';
import { CodesService } from '../src/codes/codes.service.js';
import { CodeHistoryReplayer } from '../src/codes/replay-code-history.queries.js';
import { CodesReplayer } from '../src/codes/replay-codes.queries.js';
import type { Fact } from '../src/ledger/fact.js';
import { inTx } from '../src/platform/db/tx.js';
import type { Actor } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import type { Answer, Caller } from './support/caller.js';
import { CodeWorld } from './support/code-world.js';

let world: CodeWorld;
let maker: { actor: Actor; caller: Caller };
let grower: { actor: Actor; caller: Caller };
let stranger: { actor: Actor; caller: Caller };
const at = '2025-09-02T09:30:00+08:00';

beforeAll(async () => {
  world = await CodeWorld.open({ ROLE: 'web' }); // lists are nobody's business here
  maker = await world.demo('processor');
  grower = await world.demo('grower');
  stranger = await world.demo('factory');
}, 60_000);
afterAll(() => world?.close());

const post = (path: string, body: object, caller = maker.caller): Promise<Answer> =>
  caller.post(`/api/${path}`, { id: newId(), ...body });
const done = async (answer: Promise<Answer>): Promise<Answer['body']> => {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
};

/** The codes of an order, as its list will say them. */
async function codesOf(job: string): Promise<string[]> {
  const rows: { range: number; kind: CodeKind; first: number; last: number; key: string }[] = await world.root.query(
    `select range_no::float8 as range, kind, first_serial::float8 as first, last_serial::float8 as last, key_id as key
       from code_range where job_id = $1 order by first_serial`,
    [job],
  );
  const { codes } = world.get(CodeKeyRing);
  return rows.flatMap(({ key, range, kind, first, last }) =>
    codes.encodeRun(key, { kind, range, serial: first }, last - first + 1),
  );
}
const loose = async (kind: string, count: number, caller = maker.caller): Promise<string[]> =>
  codesOf((await done(post('loose-codes', { kind, count }, caller))).job);
async function packed(packages: number): Promise<{ lot: string; codes: string[] }> {
  const { lot } = await world.aBatch(maker.actor, packages);
  const { job } = await done(post(`batches/${lot}/codes`, { count: packages }));
  return { lot, codes: await codesOf(job) };
}
const resolve = (code: string) => world.get(CodesService).resolve(code);
const viewOf = async (code: string) => (await maker.caller.get(`/api/codes/${code}`)).body;
async function familyOf(code: string) {
  const read = world.get(CodesService).decode(code);
  if (read.verdict !== 'genuine') throw new Error('not ours');
  return world.get(CodesService).familyOf(read);
}
const aggregate = (action: 'ADD' | 'DELETE', parent: string, children?: string[], more: object = {}) =>
  post('aggregations', { action, parent, ...(children && { children }), at, ...more });

describe('a roll of labels', () => {
  it('is issued, says that its labels stand on nothing, and binds one by one scan of a grower', async () => {
    const [label = '', other = ''] = await loose('roll', 10);
    expect(await resolve(label)).toMatchObject({ verdict: 'issued', kind: 'roll', lotId: null });
    expect(await familyOf(label)).toEqual({ unbound: true, lots: [], within: [], holds: [] });
    expect(await viewOf(label)).toMatchObject({ kind: 'roll', state: 'unbound', lots: [] });

    const { lot } = await world.aBatch(maker.actor, 30);
    const scan = { id: newId(), code: label, thing: 'sack', lot, grams: 25_000, at };
    const bound = await grower.caller.post('/api/label-bindings', scan);
    expect([bound.status, bound.body]).toEqual([201, expect.objectContaining({ lot, thing: 'sack', findings: [] })]);
    expect((await grower.caller.post('/api/label-bindings', scan)).status).toBe(200);
    expect(await resolve(label)).toMatchObject({ lotId: lot });
    expect(await familyOf(label)).toMatchObject({ unbound: false, lots: [{ lot, things: 1 }] });
    expect(await viewOf(label)).toMatchObject({ state: 'live', bound: { thing: 'sack', lot, grams: 25_000 } });
    // Two people scan the same sack: they say the same.
    expect((await post('label-bindings', { ...scan, id: newId(), grams: undefined })).status).toBe(201);
    expect((await familyOf(other)).unbound).toBe(true);
  });

  it('scanned twice for two lots stays with the first; the second is kept with a finding and answered 409, always', async () => {
    const [label = ''] = await loose('roll', 1);
    const [first, second] = [(await world.aBatch(maker.actor, 0)).lot, (await world.aBatch(maker.actor, 0)).lot];
    const body = (lot: string) => ({ id: newId(), code: label, thing: 'sack', lot, at });
    const early = body(first);
    const late = body(second);
    const { results } = await done(
      grower.caller.post('/api/sync', {
        acts: [early, late].map((act) => ({ kind: 'bind-label', body: act })),
      }),
    );
    expect(results).toMatchObject([{ status: 201 }, { status: 409 }]);
    const again = await grower.caller.post('/api/label-bindings', late);
    expect(again).toMatchObject({
      status: 409,
      body: {
        code: 'codes/already-bound',
        boundTo: { lot: first },
        findings: [{ ruleId: 'R-24', level: 'warn' }],
        detail: expect.stringMatching(/bound to lot LQ-\d+ at/),
      },
    });
    const kept = await world.root.query(`select lot_id from code_binding_contest where id = $1`, [late.id]);
    expect(kept).toEqual([{ lot_id: second }]);
    const found = await world.root.query(`select count(*)::int as n from finding where fact_id = $1`, [
      again.body.factId,
    ]);
    expect(found).toEqual([{ n: 1 }]);
    expect(await resolve(label)).toMatchObject({ lotId: first });
  });

  it('tells what cannot be of a sack, and takes it: it has been filled and labelled', async () => {
    const [a, b, c, d, e] = await loose('roll', 5);
    const { lot } = await world.aBatch(maker.actor, 50); // 50 kg
    const bind = (code: string | undefined, more: object) =>
      post('label-bindings', { code, thing: 'sack', lot, at, ...more });
    const found = async (code: string | undefined, more: object) => {
      const { findings } = await done(bind(code, more));
      return findings.map(({ ruleId, level, message }: Record<string, string>) => `${ruleId} ${level} ${message}`);
    };
    expect(await found(a, { grams: 30_000 })).toEqual([]);
    expect(await found(b, { grams: 20_000 })).toEqual([]);
    expect(await found(c, { grams: 1_000 })).toEqual([
      expect.stringMatching(/^R-25 warn 本袋 1 千克，连同先前 2 袋共 51 千克，多于批次 LQ-\d+ 的全部 50 千克$/),
    ]);
    expect(await found(d, { grams: 25 })).toHaveLength(2); // kilograms written as grams, and too much already
    expect(await found(e, { at: '2025-08-31T09:00:00+08:00' })).toEqual([
      expect.stringMatching(/^R-25 warn 贴标完成于 2025-08-31T09:00:00\+08:00，早于所用批次 LQ-\d+ 的产生时间/),
    ]);
    const [free] = await loose('roll', 1);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await bind(free, { at: tomorrow })).toMatchObject({ status: 422, body: { errors: [{ path: 'at' }] } });
  });

  it('scanned by ten phones at once is bound once', async () => {
    const [label = ''] = await loose('roll', 1);
    const lots = await Promise.all(Array.from({ length: 10 }, async () => (await world.aBatch(maker.actor, 0)).lot));
    const all = await Promise.all(lots.map((lot) => post('label-bindings', { code: label, thing: 'sack', lot, at })));
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(9).fill(409)]);
    expect(
      (
        await world.root.query(
          `select 1 from code_binding_contest c join code_binding b on b.id = c.binding_id
      where b.lot_id = any($1)`,
          [lots],
        )
      ).length,
    ).toBe(9);
  });

  it('gives a package its one live code, never beside another', async () => {
    const { lot } = await world.aBatch(maker.actor, 3);
    const labels = await loose('roll', 4);
    const bind = (index: number, serial: number) =>
      post('label-bindings', { code: labels[index], thing: 'package', lot, serial, at });
    expect((await bind(0, 2)).status).toBe(201);
    expect(await bind(1, 2)).toMatchObject({ status: 409, body: { code: 'codes/thing-is-labelled' } });
    expect((await bind(1, 4)).status).toBe(422);
    expect(await world.counts(lot)).toEqual({ live: 1, packages: 3 });
    expect(await post(`batches/${lot}/codes`, { count: 3 })).toMatchObject({ status: 409, body: { left: 2 } });
    expect((await done(post(`batches/${lot}/codes`, { count: 2 }))).serials).toEqual([
      { first: 1, last: 1 },
      { first: 3, last: 3 },
    ]);
    expect((await bind(1, 3)).status).toBe(409);
    // A label torn off: its package is free for the next.
    await done(post('code-voids', { code: labels[0], reason: 'damaged' }));
    expect(await bind(0, 2)).toMatchObject({ status: 409, body: { code: 'codes/void' } });
    expect((await bind(2, 2)).status).toBe(201);
    expect(await world.counts(lot)).toEqual({ live: 3, packages: 3 });
  });

  it('is bound to what one owns, by labels one issued, and in the past', async () => {
    const [label = ''] = await loose('roll', 1);
    const { lot } = await world.aBatch(maker.actor, 1);
    const theirs = (await world.aBatch(stranger.actor, 0)).lot;
    const wish = { code: label, thing: 'sack', lot, at };
    expect((await post('label-bindings', wish, stranger.caller)).status).toBe(404);
    expect((await post('label-bindings', { ...wish, lot: theirs })).status).toBe(404);
    expect((await post('label-bindings', { ...wish, at: '2099-01-01T00:00:00+08:00' })).status).toBe(422);
    expect((await post('label-bindings', { ...wish, serial: 1 })).status).toBe(422);
    expect((await post('label-bindings', { ...wish, thing: 'package' })).status).toBe(422);
    const { code } = await world.aBatch(maker.actor, 0);
    expect(await post('label-bindings', { ...wish, code })).toMatchObject({ body: { code: 'codes/not-a-roll-label' } });
    expect((await post('loose-codes', { kind: 'package', count: 1 })).status).toBe(400);
    expect((await post('loose-codes', { kind: 'roll', count: 1_000_001 })).status).toBe(400);
    expect((await post('loose-codes', { kind: 'roll', count: 1 }, grower.caller)).status).toBe(403);
  });
});

describe('a code out of use', () => {
  it('says so, once and for a reason; the package is free, and issued = live + void', async () => {
    const { lot, codes } = await packed(10);
    const body = { id: newId(), code: codes[4], reason: 'damaged', note: '叉车刮破' };
    const voided = await done(maker.caller.post('/api/code-voids', body));
    expect((await maker.caller.post('/api/code-voids', body)).status).toBe(200);
    expect(await resolve(codes[4]!)).toMatchObject({ voided: { reason: 'damaged' } });
    expect(await post('code-voids', { code: codes[4], reason: 'lost' })).toMatchObject({ status: 409 });
    expect((await post('code-voids', { code: codes[4], reason: 'because' })).status).toBe(400);
    expect((await post('code-voids', { code: codes[5], reason: 'lost' }, stranger.caller)).status).toBe(404);
    const [fact] = await world.root.query(`select body from fact where id = $1`, [voided.factId]);
    expect(fact.body).toMatchObject({ open: { kind: 'package', count: 1, reason: 'damaged' } });
    expect(JSON.stringify(fact.body)).not.toMatch(/叉车|serial|range/);

    // A spoiled stretch that has one void code in it: only what is live is voided.
    expect((await done(post(`batches/${lot}/void-serials`, { first: 3, last: 7, reason: 'misprinted' }))).count).toBe(
      4,
    );
    expect((await post(`batches/${lot}/void-serials`, { first: 3, last: 7, reason: 'misprinted' })).status).toBe(409);
    expect(await world.counts(lot)).toEqual({ live: 5, packages: 10 });
    const again = await done(post(`batches/${lot}/codes`, { count: 5 }));
    expect(again.serials).toEqual([{ first: 3, last: 7 }]);
    const [sum] = await world.root.query(
      `select (select sum(last_serial - first_serial + 1)::int from code_range where lot_id = $1 and kind = 'package') as issued,
              (select sum(v.last_serial - v.first_serial + 1)::int from code_void v join code_range r using (range_no) where r.lot_id = $1) as voided`,
      [lot],
    );
    expect(sum).toEqual({ issued: 15, voided: 5 });
  });

  it('is not the batch’s own', async () => {
    const { code } = await world.aBatch(maker.actor, 0);
    expect((await post('code-voids', { code, reason: 'lost' })).status).toBe(422);
    expect((await post('code-replacements', { code, reason: 'lost' })).status).toBe(422);
  });

  it('is voided by five people at once, and once', async () => {
    const { codes } = await packed(2);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => post('code-voids', { code: codes[0], reason: 'lost' })),
    );
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });
});

describe('a damaged label', () => {
  it('is replaced by a code of its package; the old one says by which', async () => {
    const { lot, codes } = await packed(5);
    const body = { id: newId(), code: codes[2], reason: 'damaged' };
    const fresh = await done(maker.caller.post('/api/code-replacements', body));
    expect(fresh.url).toBe(`HTTP://TRACE.TEST/T/${fresh.code}`);
    expect((await maker.caller.post('/api/code-replacements', body)).body).toEqual(fresh);
    expect(await resolve(codes[2]!)).toMatchObject({ voided: { reason: 'damaged' }, replacedBy: fresh.code });
    expect(await resolve(fresh.code)).toMatchObject({ lotId: lot, serial: 3, kind: 'package' });
    expect(await viewOf(codes[2]!)).toMatchObject({ state: 'void', replacedBy: fresh.code });
    expect(await viewOf(fresh.code)).toMatchObject({ state: 'live', replaces: codes[2] });
    expect(await world.counts(lot)).toEqual({ live: 5, packages: 5 });
    expect(await post('code-replacements', { code: codes[2], reason: 'lost' })).toMatchObject({ status: 409 });
  });

  it('is replaced by the roll label at hand, and that one by the next', async () => {
    const { lot, codes } = await packed(2);
    const [label = '', next = '', torn = ''] = await loose('roll', 3);
    await done(post('code-replacements', { code: codes[0], by: label, reason: 'damaged' }));
    expect(await viewOf(label)).toMatchObject({ bound: { thing: 'package', lot, serial: 1 }, replaces: codes[0] });
    await done(post('code-replacements', { code: label, by: next, reason: 'damaged' }));
    expect(await resolve(label)).toMatchObject({ voided: {}, replacedBy: next });
    expect(await post('code-replacements', { code: codes[1], by: next, reason: 'lost' })).toMatchObject({
      status: 422,
    });
    await done(post('code-voids', { code: torn, reason: 'damaged' }));
    expect(await post('code-replacements', { code: codes[1], by: torn, reason: 'lost' })).toMatchObject({
      status: 422,
    });
    expect(await world.counts(lot)).toEqual({ live: 2, packages: 2 });
  });

  it('of a sack needs a roll label, and keeps the weight', async () => {
    const { lot } = await world.aBatch(maker.actor, 0);
    const [label = '', next = '', free = ''] = await loose('roll', 3);
    // What a scanner gives is the whole address that the QR holds.
    const scanned = `HTTPS://TRACE.EXAMPLE.CN/T/${label}`;
    await done(post('label-bindings', { code: scanned, thing: 'sack', lot, grams: 30_000, at }));
    expect((await post('code-replacements', { code: label, reason: 'damaged' })).status).toBe(422);
    expect((await post('code-replacements', { code: free, reason: 'damaged' })).status).toBe(422);
    await done(post('code-replacements', { code: label, by: next, reason: 'damaged' }));
    expect(await viewOf(next)).toMatchObject({ bound: { thing: 'sack', lot, grams: 30_000 } });
  });
});

describe('packages in cartons on a pallet', () => {
  it('are packed by scanning, and every level shows the others', async () => {
    const { lot, codes } = await packed(6);
    const [one = '', two = ''] = await loose('carton', 2);
    const [pallet = ''] = await loose('pallet', 1);
    expect(await familyOf(one)).toMatchObject({ unbound: true });
    expect(await done(aggregate('ADD', one, codes.slice(0, 4)))).toMatchObject({ children: 4, moved: 0 });
    await done(aggregate('ADD', two, codes.slice(4)));
    await done(aggregate('ADD', pallet, [one, two]));
    const short = (code: string) => `${code.slice(-8, -4)}-${code.slice(-4)}`;
    expect(await familyOf(codes[0]!)).toEqual({
      unbound: false,
      lots: [{ lot, things: 1 }],
      within: [
        { kind: 'carton', serial: 1, short: short(one), things: 4 },
        { kind: 'pallet', serial: 1, short: short(pallet), things: 6 },
      ],
      holds: [],
    });
    expect(await familyOf(pallet)).toEqual({
      ...{ unbound: false, lots: [{ lot, things: 6 }], within: [] },
      holds: [
        { kind: 'carton', count: 2, empty: 0 },
        { kind: 'package', count: 6, empty: 0 },
      ],
    });
    const view = await viewOf(one);
    expect(view).toMatchObject({
      state: 'live',
      within: [{ kind: 'pallet', code: pallet, things: 6, href: `/api/codes/${pallet}` }],
    });
    expect(view.contents.map(({ code }: { code: string }) => code)).toEqual(codes.slice(0, 4));
    expect(view.events).toMatchObject([
      {
        ...{
          type: 'AggregationEvent',
          action: 'ADD',
          bizStep: 'packing',
          eventTime: at,
          eventTimeZoneOffset: '+08:00',
        },
        ...{
          parentID: `HTTP://TRACE.TEST/T/${one}`,
          childEPCs: codes.slice(0, 4).map((c) => `HTTP://TRACE.TEST/T/${c}`),
        },
      },
      { action: 'ADD', parentID: `HTTP://TRACE.TEST/T/${pallet}` },
    ]);
  });

  it('are in one place at most: elsewhere is refused and named, moved when it is said, taken out, emptied', async () => {
    const { codes } = await packed(4);
    const [one = '', two = ''] = await loose('carton', 2);
    await done(aggregate('ADD', one, codes));
    expect(await aggregate('ADD', two, codes.slice(1, 3))).toMatchObject({
      ...{
        status: 409,
        body: { code: 'codes/packed-elsewhere', errors: [{ path: 'children.0' }, { path: 'children.1' }] },
      },
    });
    expect(await done(aggregate('ADD', two, codes.slice(1, 3), { move: true }))).toMatchObject({ moved: 2 });
    expect((await viewOf(one)).contents.length).toBe(2);
    expect((await aggregate('ADD', two, codes.slice(1, 3))).status).toBe(409);
    expect(await aggregate('DELETE', two, [codes[0]!])).toMatchObject({
      status: 422,
      body: { code: 'codes/children-refused' },
    });
    expect(await done(aggregate('DELETE', two, [codes[1]!]))).toMatchObject({ children: 1 });
    expect(await done(aggregate('DELETE', one))).toMatchObject({ children: 2 });
    expect(await familyOf(one)).toMatchObject({ unbound: true });
    const events = (await viewOf(codes[1]!)).events.map(({ action }: { action: string }) => action);
    expect(events).toEqual(['ADD', 'DELETE', 'ADD', 'DELETE']);
  });

  it('go upward only, by codes that stand on something, and every one that cannot is named', async () => {
    const { codes } = await packed(2);
    const [label = ''] = await loose('roll', 1);
    const [carton = '', other = ''] = await loose('carton', 2);
    const { code: batch } = await world.aBatch(maker.actor, 0);
    const refused = await aggregate('ADD', carton, [codes[0]!, label, other, batch]);
    expect([refused.status, refused.body.errors.map(({ path }: { path: string }) => path)]).toEqual([
      422,
      ['children.1', 'children.2', 'children.3'],
    ]);
    expect((await aggregate('ADD', codes[0]!, [codes[1]!])).status).toBe(422);
    expect((await aggregate('ADD', carton, [])).status).toBe(400);
    expect((await aggregate('ADD', carton)).status).toBe(409);
    expect((await aggregate('ADD', carton, ['nonsense'])).status).toBe(422);
    expect(
      (await post('aggregations', { action: 'ADD', parent: carton, children: codes, at }, stranger.caller)).status,
    ).toBe(404);
    await done(aggregate('ADD', carton, codes));
    expect(await post('code-voids', { code: codes[0], reason: 'lost' })).toMatchObject({
      status: 409,
      body: { code: 'codes/packed' },
    });
    expect(await post('code-voids', { code: carton, reason: 'lost' })).toMatchObject({ status: 409 });
  });

  it('two packers take one package at once: one carton has it', async () => {
    const { codes } = await packed(20);
    const cartons = await loose('carton', 6);
    const all = await Promise.all(cartons.map((carton) => aggregate('ADD', carton, codes)));
    expect(all.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const full = cartons[all.findIndex(({ status }) => status === 201)]!;
    const moves = await Promise.all(
      cartons.filter((carton) => carton !== full).map((carton) => aggregate('ADD', carton, codes, { move: true })),
    );
    expect(moves.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    const where = await Promise.all(cartons.map(async (carton) => (await viewOf(carton)).contents.length));
    expect(where.sort()).toEqual([0, 0, 0, 0, 0, 20]);
  });

  it('hold a thousand and no more', async () => {
    const { codes } = await packed(1_001);
    const [carton = ''] = await loose('carton', 1);
    for (let from = 0; from < 1_000; from += 300)
      await done(aggregate('ADD', carton, codes.slice(from, Math.min(from + 300, 1_000))));
    expect(await aggregate('ADD', carton, codes.slice(1_000))).toMatchObject({
      status: 409,
      body: { code: 'codes/container-full' },
    });
  });

  it('stay where they are when a label is replaced: of a package, and of the carton itself', async () => {
    const { lot, codes } = await packed(3);
    const [carton = ''] = await loose('carton', 1);
    const [pallet = ''] = await loose('pallet', 1);
    await done(aggregate('ADD', carton, codes));
    await done(aggregate('ADD', pallet, [carton]));
    const fresh = await done(post('code-replacements', { code: codes[0], reason: 'damaged' }));
    expect(await familyOf(fresh.code)).toMatchObject({ within: [{ kind: 'carton', things: 3 }, { kind: 'pallet' }] });
    const box = await done(post('code-replacements', { code: carton, reason: 'damaged' }));
    expect(await familyOf(box.code)).toMatchObject({
      lots: [{ lot, things: 3 }],
      within: [{ kind: 'pallet', things: 3 }],
    });
    expect(await familyOf(carton)).toMatchObject({ unbound: true });
    expect(await resolve(carton)).toMatchObject({ replacedBy: box.code });
  });
});

describe('held against the facts', () => {
  /** What verify-ledger says of the codes of this whole world. */
  async function verdict(): Promise<string | undefined> {
    const rows: { body: Fact }[] = await world.root.query(`select body from fact where type like 'codes.%'`);
    const facts = rows.map(({ body }) => ({ fact: body, leafIndex: undefined }));
    return inTx(world.root, 'system', async (tx) => {
      for (const replayer of [new CodeHistoryReplayer(), new CodesReplayer()]) {
        const misfit = await replayer.replay(tx, facts);
        // The world's packings and batches have no facts of their own.
        const stray = misfit ?? (replayer instanceof CodeHistoryReplayer ? await replayer.finish(tx) : undefined);
        if (stray) return stray.what;
      }
      return undefined;
    });
  }

  it('all of the above fits', async () => expect(await verdict()).toBeUndefined());

  it('tells of no mass that moved: a label on a sack weighs it and takes nothing out of the lot', async () => {
    const rows: { open: Fact['open'] }[] = await world.root.query(
      `select body->'open' as open from fact where type in ('codes.bound', 'codes.binding-contested')`,
    );
    expect(rows.some(({ open }) => typeof open['sackGrams'] === 'number')).toBe(true);
    expect(rows.flatMap(({ open }) => [...claimedMovements(open)])).toEqual([]);
  });

  it.each([
    ['code_binding', `set serial = serial + 100`, `set serial = serial - 100`, /another label than was sealed/],
    [
      'code_binding',
      `set bound_at = bound_at - interval '1 day'`,
      `set bound_at = bound_at + interval '1 day'`,
      /bound_at/,
    ],
    [
      'aggregation',
      `set parent_serial = parent_serial + 9`,
      `set parent_serial = parent_serial - 9`,
      /another parent|inside what/,
    ],
    ['aggregation_child', `set serial = serial + 5000`, `set serial = serial - 5000`, /other children|inside what/],
    [
      'aggregation_live',
      `set parent_serial = parent_serial + 9`,
      `set parent_serial = parent_serial - 9`,
      /inside what now/,
    ],
    ['code_replacement', `set by_serial = by_serial + 9`, `set by_serial = by_serial - 9`, /replacement do not agree/],
  ])('%s %s is named', async (table, change, undo, expected) => {
    const tables = ['code_binding', 'aggregation', 'aggregation_child', 'aggregation_live', 'code_replacement'];
    const runner = world.root.createQueryRunner();
    for (const each of tables) await runner.query(`alter table ${each} disable trigger all`);
    try {
      await runner.query(`update ${table} ${change}`);
      expect(await verdict()).toMatch(expected);
      await runner.query(`update ${table} ${undo}`);
      expect(await verdict()).toBeUndefined();
    } finally {
      for (const each of tables) await runner.query(`alter table ${each} enable trigger all`);
      await runner.release();
    }
  });
});
