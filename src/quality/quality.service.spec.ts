import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import type { Answer, Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { QINGQIAO } from '../../test/support/quality-world.js';
import { Ledger } from '../ledger/ledger.service.js';
import { LotsService } from '../lots/lots.service.js';
import { inTx } from '../platform/db/tx.js';
import { scopeOf } from '../platform/http/actor.js';
import { newId } from '../platform/ids.js';

let house: DemoHouse;
let clerk: Caller;
let quality: Caller;
let quality2: Caller;
let lab: Caller;
let lab2: Caller;
let regulator: Caller;

beforeAll(async () => {
  house = await startDemoHouse();
  [clerk, quality, quality2, lab, lab2, regulator] = await Promise.all([
    house.demo('clerk'),
    house.demo('quality'),
    house.demo('quality2'),
    house.demo('lab'),
    house.demo('lab2'),
    house.demo('regulator'),
  ]);
}, 120_000);

afterAll(() => house?.stop());

/** A batch of 100 kg 青翘 of the cooperative, straight from the lots: how it came about is not this room's affair. */
async function aBatch(change: { variant?: string | null; kind?: 'batch' | 'output' } = {}): Promise<string> {
  const actor = await house.identity.actorByLogin('clerk');
  const db = house.running.app.get<DataSource>(getDataSourceToken());
  const id = newId();
  await inTx(db, scopeOf(actor), async (tx) => {
    const { factId } = await house.running.app.get(Ledger).record(tx, actor, {
      type: 'test.batch-made',
      visibility: 'party',
      occurredAt: '2025-08-09T10:00:00+08:00',
      subjects: [id],
      open: {},
    });
    await house.running.app.get(LotsService).born(tx, actor, {
      id,
      kind: change.kind ?? 'batch',
      herb: 'LIANQIAO',
      variant: change.variant === undefined ? '青翘' : change.variant,
      number: `QQ-${id.slice(-6)}`,
      quantity: 100_000,
      region: '141026',
      bornAt: '2025-08-09T10:00:00+08:00',
      factId,
      actId: id,
      origins: [],
    });
    await house.running.app.get(Ledger).record(tx, actor, {
      ...{ type: 'batches.sample-retained', visibility: 'party', occurredAt: '2025-08-09T11:00:00+08:00' },
      ...{ subjects: [id], open: { sample: newId() } },
    });
  });
  return id;
}

async function aSample(lot: string, change: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const answer = await clerk.post('/api/samples', sampleOf(lot, { id, ...change }));
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return id;
}

const sampleOf = (lot: string, change: Record<string, unknown> = {}) => ({
  id: newId(),
  lot,
  grams: 2000,
  takenAt: '2025-08-11T09:20:00+08:00',
  takenBy: '刘玉兰',
  laboratory: DEMO_ORGANISATIONS.laboratory.id,
  ...change,
});

const withValue = (item: string, value: unknown) =>
  QINGQIAO.map((line) => (line.item === item ? { ...line, value } : line));

const reportOn = (sample: string, change: Record<string, unknown> = {}) => ({
  id: newId(),
  sample,
  number: `JY-${sample.slice(-8)}`,
  testedOn: '2025-08-16',
  standard: { edition: 'ChP2020' },
  tester: '陈思敏',
  reviewer: '周国梁',
  results: QINGQIAO,
  ...change,
});

const release = (batch: string, by: Caller = quality, id = newId()): Promise<Answer> =>
  by.post(`/api/batches/${batch}/release`, { id, password: DEMO_PASSWORD });

const firedOf = async (ruleId: string): Promise<number> => {
  const rules = (await clerk.get('/api/rules')).body as { id: string; fired: number }[];
  return rules.find(({ id }) => id === ruleId)!.fired;
};

describe('a sample', () => {
  it('takes its grams out of the lot, once, however often it is sent', async () => {
    const lot = await aBatch();
    const body = sampleOf(lot);
    const first = await clerk.post('/api/samples', body);
    const again = await clerk.post('/api/samples', body);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ grams: 2000, remainingGrams: 98_000, findings: [] });
    const [left] = await house.rows('select remaining from lot where id = $1', [lot]);
    expect(left).toEqual({ remaining: '98000' });
  });

  it.each([
    ['more than the lot holds', { grams: 100_001 }, 409],
    ['taken tomorrow', { takenAt: new Date(Date.now() + 86_400_000).toISOString() }, 422],
    ['for an organisation that is no laboratory', { laboratory: DEMO_ORGANISATIONS.carrier.id }, 422],
    ['for nobody', { laboratory: newId() }, 422],
    ['of no weight', { grams: 0 }, 400],
    ['on a day that does not exist', { takenAt: '2025-02-30T08:00:00+08:00' }, 400],
    ['with a key nobody knows', { colour: 'green' }, 400],
  ])('%s is refused, and nothing is taken', async (_, change, status) => {
    const lot = await aBatch();
    expect((await clerk.post('/api/samples', sampleOf(lot, change))).status).toBe(status);
    expect(await house.rows('select remaining from lot where id = $1', [lot])).toEqual([{ remaining: '100000' }]);
  });

  it('of another organisation’s lot is not found', async () => {
    const lot = await aBatch();
    expect((await quality2.post('/api/samples', sampleOf(lot))).status).toBe(404);
  });

  it('is seen by who took it and by its laboratory, and by nobody else', async () => {
    const sample = await aSample(await aBatch());
    const statuses = await Promise.all(
      [clerk, lab, lab2, quality2, regulator].map(async (who) => (await who.get(`/api/samples/${sample}`)).status),
    );
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
  });
});

describe('a report', () => {
  it('is judged at once, line by line, and shown to laboratory and owner only', async () => {
    const sample = await aSample(await aBatch());
    const body = reportOn(sample);
    const answer = await lab.post('/api/reports', body);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ judgement: 'pass', judgedUnder: 'ChP2020', notJudged: null, findings: [] });
    expect(answer.body.items).toHaveLength(10);
    expect(answer.body.items.find(({ item }: { item: string }) => item === 'phillyrin')).toMatchObject({
      limit: { kind: 'min', value: '0.15', unit: '%' },
      value: '0.24',
      verdict: 'pass',
    });
    const seen = await clerk.get(`/api/reports/${body.id}`);
    expect(seen.body).toMatchObject({ number: body.number, tester: '陈思敏', judgement: 'pass' });
    expect(seen.body.items).toEqual(answer.body.items);
    expect((await lab2.get(`/api/reports/${body.id}`)).status).toBe(404);
    expect((await lab2.get('/api/reports')).body.items).toEqual([]);
  });

  it('keeps tester and reviewer out of the open part of its fact', async () => {
    const sample = await aSample(await aBatch());
    const { factId } = (await lab.post('/api/reports', reportOn(sample))).body;
    const [fact] = await house.rows(`select convert_from(bytes, 'UTF8') as text from fact where id = $1`, [factId]);
    expect(fact!['text']).toContain('晋南中药材检验检测中心');
    expect(fact!['text']).not.toMatch(/陈思敏|周国梁|周明鉴/);
  });

  it('can be issued only by the laboratory the sample names', async () => {
    const sample = await aSample(await aBatch());
    expect((await lab2.post('/api/reports', reportOn(sample))).status).toBe(404);
    expect((await clerk.post('/api/reports', reportOn(sample))).status).toBe(403);
  });

  it.each([
    ['a JSON number', withValue('phillyrin', 0.24), 400, 'results.7.value'],
    ['a value with a sign', withValue('phillyrin', '-0.24'), 422, 'results.7.value'],
    [
      'another unit',
      QINGQIAO.map((line) => (line.item === 'phillyrin' ? { ...line, unit: 'mg/g' } : line)),
      422,
      'results.7.unit',
    ],
    ['an item twice', [...QINGQIAO, QINGQIAO[3]], 422, 'results.10.item'],
    ['a word nobody knows', [{ ...QINGQIAO[0], qualitative: '还行' }], 422, 'results.0.qualitative'],
    ['no results', [], 400, 'results'],
  ])('with %s is refused by its path', async (_, results, status, path) => {
    const sample = await aSample(await aBatch());
    const answer = await lab.post('/api/reports', reportOn(sample, { results }));
    expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([status, [path]]);
  });

  it('of a test still to come is refused', async () => {
    const sample = await aSample(await aBatch());
    expect((await lab.post('/api/reports', reportOn(sample, { testedOn: '2999-01-01' }))).status).toBe(422);
  });

  it.each([
    ['2025-10-01', 'ChP2020', 'edition-not-held'],
    ['2025-11-20', 'ChP2025', 'edition-not-held'],
    ['2025-08-16', 'ChP2015', 'other-edition'],
    ['2019-08-16', 'ChP2020', 'no-edition-in-force'],
  ])('tested on %s by %s is not judged (%s), and does not let the batch go', async (testedOn, edition, notJudged) => {
    const lot = await aBatch();
    const answer = await lab.post('/api/reports', reportOn(await aSample(lot), { testedOn, standard: { edition } }));
    expect(answer.body).toMatchObject({ judgement: 'incomplete', judgedUnder: null, notJudged });
    expect(answer.body.items.every(({ verdict }: { verdict: string }) => verdict === 'not-judged')).toBe(true);
    expect((await release(lot)).status).toBe(409);
  });

  it('without a mandatory item is incomplete', async () => {
    const sample = await aSample(await aBatch());
    const results = QINGQIAO.filter(({ item }) => item !== 'sulfur_dioxide');
    const { body } = await lab.post('/api/reports', reportOn(sample, { results }));
    expect(body.judgement).toBe('incomplete');
    expect(body.items.find(({ item }: { item: string }) => item === 'sulfur_dioxide').verdict).toBe('not-tested');
  });

  it('by one person as tester and reviewer is recorded, with a finding that its owner sees too', async () => {
    const lot = await aBatch();
    const before = await firedOf('R-22');
    const answer = await lab.post('/api/reports', reportOn(await aSample(lot), { reviewer: '陈思敏' }));
    expect(answer.status).toBe(201);
    expect(answer.body.findings).toMatchObject([{ ruleId: 'R-22', level: 'block' }]);
    expect(await firedOf('R-22')).toBe(before + 1);
    const seenBy = async (who: Caller) => (await who.get(`/api/findings?lot=${lot}`)).body.items.length as number;
    expect(await Promise.all([clerk, lab, lab2, quality2].map(seenBy))).toEqual([1, 1, 0, 0]);
  });
});

describe('a release', () => {
  it('is refused with the red lines before anything was tested', async () => {
    const lot = await aBatch();
    const answer = await release(lot);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ ruleId: 'R-21', code: 'quality/release-refused' });
    expect(answer.body.lines.map(({ state }: { state: string }) => state)).toEqual(['red', 'red']);
  });

  it('is signed once nothing is red, and the lot is released', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot)));
    const list = (await quality.get(`/api/batches/${lot}/release-checklist`)).body as {
      ruleId: string;
      state: string;
    }[];
    expect(list.filter(({ state }) => state === 'red')).toEqual([]);
    const amber = list.filter(({ state }) => state === 'amber').map(({ ruleId }) => ruleId);
    expect(amber).toEqual(expect.arrayContaining(['R-19', 'R-22']));
    const id = newId();
    const answer = await release(lot, quality, id);
    expect([answer.status, answer.body.quality]).toEqual([201, 'released']);
    expect((await release(lot, quality, id)).status).toBe(200);
    expect((await release(lot)).status).toBe(409);
    expect(await house.rows('select quality from lot where id = $1', [lot])).toEqual([{ quality: 'released' }]);
    const owed = await house.rows(`select from outbox where topic = 'rewrite-pages' and payload ->> 'fact' = $1`, [
      answer.body.factId,
    ]);
    expect(owed).toHaveLength(1);
    const [fact] = await house.rows(`select type, convert_from(bytes, 'UTF8') as text from fact where id = $1`, [
      answer.body.factId,
    ]);
    expect(fact).toMatchObject({ type: 'quality.lot-released', text: expect.not.stringContaining('陈素问') });
  });

  it('needs the password again, and leaves it nowhere', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot)));
    const wrong = await quality.post(`/api/batches/${lot}/release`, { id: newId(), password: 'not my password' });
    expect(wrong.status).toBe(403);
    await house.forgetTries();
    expect((await release(lot)).status).toBe(201);
    const kept = await house.rows(`select from act where answer::text like $1`, [`%${DEMO_PASSWORD}%`]);
    expect(kept).toEqual([]);
  });

  it('is the quality head’s of the owning organisation and nobody else’s', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot)));
    expect((await release(lot, clerk)).status).toBe(403);
    expect((await release(lot, quality2)).status).toBe(404);
    expect((await quality2.get(`/api/batches/${lot}/release-checklist`)).status).toBe(404);
  });

  it('is refused to a head who tested', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot), { tester: '陈素问' }));
    const answer = await release(lot);
    expect([answer.status, answer.body.ruleId]).toEqual([409, 'R-22']);
  });

  it('is refused on hold', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot)));
    const actor = await house.identity.actorByLogin('quality');
    await inTx(house.running.app.get<DataSource>(getDataSourceToken()), scopeOf(actor), (tx) =>
      house.running.app
        .get(LotsService)
        .hold(tx, actor, { id: newId(), scope: 'lot', subject: lot, reason: '复核包装', authority: 'company' }),
    );
    const answer = await release(lot);
    expect([answer.status, answer.body.ruleId]).toEqual([409, 'R-26']);
  });

  it('is of batches only', async () => {
    const lot = await aBatch({ kind: 'output' });
    expect((await release(lot)).status).toBe(404);
  });

  it('and a failing report sent at the same moment never end in a released batch that fails', async () => {
    for (let round = 0; round < 5; round += 1) {
      const lot = await aBatch();
      await lab.post('/api/reports', reportOn(await aSample(lot)));
      const second = await aSample(lot);
      const bad = reportOn(second, { results: withValue('phillyrin', '0.11') });
      const [signed, reported] = await Promise.all([release(lot), lab.post('/api/reports', bad)]);
      expect(reported.status).toBe(201);
      const [order] = await house.rows(
        `select (select recorded_at from report where id = $1) > (select decided_at from release_decision where lot_id = $2) as "reportLater"`,
        [bad.id, lot],
      );
      expect(signed.status === 409 || order!['reportLater'] === true).toBe(true);
    }
  });
});

describe('a batch that fails', () => {
  it('cannot be released, is rejected by the quality head, and stays rejected', async () => {
    const lot = await aBatch();
    const before = await firedOf('R-21');
    const report = await lab.post(
      '/api/reports',
      reportOn(await aSample(lot), { results: withValue('phillyrin', '0.11') }),
    );
    expect(report.body).toMatchObject({ judgement: 'fail', findings: [{ ruleId: 'R-21', level: 'block' }] });
    expect(await firedOf('R-21')).toBe(before + 1);
    expect((await release(lot)).status).toBe(409);
    const reason = '连翘苷 0.11%，低于药典限度 0.15%';
    const rejection = { id: newId(), reason, password: DEMO_PASSWORD };
    const answer = await quality.post(`/api/batches/${lot}/reject`, rejection);
    expect([answer.status, answer.body.quality]).toEqual([201, 'rejected']);
    expect(await house.rows('select quality from lot where id = $1', [lot])).toEqual([{ quality: 'rejected' }]);
    const [fact] = await house.rows(`select convert_from(bytes, 'UTF8') as text from fact where id = $1`, [
      answer.body.factId,
    ]);
    expect(JSON.parse(String(fact!['text']))).toMatchObject({
      type: 'quality.lot-rejected',
      open: { failed: [{ item: 'phillyrin', name: { zh: '连翘苷' } }] },
    });
    expect(fact!['text']).not.toContain(reason);
    expect((await release(lot)).status).toBe(409);
    expect((await quality.post(`/api/batches/${lot}/reject`, { ...rejection, id: newId() })).status).toBe(409);
  });

  it('needs a reason', async () => {
    const lot = await aBatch();
    const answer = await quality.post(`/api/batches/${lot}/reject`, {
      id: newId(),
      reason: '',
      password: DEMO_PASSWORD,
    });
    expect(answer.status).toBe(400);
  });
});

describe('the rows of quality', () => {
  it('are invisible to strangers by the database alone, without any check of the program', async () => {
    const lot = await aBatch();
    await lab.post('/api/reports', reportOn(await aSample(lot), { reviewer: '陈思敏' }));
    const app = house.running.app.get<DataSource>(getDataSourceToken());
    const seenBy = (organisationId: string) =>
      inTx(app, { organisationId, personId: newId() }, async (tx) => {
        const [row]: Record<string, number>[] = await tx.query(
          `select (select count(*)::int from sample where lot_id = $1) as samples,
                  (select count(*)::int from report where lot_id = $1) as reports,
                  (select count(*)::int from report_result) > 0 as results,
                  (select count(*)::int from finding where $1 = any (lots)) as findings`,
          [lot],
        );
        return row;
      });
    const everything = { samples: 1, reports: 1, results: true, findings: 1 };
    const nothing = { samples: 0, reports: 0, results: false, findings: 0 };
    expect(await seenBy(DEMO_ORGANISATIONS.cooperative.id)).toEqual(everything);
    expect(await seenBy(DEMO_ORGANISATIONS.laboratory.id)).toEqual(everything);
    expect(await seenBy(DEMO_ORGANISATIONS.laboratory2.id)).toEqual(nothing);
    expect(await seenBy(DEMO_ORGANISATIONS.factory.id)).toEqual(nothing);
  });

  it('are never changed, by no role', async () => {
    await aSample(await aBatch());
    for (const sql of ['update sample set grams = 1', 'delete from sample', 'truncate report cascade'])
      await expect(house.rows(sql)).rejects.toThrow(/refused/);
  });

  it('cannot be added by another laboratory, even past the program', async () => {
    const sample = await aSample(await aBatch());
    const owner = DEMO_ORGANISATIONS.cooperative.id;
    const stranger = DEMO_ORGANISATIONS.laboratory2.id;
    await expect(
      house.rows(
        `insert into report (organisation_id, id, owner_id, sample_id, lot_id, herb, number, tested_on, edition, judged_under,
           judgement, tester, reviewer, fact_id, entered_by)
         values ($1, $2, $3, $4, $2, 'LIANQIAO', 'X', '2025-08-16', 'ChP2020', 'ChP2020', 'pass', 'a', 'b', $2, $2)`,
        [stranger, newId(), owner, sample],
      ),
    ).rejects.toThrow(/report_by_the_named_laboratory/);
  });
});
