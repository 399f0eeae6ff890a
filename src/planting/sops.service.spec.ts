import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { addDays, chineseDay } from '../platform/occurred-at.js';
import { verifyProduct } from '../verify-ledger.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { findingsOf, Growing, idOf, runBody } from '../../test/support/growing.js';
import type { Caller } from '../../test/support/caller.js';
import { citedSop, mayStep, SOP_STATES } from './sop-state.js';

describe('the states of a procedure', () => {
  it('go one way, but a review may send a draft back', () => {
    const steps = SOP_STATES.flatMap((from) =>
      SOP_STATES.filter((to) => mayStep(from, to)).map((to) => `${from}>${to}`),
    );
    expect(steps).toEqual([
      ...['draft>review', 'draft>obsolete', 'review>draft', 'review>approved', 'review>obsolete'],
      ...['approved>in-force', 'approved>obsolete', 'in-force>obsolete'],
    ]);
  });
  const span = (version: number, herb: string | null, from: string, until: string | null) => ({
    ...{ code: 'LQ', version, scope: '种植', herb, from, until },
  });
  const spans = [
    span(1, null, '2024-01-01', '2025-03-01'),
    span(2, null, '2025-03-01', null),
    span(1, 'DANSHEN', '2025-01-01', null),
  ];
  it.each([
    ['种植', 'LIANQIAO', '2023-12-31', undefined],
    ['种植', 'LIANQIAO', '2024-01-01', 'LQ 第1版'],
    ['种植', 'LIANQIAO', '2025-02-28', 'LQ 第1版'],
    ['种植', 'LIANQIAO', '2025-03-01', 'LQ 第2版'],
    ['种植', 'DANSHEN', '2025-03-01', 'LQ 第1版'],
    ['采收', 'LIANQIAO', '2025-03-01', undefined],
  ] as const)('%s of %s on %s cites %s', (scope, herb, day, expected) =>
    expect(citedSop(spans, scope, herb, day)).toBe(expected),
  );
});

describe('procedures over HTTP', () => {
  let house: DemoHouse;
  let coop: Growing;
  let head: Caller;
  const today = chineseDay(new Date());

  beforeAll(async () => {
    house = await startDemoHouse();
    coop = new Growing(await house.demo('clerk'));
    head = await house.demo('coop');
  }, 60_000);
  afterAll(() => house.stop());

  const draft = (more: object = {}) =>
    coop.caller.post('/api/sops', {
      ...{ id: newId(), code: 'LQ-SOP-03', version: 1, title: '连翘种植规程', scope: '种植', herb: 'LIANQIAO' },
      ...more,
    });
  const step = (sop: string, state: string, who: Caller = head, more: object = {}) =>
    who.post(`/api/sops/${sop}/steps`, { id: newId(), state, ...more });

  it('are drafted, reviewed, approved by another person, put in force, and cited by records from that day on', async () => {
    const sop = idOf(await draft());
    expect((await draft()).body.errors[0].path).toBe('version');
    expect((await step(sop, 'approved')).status).toBe(409);
    idOf(await step(sop, 'review', coop.caller));
    expect((await step(sop, 'approved', coop.caller)).body.code).toBe('planting/sop-step-refused');
    idOf(await step(sop, 'approved'));
    expect((await step(sop, 'in-force', head, { at: addDays(today, -1) })).body.errors[0].path).toBe('at');
    idOf(await step(sop, 'in-force'));
    expect((await coop.caller.get('/api/sops')).body.items[0]).toMatchObject({
      code: 'LQ-SOP-03',
      version: 1,
      state: 'in-force',
    });

    const { planting } = await coop.ground();
    const [before, now] = [await coop.work(planting), await coop.work(planting, { at: `${today}T00:00:00+08:00` })];
    const works = (await coop.caller.get('/api/field-work?limit=2')).body.items;
    expect(works.map(({ sop: cited }: { sop?: string }) => cited)).toEqual(['LQ-SOP-03 第1版', undefined]);
    expect([before.status, now.status]).toEqual([201, 201]);
    idOf(await step(sop, 'obsolete'));
    expect((await step(sop, 'in-force')).status).toBe(409);
  });

  it('fill the checklists of a base and season, together with its other records and what is attached by hand', async () => {
    const season = Number(today.slice(0, 4));
    const { base, planting, plots } = await coop.ground();
    const lists = async (year = season) => {
      const { body } = await coop.caller.get(`/api/bases/${base}/checklists?season=${year}`);
      const lines = body.lists.flatMap((list: { lines: { code: string; state: string }[] }) => list.lines);
      return Object.fromEntries(lines.map(({ code, state }: { code: string; state: string }) => [code, state]));
    };
    expect(await lists()).toMatchObject({ base: 'partly', seed: 'missing', growing: 'missing', packing: 'missing' });
    const sop = idOf(await draft({ code: 'LQ-PK', scope: '包装放行储运' }));
    for (const [state, who] of [
      ['review', coop.caller],
      ['approved', head],
      ['in-force', head],
    ] as const)
      idOf(await step(sop, state, who));
    idOf(
      await coop.caller.post('/api/environment-tests', {
        ...{ id: newId(), base, medium: '土壤', sampledOn: '2024-01-01', validUntil: '2199-01-01', ph: '7.8' },
        ...{ reportNumber: 'T-1', laboratory: '某实验室', results: [{ item: 'Cd', value: '0.2', unit: 'mg/kg' }] },
      }),
    );
    const seedLot = idOf(await coop.seedLot());
    idOf(await coop.planting(plots, { seedLot, seedQuantity: 10 }));
    const harvest = idOf(await coop.harvest(planting, [{ plot: plots[0]!, grams: 1_000 }]));
    const mark = (more: object) =>
      coop.caller.post(`/api/bases/${base}/checklist-marks`, {
        ...{ id: newId(), season, list: 'linfen-seven', line: 'finance', met: true, note: '保单 2026-17' },
        ...more,
      });
    idOf(await mark({ documentSha256: 'a'.repeat(64) }));
    const answer = (await coop.caller.get(`/api/bases/${base}/checklists`)).body;
    expect(answer).toMatchObject({ base, season, reference: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await lists()).toMatchObject({ base: 'partly', seed: 'partly', packing: 'fulfilled', finance: 'fulfilled' });
    expect(answer.lists[1].lines[3].evidence[0].marks).toMatchObject([{ note: '保单 2026-17', met: true }]);
    idOf(await mark({ met: false, note: '保单已退' }));
    expect((await lists())['finance']).toBe('missing');
    expect((await lists(2025))['purchase']).toBe('missing');
    const weighed = { id: newId(), grower: '农户 1', harvest, gross: 900, tare: 10, grade: '一级', price: '1' };
    idOf(await coop.caller.post('/api/purchases', weighed));
    expect((await lists(2025))['purchase']).toBe('partly');
    for (const [more, path] of [
      [{ line: '没有' }, 'line'],
      [{ list: '八统一' }, 'list'],
      [{ season: season + 2 }, 'season'],
    ] as const)
      expect((await mark(more)).body.errors[0].path).toBe(path);
  });

  it('and staff records: who sprays untrained or unchecked is found once records are kept (R-08)', async () => {
    const { planting } = await coop.ground();
    const spray = (operator: string, at = `${today}T00:00:00+08:00`) =>
      coop.work(planting, {
        ...{ kind: '施药', operator, at, weather: '晴' },
        input: { product: '枯草芽孢杆菌', amount: '1', unit: '千克', safetyIntervalDays: 0 },
      });
    const staffFound = async (operator: string, at?: string) => /R-08 warn/.test(findingsOf(await spray(operator, at)));
    expect(await staffFound('赵施药')).toBe(false);
    const training = {
      ...{ id: newId(), topic: '农药安全使用', heldOn: addDays(today, -10), hours: '3.5', trainer: '县植保站' },
      ...{ attendees: ['赵施药', '钱过期'], effect: '考核全部合格' },
    };
    expect((await coop.caller.post('/api/trainings', training)).status).toBe(201);
    const check = (name: string, more: object = {}) =>
      coop.caller.post('/api/health-checks', {
        ...{ id: newId(), name, checkedOn: addDays(today, -9), fit: true, certificate: `JK-${name}` },
        ...more,
      });
    idOf(await check('赵施药'));
    idOf(await check('钱过期', { checkedOn: '2023-01-05' }));
    idOf(await check('孙不宜', { fit: false }));
    expect(await staffFound('赵施药')).toBe(false);
    expect(await staffFound('赵施药', `${addDays(today, -11)}T09:00:00+08:00`)).toBe(true);
    const late = await spray('钱过期');
    expect(late.body.findings.map(({ message }: { message: string }) => message)).toContain(
      '施药的操作人中1 人健康证已过期',
    );
    expect(await staffFound('无名氏')).toBe(true);
    const field = await coop.ground();
    const lot = idOf(await coop.harvest(field.planting, [{ plot: field.plots[0]!, grams: 3_000 }]));
    const at = (day: number, hour: string) => `${addDays(today, day)}T${hour}:00+08:00`;
    const run = runBody([{ lot, grams: 3_000 }], {
      ...{ startedAt: at(-3, '08:00'), endedAt: at(-1, '18:00') },
      steps: [
        { kind: '蒸', startedAt: at(-3, '09:00'), endedAt: at(-3, '10:00'), celsius: 100, operator: '无证师傅' },
        { kind: '晒干', startedAt: at(-3, '11:00'), endedAt: at(-1, '18:00'), operator: '赵施药' },
      ],
    });
    const processed = await (await house.demo('processor')).post('/api/runs', run);
    expect(processed.body.findings.filter(({ ruleId }: { ruleId: string }) => ruleId === 'R-08')).toMatchObject([
      { level: 'warn', message: '加工的操作人中1 人没有培训记录，1 人没有健康检查记录' },
    ]);
    const { items } = (await coop.caller.get('/api/staff')).body;
    expect(items.map(({ name, faults }: { name: string; faults: string[] }) => [name, ...faults])).toEqual([
      ['孙不宜', 'untrained', 'unfit'],
      ['赵施药'],
      ['钱过期', 'health-over'],
    ]);
    expect(items[2]).toMatchObject({ healthyUntil: '2024-01-05' });
    expect((await (await house.demo('grower')).get('/api/staff')).status).toBe(403);
    expect((await check('赵施药', { checkedOn: addDays(today, 1) })).body.errors[0].path).toBe('checkedOn');
    expect((await check('赵施药', { validUntil: '2020-01-01' })).body.errors[0].path).toBe('validUntil');
    const open = await house.rows(
      `select body::text from fact where type in ('planting.staff-trained', 'planting.health-checked')`,
    );
    expect(JSON.stringify(open)).not.toMatch(/赵施药|钱过期|孙不宜|JK-|县植保站/);
    expect((await coop.caller.get('/api/rules')).body.find(({ id }: { id: string }) => id === 'R-08').fired).toBe(4);
  });

  it('fit the ledger', async () => {
    await house.running.app.get(Sealer).sealNow();
    expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
  });
});
