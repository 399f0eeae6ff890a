import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO_ORGANISATIONS, DEMO_PASSWORD } from '../../seeds/demo-identities.js';
import { newId } from '../platform/ids.js';
import { LotPackages } from '../lots/packages.service.js';
import { HUANGQI, PESTICIDES, QINGQIAO_IN_FULL, SUANZAOREN } from '../../test/support/certificates.js';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { made, QINGQIAO, QualityWorld, withLine, type Line } from '../../test/support/quality-world.js';

let house: DemoHouse;
let world: QualityWorld;
let [lab2, quality2, reviewer]: Caller[] = [];

beforeAll(async () => {
  house = await startDemoHouse();
  world = await QualityWorld.of(house);
  const organisationId = DEMO_ORGANISATIONS.laboratory.id;
  const person = { id: newId(), login: 'lab-reviewer', name: '周国梁', role: 'laboratory' as const };
  await house.identity.createPerson({ ...person, organisationId, password: DEMO_PASSWORD });
  [lab2, quality2, reviewer] = await Promise.all(['lab2', 'quality2', 'lab-reviewer'].map((who) => house.demo(who)));
}, 120_000);
afterAll(() => house?.stop());

const levels = (answer: { body: { findings: { ruleId: string; level: string }[] } }): string =>
  answer.body.findings.map(({ ruleId, level }) => `${ruleId} ${level}`).join(', ');

describe('certificates of real shape, judged as a pharmacist would', () => {
  const judged = async (herb: string, variant: string | null, results: Line[]) => {
    const sample = await world.sample(await world.batch({ herb, variant }));
    return world.report(sample, { results });
  };
  const failed = (body: { items: { item: string; verdict: string }[] }): string[] =>
    body.items.filter(({ verdict }) => verdict === 'fail').map(({ item }) => item);

  it.each<[string, string, string | null, Line[], string, string[]]>([
    ['青翘 in full', 'LIANQIAO', '青翘', QINGQIAO_IN_FULL, 'pass', []],
    [
      '青翘 in which methamidophos was found at its limit of quantification',
      'LIANQIAO',
      '青翘',
      withLine('banned_methamidophos', { belowLoq: false }, QINGQIAO_IN_FULL),
      'fail',
      ['banned_methamidophos'],
    ],
    [
      '青翘 that is 老翘 by its 连翘酯苷A',
      'LIANQIAO',
      '青翘',
      withLine('forsythoside_a', { value: '0.31' }),
      'fail',
      ['forsythoside_a'],
    ],
    [
      'the same as 老翘, impurities and all',
      'LIANQIAO',
      '老翘',
      withLine('forsythoside_a', { value: '0.31' }),
      'pass',
      [],
    ],
    [
      '青翘 whose identification nobody did',
      'LIANQIAO',
      '青翘',
      QINGQIAO.filter(({ item }) => item !== 'identification'),
      'incomplete',
      [],
    ],
    [
      '青翘 whose identification failed',
      'LIANQIAO',
      '青翘',
      withLine('identification', { qualitative: '不符合规定' }),
      'fail',
      ['identification'],
    ],
    [
      '青翘 at 0.145 % 连翘苷, which rounds to 0.14',
      'LIANQIAO',
      '青翘',
      withLine('phillyrin', { value: '0.145' }),
      'fail',
      ['phillyrin'],
    ],
    [
      '青翘 at 0.1451 %, which rounds to 0.15',
      'LIANQIAO',
      '青翘',
      withLine('phillyrin', { value: '0.1451' }),
      'pass',
      [],
    ],
    ['黄芪 with metals and pesticides', 'HUANGQI', null, HUANGQI, 'pass', []],
    ['黄芪 with lead at 5', 'HUANGQI', null, withLine('铅（Pb）', { value: '5.4' }, HUANGQI), 'pass', []],
    ['黄芪 with lead above 5', 'HUANGQI', null, withLine('铅（Pb）', { value: '5.6' }, HUANGQI), 'fail', ['lead']],
    ['黄芪 without mercury', 'HUANGQI', null, HUANGQI.filter(({ item }) => item !== '汞 Hg'), 'incomplete', []],
    ['酸枣仁 with aflatoxins', 'SUANZAOREN', null, SUANZAOREN, 'pass', []],
    [
      '酸枣仁 with B1 above 5 µg/kg',
      'SUANZAOREN',
      null,
      withLine('黄曲霉毒素B1', { value: '5.6' }, SUANZAOREN),
      'fail',
      ['aflatoxin_b1'],
    ],
    [
      '酸枣仁 without the sum of aflatoxins',
      'SUANZAOREN',
      null,
      SUANZAOREN.filter(({ item }) => item !== '黄曲霉毒素B1+B2+G1+G2'),
      'incomplete',
      [],
    ],
  ])('%s', async (_, herb, variant, results, judgement, items) => {
    const { body } = await judged(herb, variant, results);
    expect([body.judgement, failed(body)]).toEqual([judgement, items]);
  });

  it.each<[string, string, Line[], number]>([
    ['酸枣仁 with aflatoxin in mg/kg', 'SUANZAOREN', withLine('黄曲霉毒素B1', { unit: 'mg/kg' }, SUANZAOREN), 10],
    ['黄芪 with lead in ppm', 'HUANGQI', withLine('铅（Pb）', { unit: 'ppm' }, HUANGQI), 4],
    ['黄芪 with astragaloside in mg/g', 'HUANGQI', withLine('黄芪甲苷', { unit: 'mg/g' }, HUANGQI), 11],
  ])('%s is refused, not converted', async (_, herb, results, line) => {
    const answer = await judged(herb, null, results);
    expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, `results.${line}.unit`]);
  });

  it('judges a content printed as it was on the dried basis, by the water of the same report', async () => {
    const asIs = withLine('phillyrin', { value: '0.14', basis: 'as-is' });
    const { body } = await judged('LIANQIAO', '青翘', asIs);
    const line = body.items.find(({ item }: Line) => item === 'phillyrin');
    // 0.14 ÷ (1 − 0.086) = 0.1531…
    expect(line).toMatchObject({ value: '0.14', basis: 'as-is', rounded: '0.15', verdict: 'pass' });
    expect(line.dried).toMatch(/^0\.15317286/);
    const dry = asIs.filter(({ item }) => item !== 'water');
    const without = (await judged('LIANQIAO', '青翘', dry)).body;
    expect(without.items.find(({ item }: Line) => item === 'phillyrin').verdict).toBe('not-judged');
  });
});

describe('what a report breaks', () => {
  it.each<[string, Record<string, unknown>, string]>([
    [
      'instruments in calibration on the day',
      { instruments: [{ name: '液相', number: 'H-1', calibratedUntil: '2025-08-16' }] },
      '',
    ],
    [
      'an instrument out of calibration',
      { instruments: [{ name: '液相', number: 'H-1', calibratedUntil: '2025-08-15' }] },
      'R-22 block',
    ],
    [
      'a reviewer written by login, a tester by the same person’s name',
      { tester: '周国梁', reviewer: 'lab-reviewer' },
      'R-22 block',
    ],
    ['what the lot weighed', { representsGrams: 100_000 }, ''],
    ['more kilograms than were sampled', { representsGrams: 100_001 }, 'R-21 block'],
  ])('%s: %j', async (_, change, expected) => {
    const sample = await world.sample(await world.batch());
    expect(levels(await world.report(sample, change))).toBe(expected);
  });

  it('counts what was drawn before as of the batch: the second sample’s report stands for all of it too', async () => {
    const lot = await world.batch();
    await world.sample(lot);
    const second = await world.sample(lot);
    expect(levels(await world.report(second, { representsGrams: 100_000 }))).toBe('');
    expect(levels(await world.report(second, { representsGrams: 100_001 }))).toBe('R-21 block');
  });

  it('is re-use, when its number did for another lot', async () => {
    const number = `JY-${newId().slice(-8)}`;
    expect(levels(await world.report(await world.sample(await world.batch()), { number }))).toBe('');
    expect(levels(await world.report(await world.sample(await world.batch()), { number }))).toBe('R-21 block');
  });
});

describe('a sample', () => {
  it('is planned by packages, and short of the plan it is a warning', async () => {
    const lot = await world.batch();
    expect((await world.quality.get(`/api/batches/${lot}/sampling-plan`)).body).toEqual({ due: null });
    await world.as('clerk', (tx, actor) =>
      house.running.app
        .get(LotPackages)
        .pack(tx, actor, { lot, count: 120, gramsEach: 500, actId: newId(), factId: newId() }),
    );
    const { body } = await world.quality.get(`/api/batches/${lot}/sampling-plan`);
    expect(body.due).toMatchObject({ packages: 6, grams: 100, citation: expect.stringContaining('0211') });
    const taken = async (change: object) =>
      levels(await world.clerk.post('/api/samples', world.sampleBody(lot, { ...change })));
    expect(await taken({ packages: 6 })).toBe('');
    expect(await taken({ packages: 5 })).toBe('R-21 warn');
    expect(await taken({ packages: 6, grams: 99 })).toBe('R-21 warn');
  });

  it('is received once by its laboratory; a broken seal or a lost weight is a finding of the owner too', async () => {
    const lot = await world.batch();
    const receipt = { receivedAt: '2025-08-12T10:00:00+08:00', receivedBy: '陈思敏', grams: 2000, sealIntact: true };
    const send = (sample: string, change: object = {}, by: Caller = world.lab) =>
      by.post(`/api/samples/${sample}/receipt`, { id: newId(), ...receipt, ...change });
    const sample = await world.sample(lot, { seal: 'F-0017' });
    const whole = await send(sample);
    expect([whole.status, levels(whole)]).toEqual([201, '']);
    expect((await send(sample)).status).toBe(409);
    expect((await send(sample, {}, lab2)).status).toBe(404);
    expect(await send(await world.sample(lot), { sealIntact: false, grams: 1900 })).toMatchObject({ status: 201 });
    const { items } = (await world.clerk.get(`/api/findings?lot=${lot}`)).body;
    expect(items.map(({ ruleId, level }: Record<string, string>) => `${ruleId} ${level}`)).toEqual([
      'R-21 block',
      'R-21 block',
    ]);
    expect((await world.lab.get(`/api/samples/${sample}`)).body).toMatchObject({
      seal: 'F-0017',
      received: { grams: 2000, sealIntact: true },
    });
    const early = await world.sample(lot);
    await send(early, { receivedAt: '2025-08-20T10:00:00+08:00' });
    expect(levels(await world.report(early))).toBe('R-21 block');
  });
});

describe('a reviewer’s signature', () => {
  it('is another person’s than whoever entered or tested, with the password, once', async () => {
    const lot = await world.batch();
    const report = made(await world.report(await world.sample(lot)));
    const sign = (by: Caller, password = DEMO_PASSWORD) =>
      by.post(`/api/reports/${report}/signature`, { id: newId(), password });
    expect((await sign(world.lab)).body).toMatchObject({ status: 409, ruleId: 'R-22' });
    expect((await sign(reviewer!, 'wrong')).status).toBe(403);
    await house.forgetTries();
    expect((await sign(lab2!)).status).toBe(404);
    expect((await sign(reviewer!)).status).toBe(201);
    expect((await sign(reviewer!)).status).toBe(409);
    expect((await world.clerk.get(`/api/reports/${report}`)).body.signed).toEqual(expect.any(String));
  });
});

describe('a failure tested again', () => {
  it('stands until the samples drawn for it have passed; the release closes its finding', async () => {
    const lot = await world.batch();
    const bad = { results: withLine('phillyrin', { value: '0.11' }) };
    const failing = made(await world.report(await world.sample(lot), bad));
    made(await world.report(await world.sample(lot)));
    expect((await world.release(lot)).body).toMatchObject({ status: 409, ruleId: 'R-21' });
    const forIt = { retestOf: failing };
    expect((await world.clerk.post('/api/samples', world.sampleBody(lot, forIt))).status).toBe(403);
    const idle = world.sampleBody(await world.batch(), forIt);
    expect((await world.quality.post('/api/samples', idle)).status).toBe(422);
    made(await world.report(await world.sample(lot, forIt, world.quality)));
    expect((await world.release(lot)).status).toBe(409);
    made(await world.report(await world.sample(lot, forIt, world.quality)));
    expect((await world.release(lot)).status).toBe(201);
    const { items } = (await world.clerk.get(`/api/findings?lot=${lot}`)).body;
    expect(items).toMatchObject([{ ruleId: 'R-21', closedAs: 'cured', closedReason: expect.stringContaining('复检') }]);
  });
});

describe('an internal limit', () => {
  const set = (change: object = {}, by: Caller = quality2!) =>
    by.post('/api/internal-limits', {
      ...{ id: newId(), herb: 'LIANQIAO', variant: '青翘', item: '连翘苷', kind: 'min', value: '0.20', unit: '%' },
      effectiveFrom: '2025-01-01',
      ...change,
    });

  it('as strict as the law or stricter is taken; a weaker one is refused by R-22', async () => {
    expect((await set({ value: '0.15' })).status).toBe(201);
    const weaker = await set({ value: '0.149' });
    expect(weaker.body).toMatchObject({ status: 409, ruleId: 'R-22', code: 'quality/internal-limit-refused' });
    expect((await set({ unit: 'mg/g' })).status).toBe(409);
    expect((await set({ effectiveFrom: '2025-12-01' })).status).toBe(422);
    expect((await set({}, world.clerk)).status).toBe(403);
    expect((await quality2!.get('/api/internal-limits')).body.items).toMatchObject([
      { item: 'phillyrin', value: '0.15' },
    ]);
    expect((await world.quality.get('/api/internal-limits')).body.items).toEqual([]);
  });

  it('is what its organisation releases by', async () => {
    const lot = await world.batch({ variant: '老翘' });
    const sound = { results: withLine('phillyrin', { value: '0.18' }) };
    made(await world.report(await world.sample(lot), sound));
    made(await set({ variant: '老翘', value: '0.20' }, world.quality));
    const refused = await world.release(lot);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('0.20')]);
    made(await set({ variant: '老翘', value: '0.18' }, world.quality));
    expect((await world.release(lot)).status).toBe(201);
  });
});

describe('a claim (R-29)', () => {
  const claim = (lot: string, code: string, evidence: object[] = [], by: Caller = world.quality) =>
    by.post(`/api/batches/${lot}/claims`, { id: newId(), claim: code, evidence });

  it('of 无硫 needs the result, and falls when a later one says otherwise', async () => {
    const lot = await world.batch();
    const before = await world.fired('R-29');
    expect((await claim(lot, 'sulphur-free')).body).toMatchObject({ status: 409, ruleId: 'R-29' });
    expect(await world.fired('R-29')).toBe(before + 1);
    made(await world.report(await world.sample(lot)));
    const done = await claim(lot, 'sulphur-free');
    expect(done.status).toBe(201);
    expect(await world.fact(done.body.factId)).toMatchObject({
      type: 'quality.batch-claimed',
      open: { code: 'sulphur-free' },
    });
    expect((await claim(lot, 'sulphur-free')).status).toBe(409);
    made(
      await world.report(await world.sample(lot), {
        results: withLine('sulfur_dioxide', { value: '40', belowLoq: false }),
      }),
    );
    const { items } = (await world.quality.get(`/api/batches/${lot}/claims`)).body;
    expect(items).toMatchObject([{ claim: 'sulphur-free', holds: false }]);
    expect((await world.release(lot)).body).toMatchObject({ status: 409, ruleId: 'R-29' });
  });

  it.each<[string, string, object[], number]>([
    ['GAP without papers', 'gap', [], 409],
    [
      'GAP with papers',
      'gap',
      [
        { kind: 'GAP 符合性自评报告', number: 'G-1' },
        { kind: '供应商审核报告', number: 'S-1' },
      ],
      201,
    ],
    [
      'GI with leave that ran out',
      'geographical-indication',
      [{ kind: '地理标志使用授权书', number: 'D-1', validUntil: '2020-01-01' }],
      409,
    ],
    [
      'GI with leave',
      'geographical-indication',
      [{ kind: '地理标志使用授权书', number: 'D-1', validUntil: '2099-01-01' }],
      201,
    ],
    ['a regional brand without leave', 'regional-brand', [], 409],
    ['something nobody knows', 'best-of-all', [], 422],
  ])('%s', async (_, code, evidence, status) => {
    const lot = await world.batch();
    expect((await claim(lot, code, evidence)).status).toBe(status);
  });

  it('is the owner’s quality head’s', async () => {
    const lot = await world.batch();
    expect((await claim(lot, 'gap', [], world.clerk)).status).toBe(403);
    expect((await claim(lot, 'gap', [], quality2)).status).toBe(404);
  });
});

describe('the checklist', () => {
  it('says honestly what nobody tested: the banned pesticides', async () => {
    const lot = await world.batch();
    const sample = await world.sample(lot);
    made(await world.report(sample));
    const amber = async (): Promise<string> =>
      (await world.checklist(lot))
        .filter(({ state }) => state === 'amber')
        .map(({ evidence }) => evidence.zh)
        .join('|');
    expect(await amber()).toContain(`${PESTICIDES.length} 种禁用农药未检`);
    expect(PESTICIDES).toHaveLength(33);
    made(await world.report(sample, { number: 'JY-P', results: QINGQIAO_IN_FULL }));
    expect(await amber()).not.toContain('禁用农药未检');
  });
});
