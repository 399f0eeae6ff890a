import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { CodeKeyRing } from '../src/codes/code-key-ring.service.js';
import { LotsService } from '../src/lots/lots.service.js';
import type { Actor } from '../src/platform/http/actor.js';
import { newId } from '../src/platform/ids.js';
import { Caller } from './support/caller.js';
import { TraceWorld, type MadeBatch } from './support/trace-world.js';

let world: TraceWorld;
let visitor: Caller;
let released: MadeBatch;

beforeAll(async () => {
  world = await TraceWorld.open();
  visitor = new Caller(world.app.origin);
  released = await world.aBatch();
}, 120_000);
afterAll(() => world?.close());

async function eventually<T>(ask: () => Promise<T>, until: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 15_000; ;) {
    const value = await ask();
    if (until(value) || Date.now() > end) return value;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const settled = () => world.settled();

const trace = (code: string) => visitor.get(`/api/trace/${code}`);

/** The bytes as they come over the wire. */
function raw(
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer; status: number }> {
  return new Promise((done, fail) => {
    request(world.app.origin + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        done({ headers: response.headers, body: Buffer.concat(chunks), status: response.statusCode! }),
      );
    })
      .on('error', fail)
      .end();
  });
}

describe('the story of a scanned code', () => {
  it('is complete at the first scan, before any job has run', async () => {
    const batch = await world.aBatch({ growers: 3 });
    const { status, body } = await trace(batch.code);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: batch.code,
      kind: 'batch',
      verdict: { code: 'valid', sentence: '该追溯码有效' },
      batch: {
        id: batch.lot,
        number: batch.number,
        herb: '连翘',
        variant: '青翘',
        producer: { name: batch.actor.organisation.name },
      },
      sources: { plots: 3, growers: 3, harvests: 3 },
      scans: { count: 0, firstAt: null, places: [] },
      demonstration: true,
    });
    expect(body.chapters.map(({ kind }: { kind: string }) => kind)).toEqual([
      'planting',
      'field-work',
      'harvest',
      'purchase',
      'processing',
      'batch',
      'packing',
      'quality',
      'release',
    ]);
    expect(body.reports[0].items).toHaveLength(7);
  });

  it('tells 37 sources in at most 14 KB, in either case of the address', async () => {
    const page = await raw(`/T/${released.code}`, { 'accept-encoding': 'gzip' });
    expect(page.status).toBe(200);
    expect(page.headers['content-encoding']).toBe('gzip');
    expect(Number(page.headers['content-length'])).toBe(page.body.length);
    expect(page.body.length).toBeLessThanOrEqual(14 * 1024);
    const html = gunzipSync(page.body).toString();
    expect(html).toContain('37 户 · 37 个地块 · 37 次采收');
    const plain = await raw(`/t/${released.code.toLowerCase()}`, {});
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toContain(released.number);
  });

  it('has its proof once the ledger has sealed it', async () => {
    const { body } = await eventually(
      () => trace(released.code),
      ({ body }) => body.proof.leafIndex !== null,
    );
    expect(body.proof).toMatchObject({ leafIndex: expect.any(Number), treeSize: expect.any(Number) });
    expect(body.proof.leafIndex).toBeLessThan(body.proof.treeSize);
    const proof = await visitor.get(`/ledger/proofs/${body.proof.factId}`);
    expect(proof.status).toBe(200);
  });

  it('tells nothing personal', async () => {
    const whole = (
      await Promise.all([
        visitor.get(`/t/${released.code}`),
        visitor.get(`/t/${released.code}?lang=en`),
        trace(released.code),
      ])
    )
      .map(({ text }) => text)
      .join('\n');
    expect(
      ['王有福', '种植户', '北沟', '112.25', '36.147', '18.00', '陈思敏', '周国梁'].filter((secret) =>
        whole.includes(secret),
      ),
    ).toEqual([]);
  });

  it('comes with the headers of a page that nobody may load things into', async () => {
    const { headers } = await visitor.get(`/t/${released.code}`);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-robots-tag')).toBe('noindex');
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });
});

describe('the verdict on the very next scan', () => {
  const verdictOf = async (code: string): Promise<string> => (await trace(code)).body.verdict.code;

  it('follows release, rejection, a hold and its end', async () => {
    const pending = await world.aBatch({ growers: 2, quality: 'pending' });
    expect((await trace(pending.code)).body).toMatchObject({
      verdict: { code: 'not-released', sentence: '待检未放行' },
      reports: [],
    });
    expect((await visitor.get(`/t/${pending.code}`)).text).toContain('待检未放行');
    await world.decide(pending.actor, pending.lot, 'released');
    const valid = (await trace(pending.code)).body;
    expect(valid.verdict.code).toBe('valid');
    expect(valid.reports).toHaveLength(1);
    expect(valid.chapters.map(({ kind }: { kind: string }) => kind)).toContain('release');

    const { id } = await world.as(pending.actor, async (tx) => {
      const demand = {
        id: newId(),
        scope: 'lot',
        subject: pending.lot,
        reason: '内部复核',
        authority: 'company',
      } as const;
      await world.service(LotsService).hold(tx, pending.actor, demand);
      return demand;
    });
    const held = await trace(pending.code);
    expect(held.body).toMatchObject({ verdict: { code: 'held' }, reports: [{ number: 'LF-2025-0817' }] });
    expect(held.body.chapters.map(({ kind }: { kind: string }) => kind)).toContain('hold');
    expect(held.text).not.toContain('内部复核');
    await world.as(pending.actor, (tx) =>
      world.service(LotsService).lift(tx, pending.actor, { id: newId(), hold: id, reason: '复核通过' } as never),
    );
    expect(await verdictOf(pending.code)).toBe('valid');
  });

  it('shows a rejected batch with its chapters and without its report', async () => {
    const rejected = await world.aBatch({ growers: 2, phillyrin: '0.09', quality: 'rejected' });
    const { body, text } = await trace(rejected.code);
    expect(body).toMatchObject({ verdict: { code: 'rejected' }, reports: [] });
    expect(body.chapters.length).toBeGreaterThan(7);
    expect(text).not.toContain('0.09');
    const page = (await visitor.get(`/t/${rejected.code}`)).text;
    expect(page).toContain('不合格');
    expect(page).not.toContain('0.09');
  });

  it('says 超标 in the table of a released batch that failed a test from the market and is held for it', async () => {
    const batch = await world.aBatch({ growers: 1 });
    await world.testedAgain(batch, '12.4');
    const demand = {
      id: newId(),
      scope: 'lot',
      subject: batch.lot,
      reason: '抽检水分超标',
      authority: 'company',
    } as const;
    await world.as(batch.actor, (tx) => world.service(LotsService).hold(tx, batch.actor, demand));
    const { body } = await trace(batch.code);
    expect(body.verdict.code).toBe('held');
    expect(body.reports.map(({ judgement }: { judgement: string }) => judgement)).toEqual(['pass', 'fail']);
    const page = (await visitor.get(`/t/${batch.code}`)).text;
    expect(page).toContain('该批次已冻结，以下报告仅供核查');
    expect(page).toMatch(/class="fail"><th[^>]*>水分<\/th>.*?12\.4%.*?超标/);
    expect((await visitor.get(`/t/${batch.code}?lang=en`)).text).toContain('over the limit');
  });

  it('is of the part that the package went away with: a hold on one consignment and on the last one', async () => {
    await world.root.query(`alter table code_range disable trigger code_range_keeps_to_packages`);
    const batch = await world.aBatch({ growers: 1 });
    const trader = await world.anActor('安国药材行', 'trader');
    const hospital = await world.anActor('尧都中医院', 'hospital');
    const [held, sold, kept] = await Promise.all([1, 2, 3].map((serial) => world.aCode(batch, 'package', serial)));
    await world.packed(batch, 3, 1000);
    const first = await world.consigned(batch.actor, trader, batch.lot, [[1, 2]]);
    await world.accepted(trader, first);
    const second = await world.consigned(trader, hospital, first, [[2, 2]]);
    await world.accepted(hospital, second);
    const verdicts = () => Promise.all([held!, sold!, kept!].map(({ code }) => verdictOf(code)));
    expect(await verdicts()).toEqual(['valid', 'valid', 'valid']);
    const demand = { scope: 'lot', reason: '返潮', authority: 'company' } as const;
    const hold = (subject: string, by: Actor) =>
      world.as(by, (tx) => world.service(LotsService).hold(tx, by, { ...demand, id: newId(), subject }));
    await hold(second, hospital);
    expect(await verdicts()).toEqual(['valid', 'held', 'valid']);
    await hold(first, trader); // holds back what it still has; the part it sold is the hospital's to judge
    expect(await verdicts()).toEqual(['held', 'held', 'valid']);
  });

  it('is of the code in hand: a void label of a good batch', async () => {
    await world.root.query(`alter table code_range disable trigger code_range_keeps_to_packages`);
    const { code, range } = await world.aCode(released, 'package', 12);
    expect((await trace(code)).body).toMatchObject({ kind: 'package', verdict: { code: 'valid' } });
    expect((await visitor.get(`/t/${code}`)).text).toContain('包装码（第 12 件）');
    await world.root.query(
      `insert into code_void (organisation_id, range_no, first_serial, last_serial, reason, act_id, fact_id) values ($1, $2, 12, 12, '错印', $3, $3)`,
      [released.actor.organisation.id, range, released.lot],
    );
    expect(await verdictOf(code)).toBe('voided');
    expect(await verdictOf(released.code)).toBe('valid');
  });
});

describe('what is no code', () => {
  const page = (text: string) => visitor.get(`/t/${text}`);

  it('is one page and one problem, whether malformed, forged or never issued', async () => {
    const keys = world.service(CodeKeyRing);
    const notIssued = keys.codes.encode(keys.newestKeyId, { kind: 'package', range: 999_999, serial: 7 });
    const forged = forge(world);
    const texts = [
      'x',
      'LQ-141026',
      notIssued,
      forged,
      '%E8%BF%9E%E7%BF%98',
      '..%2f..%2fetc%2fpasswd',
      'A'.repeat(150),
    ];
    const pages = await Promise.all(texts.map(page));
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(pages.map(({ text }) => text)).size).toBe(1);
    expect(pages[0]!.text).toContain('未查到该追溯码，请核对');
    expect(pages[0]!.headers.get('content-security-policy')).toContain(`default-src 'none'`);
    const problems = await Promise.all(texts.map(trace));
    expect(new Set(problems.map(({ text }) => text)).size).toBe(1);
    expect(problems[0]).toMatchObject({ status: 404, body: { code: 'trace/unknown-code' } });
    expect(problems[0]!.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is called a slip when only the check character is wrong', async () => {
    const last = released.code.at(-1) === '0' ? '1' : '0';
    const slip = await page(released.code.slice(0, -1) + last);
    expect(slip.status).toBe(404);
    expect(slip.text).toContain('输错了');
    expect((await trace(released.code.slice(0, -1) + last)).body.code).toBe('trace/mistyped-code');
  });
});

/** A well-formed code with a right check character that no key of ours made. */
function forge(from: TraceWorld): string {
  const keys = from.service(CodeKeyRing);
  for (let tried = 0; ; tried += 1) {
    const body = Array.from(
      { length: 25 },
      () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(Math.random() * 32)],
    ).join('');
    for (const check of '0123456789ABCDEFGHJKMNPQRSTVWXYZ') {
      const text = `${keys.newestKeyId}${tried % 8}${body}${check}`;
      if (keys.codes.decode(text).verdict === 'forged') return text;
    }
  }
}

describe('the count of scans', () => {
  it('counts looks of people and not reloads, HEAD, robots or programs', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const path = `/t/${batch.code}`;
    await settled();
    const first = await visitor.get(path);
    expect(first.text).toContain('第 1 次查询，首次查询');
    const etag = first.headers.get('etag')!;
    const reload = await visitor.get(path, { 'if-none-match': etag });
    expect([reload.status, reload.text]).toEqual([304, '']);
    const head = await visitor.send('HEAD', path);
    expect([head.status, head.text]).toEqual([200, '']);
    await visitor.get(path, { 'user-agent': 'Mozilla/5.0 (compatible; Baiduspider/2.0)' });
    await trace(batch.code);
    expect((await visitor.get(path)).text).toContain('第 1 次查询');
    const second = await visitor.get(path, {
      'user-agent': 'Mozilla/5.0 another phone',
      'if-none-match': '"something else"',
    });
    expect(second.text).toContain('第 2 次查询');
    const counted = await eventually(
      () =>
        world.root.query(
          `select s.count::int from scan_tally s join code_range r using (range_no) where r.lot_id = $1`,
          [batch.lot],
        ),
      (rows: { count: number }[]) => rows[0]?.count === 2,
    );
    expect(counted).toEqual([{ count: 2 }]);
    const { body } = await trace(batch.code);
    expect(body.scans).toMatchObject({ count: 2, places: ['未知'] });
    expect(Date.parse(body.scans.firstAt)).toBeGreaterThan(Date.now() - 60_000);
    // The page of the second scan is still the newest, although the count has been written since.
    expect((await visitor.get(path, { 'if-none-match': second.headers.get('etag')! })).status).toBe(304);
  });
});

/** The last two groups of a code as it is printed. */
const end = (code: string): string => `${code.slice(-8, -4)}-${code.slice(-4)}`;

describe('labels that were printed before anybody knew for what', () => {
  it('say that they stand on nothing, in both forms and languages, and are looked at like others', async () => {
    const [label] = await world.looseCodes(released, 'roll', 1);
    const { status, body } = await trace(label!.code);
    expect(status).toBe(200);
    expect(body).toMatchObject({ kind: 'roll', verdict: { code: 'unbound' }, batch: null, chapters: [], reports: [] });
    const page = await visitor.get(`/t/${label!.code}`);
    expect(page.text).toContain('该标签尚未绑定产品');
    expect(page.text).toContain('第 1 次查询');
    expect((await visitor.get(`/t/${label!.code}?lang=en`)).text).toContain('not bound to a product yet');
  });

  it('tell the batch they were bound to, its holds, and whether they are void', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const labels = await world.looseCodes(batch, 'roll', 2);
    await world.bind(batch, labels[0]!, batch.lot);
    expect((await trace(labels[0]!.code)).body).toMatchObject({
      kind: 'roll',
      verdict: { code: 'valid' },
      batch: { number: batch.number },
    });
    await world.root.query(
      `insert into code_void (organisation_id, range_no, first_serial, last_serial, reason, act_id, fact_id) values ($1, $2, 1, 2, 'damaged', $3, $3)`,
      [batch.actor.organisation.id, labels[0]!.range, batch.lot],
    );
    expect((await trace(labels[0]!.code)).body.verdict.code).toBe('voided');
    expect((await trace(labels[1]!.code)).body.verdict.code).toBe('voided');
  });

  it('tell what is in a carton and what a thing is inside of; the gravest verdict of all goods is the carton’s', async () => {
    const good = await world.aBatch({ growers: 1 });
    const bad = await world.aBatch({ actor: good.actor, growers: 1, quality: 'rejected' });
    const labels = await world.looseCodes(good, 'roll', 4);
    const [carton, empty] = await world.looseCodes(good, 'carton', 2);
    for (const [index, label] of labels.entries()) await world.bind(good, label, index < 3 ? good.lot : bad.lot);
    await world.pack(good, carton!, labels.slice(0, 3));
    expect((await trace(carton!.code)).body).toMatchObject({
      verdict: { code: 'valid' },
      batch: { number: good.number },
      around: ['内装：3 件'],
    });
    const inside = (await trace(labels[0]!.code)).body;
    expect(inside.around).toEqual([
      expect.stringMatching(`^装在箱中（第 1 号，码末八位 ${end(carton!.code)}，内装 3 件）$`),
    ]);
    await world.pack(good, carton!, labels.slice(3));
    expect((await trace(carton!.code)).body.verdict.code).toBe('rejected');
    expect((await visitor.get(`/t/${carton!.code}`)).text).toContain('内有 2 个批次');
    expect((await trace(empty!.code)).body).toMatchObject({ verdict: { code: 'unbound' }, around: ['该箱目前是空的'] });
    const [pallet] = await world.looseCodes(good, 'pallet', 1);
    await world.pack(good, pallet!, [carton!, empty!]);
    expect((await trace(pallet!.code)).body.around).toContain('内装：2 箱（其中 1 箱是空的）、4 件');
  });

  it('name their successor by the end of its code, never the whole', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const [old, between, next] = await world.looseCodes(batch, 'roll', 3);
    await world.bind(batch, old!, batch.lot);
    await world.root.query(
      `insert into code_replacement (organisation_id, range_no, serial, by_range_no, by_serial, act_id)
       values ($1, $2, 1, $2, 2, $3), ($1, $2, 2, $2, 3, $3)`,
      [batch.actor.organisation.id, old!.range, batch.lot],
    );
    const page = await visitor.get(`/t/${old!.code}`);
    expect(page.text).toContain('该标签已更换，旧码作废');
    expect(page.text).toContain(`现用新码末八位 ${end(next!.code)}`);
    expect((await trace(old!.code)).body.verdict.code).toBe('voided');
    expect(page.text).toContain('请扫描新标签');
    const fresh = await visitor.get(`/t/${next!.code}`);
    for (const { code } of [old!, between!]) expect(fresh.text).toContain(`旧码末八位 ${end(code)}，已作废`);
    expect(fresh.text).not.toContain(old!.code);
    expect(page.text).not.toContain(next!.code);
  });
});

describe('a look-up by batch number', () => {
  it('takes a number of another system, too', async () => {
    const batch = await world.aBatch({ growers: 1 });
    const id = newId();
    const own = batch.actor.organisation.id;
    await world.root.query(
      `insert into lot_alias (organisation_id, id, lot_id, scheme, platform, value, fact_id) values ($1, $2, $3, 'platform', '码上放心', 'ZX-2026-000123', $2)`,
      [own, id, batch.lot],
    );
    await world.root
      .query(
        `insert into lot_alias_in_use (organisation_id, alias_id, scheme, platform, value) values ($1, $2, 'platform', '码上放心', 'ZX-2026-000123')`,
        [own, id],
      )
      .catch(() => undefined);
    const { body } = await visitor.get('/api/trace?number=ZX-2026-000123');
    expect(body).toMatchObject({ verdict: { code: 'label-not-verified' }, batch: { number: batch.number } });
  });

  it('finds the batch and says that no label was verified', async () => {
    const page = await visitor.get(`/t?number=${encodeURIComponent(released.number)}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('仅按批号查询，未核对标签');
    expect(page.text).not.toContain('次查询，首次');
    const { body } = await visitor.get(`/api/trace?number=${encodeURIComponent(released.number)}`);
    expect(body).toMatchObject({ code: null, kind: 'batch', verdict: { code: 'label-not-verified' } });
    expect(body.reports).toHaveLength(1);
  });

  it('says so beside a graver verdict too, in both forms', async () => {
    const pending = await world.aBatch({ growers: 1, quality: 'pending' });
    const failed = await world.aBatch({ growers: 1, quality: 'rejected' });
    for (const [{ number, code }, verdict] of [
      [pending, 'not-released'],
      [failed, 'rejected'],
    ] as const) {
      const { body } = await visitor.get(`/api/trace?number=${number}`);
      expect(body.verdict).toMatchObject({
        ...{ code: verdict, labelVerified: false, cautions: ['仅按批号查询，未核对标签'] },
      });
      expect((await visitor.get(`/t?number=${number}`)).text).toContain('<p class="warn">仅按批号查询，未核对标签</p>');
      expect((await visitor.get(`/t?number=${number}&lang=en`)).text).toContain('Found by number only');
      const scanned = await trace(code);
      expect(scanned.body.verdict).toMatchObject({ code: verdict, labelVerified: true });
      expect(scanned.body.verdict.cautions).toBeUndefined();
    }
  });

  it('asks which company when several use the number', async () => {
    const [one, other] = [
      await world.aBatch({ growers: 1, number: 'SAME-1' }),
      await world.aBatch({ growers: 1, number: 'SAME-1' }),
    ];
    const list = await visitor.get('/t?number=SAME-1');
    for (const { actor } of [one, other]) expect(list.text).toContain(actor.organisation.name);
    const { body } = await visitor.get('/api/trace?number=SAME-1');
    expect(body.items).toHaveLength(2);
    const chosen = await visitor.get(body.items[0].href);
    expect(chosen.body.batch.number).toBe('SAME-1');
    expect(chosen.body.batch.producer.id).toBe(body.items[0].producer.id);
  });

  it('takes a code in the same field, and sends all else to the one unknown page', async () => {
    expect((await visitor.get(`/t/?number=${released.code.match(/.{4}/g)!.join('-')}`)).text).toContain('该追溯码有效');
    const unknown = await visitor.get('/t?number=NOBODY-USES-THIS');
    expect(unknown.status).toBe(404);
    expect(unknown.text).toBe((await visitor.get('/t/x')).text);
    expect((await visitor.get('/t?number=%00')).status).toBe(404);
    expect((await visitor.get('/t?number=a&number=b')).status).toBe(200);
    expect((await visitor.get('/')).text).toContain('本草溯源');
  });
});

describe('pages kept written', () => {
  const version = async (lot: string): Promise<string | undefined> =>
    (await world.root.query(`select version from public_document where lot_id = $1 and variant = 'html.zh'`, [lot]))[0]
      ?.version;

  it('are written by the job of a fact, without anybody looking', async () => {
    const batch = await world.aBatch({ growers: 2 });
    expect(
      await eventually(
        () => version(batch.lot),
        (found) => found !== undefined,
      ),
    ).toBeDefined();
  });

  it('are written again for what happened to an ancestor', async () => {
    const batch = await world.aBatch({ growers: 2 });
    const before = await eventually(
      () => trace(batch.code),
      ({ body }) => body.proof?.leafIndex != null,
    );
    const [planting] = await world.root.query(
      `select o.subject from lot_origin o join lot_edge e on e.parent = o.lot join lot_edge f on f.parent = e.child where f.child = $1 and o.kind = 'planting' limit 1`,
      [batch.lot],
    );
    await world.as(batch.actor, (tx) =>
      world.record(tx, batch.actor, 'planting.field-work-done', '2025-06-30T09:00:00+08:00', [planting.subject], {
        ...{ planting: planting.subject, kind: '灌溉', at: '2025-06-30T09:00:00+08:00' },
      }),
    );
    const after = await eventually(
      () => trace(batch.code),
      ({ text }) => text.includes('灌溉'),
    );
    expect(before.text).not.toContain('灌溉');
    expect(after.text).toContain('灌溉');
  });

  it('can be thrown away at any moment', async () => {
    await world.root.query('truncate public_document');
    expect((await trace(released.code)).body.verdict.code).toBe('valid');
  });
});

describe('a burst', () => {
  it('of different codes and forms is answered each with its own', async () => {
    const batches = [
      released,
      await world.aBatch({ growers: 1 }),
      await world.aBatch({ growers: 1, quality: 'pending' }),
    ];
    const answers = await Promise.all(
      Array.from({ length: 120 }, (_, index) => trace(`${batches[index % 3]!.code}${index % 2 ? '?lang=en' : ''}`)),
    );
    answers.forEach(({ body }, index) => {
      expect(body.code).toBe(batches[index % 3]!.code);
      expect(body.batch.number).toBe(batches[index % 3]!.number);
      expect(body.chapters[0].title).toBe(index % 2 ? 'Planting' : '种植');
    });
  });
});
