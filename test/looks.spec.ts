import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { LotCustody } from '../src/lots/custody.service.js';
import { newId } from '../src/platform/ids.js';
import { CopyJudge } from '../src/trace/looks/copy-judge.service.js';
import type { CopySign } from '../src/trace/looks/copy-rules.js';
import { EraseLooks } from '../src/trace/looks/erase-looks.service.js';
import { LookLog } from '../src/trace/looks/look-log.service.js';
import { writeLooks } from '../src/trace/looks/looks.queries.js';
import { Caller } from './support/caller.js';
import { simulateLooks } from './support/simulated-looks.js';
import { TraceWorld, type MadeBatch } from './support/trace-world.js';

let world: TraceWorld;
let visitor: Caller;

beforeAll(async () => {
  // Behind a proxy on this machine, so that looks come from addresses of our choosing.
  world = await TraceWorld.open({ TRUST_PROXY: '127.0.0.1' });
  visitor = new Caller(world.app.origin);
  await world.root.query(`alter table code_range disable trigger code_range_keeps_to_packages`);
}, 120_000);
afterAll(() => world?.close());

/** Addresses of universities and name servers, one in each of these provinces. */
const FROM = {
  shanxi: '219.149.135.188',
  beijing: '202.112.0.36',
  shanghai: '202.120.2.100',
  guangdong: '202.96.134.133',
  taiwan: '140.112.8.116',
  abroad: '8.8.8.8',
};
const PHONE = 'Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0';
const from = (address: string, agent = PHONE): Record<string, string> => ({
  ...{ 'x-forwarded-for': address, 'user-agent': agent },
});

/** The same province, another network. */
const nextTo = (address: string): string =>
  address.replace(/\.(\d+)\.(\d+)$/, (_, third, last) => `.${Number(third) + 1}.${last}`);

const settle = async (): Promise<void> => {
  await world.service(LookLog).flush();
  await world.service(CopyJudge).judgeAll();
};

interface Row {
  place: number;
  visitor: string | null;
  all: string;
}
const rowsOf = async (batch: MadeBatch): Promise<Row[]> => {
  await settle();
  return world.root.query(
    `select s.place, encode(s.visitor, 'hex') as visitor, to_jsonb(s)::text as all
       from scan s join code_range r using (range_no) where r.lot_id = $1 order by s.id`,
    [batch.lot],
  );
};

describe('the scan record', () => {
  it('has one row for a look of a person, with province and hash and no address', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const path = `/t/${batch.code}`;
    await world.settled();
    const first = await visitor.get(path, from(FROM.shanghai));
    expect(first.text).toContain('第 1 次查询');
    expect(first.text).toContain('近 90 天查询地：上海市');
    const rows = await rowsOf(batch);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ place: 31, visitor: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(rows[0]!.all).not.toMatch(/202\.120|MicroMessenger/);
    // What the reader holds is still the newest after the row was written.
    expect(
      (await visitor.get(path, { ...from(FROM.shanghai), 'if-none-match': first.headers.get('etag')! })).status,
    ).toBe(304);
  });

  it('leaves out reloads of ten minutes, robots, prefetches, HEAD and programs', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const path = `/t/${batch.code}`;
    const same = from(FROM.shanxi);
    await visitor.get(path, same);
    for (const again of [path, `${path}?lang=en`, path.toLowerCase()]) await visitor.get(again, same);
    await visitor.get(path, from(FROM.beijing, 'Mozilla/5.0 (compatible; Baiduspider/2.0)'));
    for (const program of [
      'curl/8.5.0',
      'Wget/1.21',
      'python-requests/2.32',
      'Go-http-client/2.0',
      'okhttp/4.12',
      'node',
      '',
    ])
      await visitor.get(path, from(FROM.beijing, program));
    await visitor.get(path, from(FROM.beijing, 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0'));
    await visitor.get(path, { ...from(FROM.beijing), 'sec-purpose': 'prefetch;prerender' });
    await visitor.send('HEAD', path, undefined, from(FROM.beijing));
    await visitor.get(`/api/trace/${batch.code}`, from(FROM.beijing));
    expect(await rowsOf(batch)).toHaveLength(1);
    await visitor.get(path, from(FROM.shanxi, 'Mozilla/5.0 another phone'));
    await visitor.get(path, from(FROM.beijing));
    expect((await rowsOf(batch)).map(({ place }) => place)).toEqual([14, 14, 11]);
    const { body } = await visitor.get(`/api/trace/${batch.code}`);
    expect(body.scans).toMatchObject({ count: 3, places: ['北京市', '山西省'] });
  });

  it('says unknown for addresses of no place and abroad for others', async () => {
    const batch = await world.aBatch({ growers: 1 });
    for (const address of ['192.168.1.20', '2001:da8::1', FROM.abroad])
      await visitor.get(`/t/${batch.code}`, from(address));
    expect((await rowsOf(batch)).map(({ place }) => place)).toEqual([0, 0, 99]);
    expect((await visitor.get(`/t/${batch.code}`, from(FROM.abroad))).text).toContain('近 90 天查询地：未知、境外');
  });

  it('knows a reload that another process answered, and keeps the first and the number', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const rows: { range: number }[] = await world.root.query(
      `select range_no::float8 as range from code_range where lot_id = $1`,
      [batch.lot],
    );
    const { range } = rows[0]!;
    const system = world.service<DataSource>(getDataSourceToken('system') as never);
    const hash = Buffer.alloc(16, 7);
    const minute = (n: number) => new Date(Date.parse('2026-05-01T08:00:00Z') + n * 60_000);
    for (const at of [0, 3, 9, 11, 40])
      await writeLooks(system, [{ range, serial: 0, at: minute(at), place: 14, visitor: hash, network: null }]);
    expect(await rowsOf(batch)).toHaveLength(3);
    const { body } = await visitor.get(`/api/trace/${batch.code}`);
    expect(body.scans).toEqual({ count: 3, firstAt: minute(0).toISOString(), places: ['山西省'] });
  });

  it('does not wait for the database: pages are answered while nothing can be written, and all is written afterwards', async () => {
    const batch = await world.aBatch({ growers: 1 });
    await visitor.get(`/t/${batch.code}`, from('36.110.1.1'));
    await settle();
    const runner = world.root.createQueryRunner();
    await runner.startTransaction();
    await runner.query('lock table scan in access exclusive mode');
    const started = performance.now();
    for (let n = 2; n <= 20; n += 1) {
      const page = await visitor.get(`/t/${batch.code}`, from(`36.110.1.${n}`));
      expect(page.text).toContain(`第 ${n} 次查询`);
    }
    expect(performance.now() - started).toBeLessThan(3_000);
    await runner.rollbackTransaction();
    await runner.release();
    expect(await rowsOf(batch)).toHaveLength(20);
    expect((await visitor.get('/metrics')).text).toMatch(/trace_looks_recorded_total \d+/);
    expect((await visitor.get('/metrics')).text).toMatch(/trace_looks_dropped_total 0/);
  });

  it('erases rows with place and visitor after 90 days, and keeps number and first time', async () => {
    const batch = await world.aBatch({ growers: 1 });
    await visitor.get(`/t/${batch.code}`, from(FROM.taiwan));
    await visitor.get(`/t/${batch.code}`, from(FROM.shanxi));
    await settle();
    await world.root.query(`update scan set seen_at = now() - interval '91 days' where place = 71`);
    await world.service(EraseLooks).erase();
    expect((await rowsOf(batch)).map(({ place }) => place)).toEqual([14]);
    const { body } = await visitor.get(`/api/trace/${batch.code}`);
    expect(body.scans).toMatchObject({ count: 2, places: ['山西省'] });
  });
});

describe('signs of a copied label', () => {
  it('are explained on the next scan, with what to do', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const { code } = await world.aCode(batch, 'package', 7);
    expect((await visitor.get(`/api/trace/${code}`)).body.verdict).toMatchObject({ code: 'valid' });
    for (const address of Object.values(FROM))
      for (const each of [address, nextTo(address)]) await visitor.get(`/t/${code}`, from(each));
    await settle();
    const { verdict } = (await visitor.get(`/api/trace/${code}`)).body;
    expect(verdict).toMatchObject({
      code: 'suspect-copy',
      sentence: '该码 14 天内在 5 个省份被查询，标签可能被复制',
      advice: expect.stringContaining('请核对批号、净重和封口'),
      signs: [{ rule: 'many-provinces', level: 'suspect' }],
    });
    expect((await visitor.get(`/t/${code}?lang=en`)).text).toContain('in 5 provinces within 14 days');
    // The batch's own code stands on papers that many people see.
    for (const address of Object.values(FROM))
      for (const each of [address, nextTo(address)]) await visitor.get(`/t/${batch.code}`, from(each));
    await settle();
    expect((await visitor.get(`/api/trace/${batch.code}`)).body.verdict.code).toBe('valid');
  });

  it('stand beside the verdict of a batch that is not released, whose labels nobody should meet in shops', async () => {
    const batch = await world.aBatch({ growers: 1, quality: 'pending' });
    const { code } = await world.aCode(batch, 'package', 7);
    for (const address of [FROM.shanghai, FROM.guangdong, FROM.beijing]) await visitor.get(`/t/${code}`, from(address));
    await settle();
    const { verdict } = (await visitor.get(`/api/trace/${code}`)).body;
    const caution = '该批次放行之前，已有 3 处不同网络在外省查询此码，标签可能被复制';
    expect(verdict).toMatchObject({
      ...{ code: 'not-released', sentence: '待检未放行', labelVerified: true, cautions: [caution] },
      signs: [{ rule: 'before-release', level: 'suspect' }],
    });
    expect((await visitor.get(`/t/${code}`)).text).toContain(`<p class="warn">${caution}</p>`);
    expect((await visitor.get(`/t/${code}?lang=en`)).text).toContain(
      'from 3 networks in other provinces before the batch was released',
    );
    // Once it is released, what was seen before stays seen.
    await world.decide(batch.actor, batch.lot, 'released');
    await visitor.get(`/t/${code}`, from(FROM.shanxi));
    await settle();
    const released = (await visitor.get(`/api/trace/${code}`)).body.verdict;
    expect([released.code, released.cautions]).toEqual(['suspect-copy', undefined]);
  });

  it('know whether the package has left its maker, and that what was sent is not used up', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const to = (await world.anActor('亳州药材贸易公司', 'trader')).organisation.id;
    const [first, sent, kept] = [
      await world.aCode(batch, 'package', 1),
      await world.aCode(batch, 'package', 2),
      await world.aCode(batch, 'package', 3),
    ];
    await world.root.query(
      `insert into lot_package (lot, first_serial, count, grams_each, act_id, fact_id)
       select id, 1, 3, remaining / 3, born_fact, born_fact from lot where id = $1`,
      [batch.lot],
    );
    const seenIn = async (code: string): Promise<Record<string, unknown>> => {
      for (const address of [FROM.shanghai, FROM.guangdong, FROM.beijing])
        await visitor.get(`/t/${code}`, from(address));
      await settle();
      return (await visitor.get(`/api/trace/${code}`)).body.verdict;
    };
    // Where nobody records dispatches, nothing is known of them.
    expect(await seenIn(first.code)).toMatchObject({ code: 'valid' });
    await world.as(batch.actor, async (tx) => {
      const rows: { grams: number }[] = await world.root.query(
        `select grams_each::float8 as grams from lot_package where lot = $1`,
        [batch.lot],
      );
      await world.service(LotCustody).dispatch(tx, batch.actor, {
        ...{ actId: newId(), factId: newId(), at: '2026-01-05T09:00:00+08:00', towards: to, passesTo: to },
        ...{ released: true, free: true },
        lines: [{ id: newId(), lot: batch.lot, grams: 2 * rows[0]!.grams, serials: [[1, 2]] }],
      });
    });
    expect(await seenIn(sent.code)).toMatchObject({ code: 'valid' });
    expect(await seenIn(kept.code)).toMatchObject({
      code: 'suspect-copy',
      sentence: '该件按记录尚未发货，却已有 3 处不同网络在外省查询此码，标签可能被复制',
    });
  });

  it('are not made by one network, however it names itself: its looks end, and an honest package stays valid', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const { code } = await world.aCode(batch, 'package', 9);
    await visitor.get(`/t/${code}`, from(FROM.shanxi));
    for (let n = 0; n < 150; n += 1)
      await visitor.get(`/t/${code}`, from(FROM.shanghai.replace(/\d+$/, String(n)), `Mozilla/5.0 phone ${n}`));
    await settle();
    const { body } = await visitor.get(`/api/trace/${code}`);
    expect(body).toMatchObject({ verdict: { code: 'valid' }, scans: { count: 61 } });
    expect(body.verdict.signs).toBeUndefined();
  });

  it('are found for 200 copied serials of 2,000 in 50,000 looks: at least 95 %, with at most 0.5 % of false alarms, and none by 40 attackers', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const { range } = await world.aCode(batch, 'package', 1);
    await world.root.query(`alter table code_range disable trigger all`);
    await world.root.query(`update code_range set last_serial = 2000 where range_no = $1`, [range]);
    await world.root.query(`alter table code_range enable trigger all`);
    const now = Date.now();
    const usedUpAt = now - 55 * 86_400_000;
    // Released while the first looks come in, and used up in the middle of it all.
    const [releasedAt, from] = [now - 85 * 86_400_000, now - 89 * 86_400_000];
    const day = (before: number) => new Date(now - before * 86_400_000);
    for (const [table, change, value] of [
      ['lot', 'remaining = 0 where id = $1 and $2::timestamptz is not null', day(0)],
      ['lot_quality', 'recorded_at = $2 where lot = $1', new Date(releasedAt)],
      ['lot_movement', 'recorded_at = $2 where lot = $1', new Date(usedUpAt)],
    ] as const) {
      await world.root.query(`alter table ${table} disable trigger all`);
      await world.root.query(`update ${table} set ${change}`, [batch.lot, value]);
      await world.root.query(`alter table ${table} enable trigger all`);
    }
    const { serials, looks } = simulateLooks({
      ...{ range, serials: 2_000, cloned: 200, looks: 50_000, attacked: 40, from, releasedAt, usedUpAt },
    });
    const log = world.service(LookLog);
    for (let at = 0; at < looks.length; at += 10_000) {
      looks.slice(at, at + 10_000).forEach((look) => log.add(look));
      await settle();
    }
    const rows: { serial: number; signs: CopySign[] }[] = await world.root.query(
      `select serial::float8 as serial, signs from scan_tally where range_no = $1`,
      [range],
    );
    const signs = new Map(rows.map(({ serial, signs }) => [serial, signs]));
    const flagged = (pattern: string | undefined) =>
      serials.filter((each) => each.pattern === pattern && (signs.get(each.serial) ?? []).length > 0).length;
    const of = (pattern: string | undefined) => serials.filter((each) => each.pattern === pattern).length;
    const found = {
      ...{ cities: flagged('many-cities'), places: flagged('two-places') },
      ...{ use: flagged('after-use'), early: flagged('before-release') },
    };
    const honest = { flagged: flagged(undefined), of: of(undefined) };
    const attacked = serials.filter(({ attacked }) => attacked);
    const fallen = attacked.filter(({ serial }) => (signs.get(serial) ?? []).some(({ level }) => level === 'suspect'));
    process.stdout.write(`${JSON.stringify({ found, honest, attacked: attacked.length, fallen: fallen.length })}\n`);
    expect((found.cities + found.places + found.use + found.early) / 200).toBeGreaterThanOrEqual(0.95);
    expect(honest.flagged / honest.of).toBeLessThanOrEqual(0.005);
    expect([attacked.length, fallen.length]).toEqual([40, 0]);
  }, 120_000);
});
