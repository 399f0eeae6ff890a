import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { addDays, chineseDay } from '../platform/occurred-at.js';
import { verifyProduct } from '../verify-ledger.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { Growing, idOf } from '../../test/support/growing.js';
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

  it('fit the ledger', async () => {
    await house.running.app.get(Sealer).sealNow();
    expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
  });
});
