import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sealer } from '../ledger/sealer.service.js';
import { newId } from '../platform/ids.js';
import { verifyProduct } from '../verify-ledger.js';
import type { Caller } from '../../test/support/caller.js';
import { startDemoHouse, type DemoHouse } from '../../test/support/demo-house.js';
import { factoryClerk, findingsOf, Growing, idOf } from '../../test/support/growing.js';

let house: DemoHouse;
let coop: Growing;
let clerk: Caller;
let factory: Caller;

beforeAll(async () => {
  house = await startDemoHouse();
  clerk = await house.demo('clerk');
  coop = new Growing(clerk);
  factory = await factoryClerk(house);
}, 60_000);
afterAll(() => house.stop());

const delivery = {
  ...{ kind: '农药', product: '10%苯醚甲环唑水分散粒剂', registrationNumber: 'PD20070001', amount: '2', unit: '千克' },
  ...{
    lotNumber: '240901',
    expiresOn: '2026-09-01',
    supplier: '安泽县农资公司',
    receivedAt: '2025-04-01T09:00:00+08:00',
  },
  label: {
    ...{
      category: '杀菌剂',
      ingredients: ['苯醚甲环唑'],
      toxicity: '低毒',
      safetyIntervalDays: 14,
      maxApplications: 2,
    },
    ...{ maxDosePerMu: '100', doseUnit: '克', minDilution: 1000, crops: ['连翘'] },
  },
};
const receive = (more: object = {}, who = clerk) => who.post('/api/input-lots', { id: newId(), ...delivery, ...more });
const move = (lot: string, more: object, who = clerk) =>
  who.post(`/api/input-lots/${lot}/movements`, { id: newId(), person: '王秀英', ...more });
const stockOf = async (lot: string) => {
  const { items } = (await clerk.get('/api/input-lots')).body;
  const found = items.find(({ id }: { id: string }) => id === lot);
  return [Number(found.balance), Number(found.issued)];
};
const spray = (planting: string, lot: string | undefined, more: object = {}, input: object = {}) =>
  coop.work(planting, {
    ...{ kind: '施药', at: '2025-07-01T08:00:00+08:00', reason: '叶斑病初发' },
    input: { product: '苯醚甲环唑', amount: '200', unit: '克', areaMu: '5', lot, ...input },
    ...more,
  });

describe('the store of inputs', () => {
  it('takes a delivery, hands out, gets back, counts, and keeps the balance', async () => {
    const answer = await receive();
    expect(answer.body).toMatchObject({ amount: '2000', unit: 'g', findings: [] });
    const lot = idOf(answer);
    expect((await move(lot, { kind: '领用', amount: '0.5', unit: '公斤' })).body).toMatchObject({
      balance: '1500',
      issued: '500',
    });
    expect((await move(lot, { kind: '退回', amount: '100', unit: 'g' })).body).toMatchObject({
      balance: '1600',
      issued: '400',
    });
    expect((await move(lot, { kind: '盘点', amount: '1590', unit: 'g', reason: '称量损耗' })).body).toMatchObject({
      balance: '1590',
    });
    expect((await move(lot, { kind: 'destroyed', amount: '90', unit: 'g' })).body).toMatchObject({ balance: '1500' });
    expect(await stockOf(lot)).toEqual([1500, 400]);
    const lines = (await clerk.get(`/api/input-lots/${lot}/movements`)).body.items;
    expect(lines.map(({ kind }: { kind: string }) => kind)).toEqual([
      'destroyed',
      'counted',
      'returned',
      'issued',
      'received',
    ]);
  });

  it('finds more handed out than there is (R-11) and says how much is not explained', async () => {
    const lot = idOf(await receive({ amount: '100', unit: '毫升' }));
    const answer = await move(lot, { kind: '领用', amount: '0.15', unit: '升' });
    expect([findingsOf(answer), answer.body.balance, answer.body.issued]).toEqual(['R-11 block', '0', '100']);
    const [line] = (await clerk.get(`/api/input-lots/${lot}/movements`)).body.items;
    expect(Number(line.uncovered)).toBe(50);
  });

  it.each([
    ['an expired product', { expiresOn: '2025-03-31' }, 'R-11 block'],
    ['a product good on the day', { expiresOn: '2025-04-01' }, ''],
    ['no registration number', { registrationNumber: undefined }, 'R-11 warn'],
    ['a number of no known form', { registrationNumber: 'PD1' }, 'R-11 block'],
    ['a product for export', { registrationNumber: 'EX20200001' }, 'R-11 block'],
    ['high toxicity', { label: { toxicity: '高毒' } }, 'R-10 block'],
    ['a banned ingredient under a trade name', { label: { ingredients: ['克百威'] } }, 'R-10 block'],
    ['a growth regulator', { label: { category: '植物生长调节剂' } }, 'R-10 warn'],
    [
      'a fertiliser without number',
      { kind: '肥料', product: '商品有机肥', registrationNumber: undefined, label: undefined },
      '',
    ],
    ['manure that is not rotted', { kind: '肥料', product: '未腐熟鸡粪', registrationNumber: undefined }, 'R-10 block'],
  ])('judges %s at the receipt', async (_, fault, expected) => expect(findingsOf(await receive(fault))).toBe(expected));

  it.each([
    [{ kind: '领用', amount: '1', unit: '毫升' }, 422, 'unit'],
    [{ kind: '盘点', amount: '1', unit: 'g' }, 422, 'reason'],
    [{ kind: '卖掉', amount: '1', unit: 'g' }, 400, 'kind'],
    [{ kind: '领用', amount: '-1', unit: 'g' }, 400, 'amount'],
  ])('refuses %j', async (fault, status, path) => {
    const answer = await move(idOf(await receive()), fault);
    expect([answer.status, answer.body.errors[0].path]).toEqual([status, path]);
  });

  it('is nobody else’s', async () => {
    const lot = idOf(await receive());
    expect((await move(lot, { kind: '领用', amount: '1', unit: 'g' }, factory)).status).toBe(404);
    expect((await factory.get(`/api/input-lots/${lot}/movements`)).status).toBe(404);
    expect((await factory.get('/api/input-lots')).body.items).toEqual([]);
  });

  it('cannot be edited past its movements', async () => {
    const lot = idOf(await receive());
    await expect(house.rows(`update input_lot set balance = 9 where id = $1`, [lot])).rejects.toThrow(
      /by its movements/,
    );
  });
});

describe('what is put on a field', () => {
  it('draws on the delivery, first on what was handed out, and is held to its label', async () => {
    const { planting, base } = await coop.ground();
    const lot = idOf(await receive());
    await move(lot, { kind: '领用', amount: '150', unit: 'g' });
    const answer = await spray(planting, lot);
    expect(findingsOf(answer)).toBe('');
    expect(await stockOf(lot)).toEqual([1800, 0]);
    const [fact] = await house.rows(`select body from fact where id = $1`, [answer.body.factId]);
    const { open, subjects } = fact!['body'] as { open: object; subjects: string[] };
    expect(open).toMatchObject({
      input: { lot, areaMu: '5', registrationNumber: 'PD20070001', safetyIntervalDays: 14 },
    });
    expect(subjects).toEqual([base, lot, planting].sort());
  });

  it.each([
    ['40 times too strong', {}, { dilution: 25 }, 'R-14 warn'],
    ['500 g on 5 mu, as the label allows', {}, { amount: '500' }, ''],
    ['501 g on 5 mu', {}, { amount: '501' }, 'R-14 warn'],
    ['more than the store had', {}, { amount: '2.001', unit: 'kg', areaMu: '50' }, 'R-11 block'],
    ['all the store had', {}, { amount: '2', unit: 'kg', areaMu: '50' }, ''],
    ['the day after it expired', { at: '2026-09-02T00:00:00+08:00' }, {}, 'R-11 block'],
    ['the day it expired', { at: '2026-09-01T23:59:00+08:00' }, {}, ''],
  ])('judges %s', async (_, more, input, expected) => {
    const { planting } = await coop.ground();
    expect(findingsOf(await spray(planting, idOf(await receive()), more, input))).toBe(expected);
  });

  it('names a crop that is not on the label (R-14), and a herbicide without a reason', async () => {
    const { planting } = await coop.ground();
    const onCucumber = idOf(await receive({ label: { ...delivery.label, crops: ['黄瓜'] } }));
    expect(findingsOf(await spray(planting, onCucumber))).toBe('R-14 warn');
    const herbicide = idOf(await receive({ label: { ...delivery.label, category: '除草剂' } }));
    expect(findingsOf(await spray(planting, herbicide, { reason: undefined }))).toBe('R-14 warn');
  });

  it('counts the applications of a season (R-13), offline ones of one set too, and holds the harvest', async () => {
    const { planting, plots } = await coop.ground();
    const lot = idOf(await receive());
    const body = (day: string) =>
      coop.workBody(planting, {
        ...{ kind: '施药', at: `${day}T08:00:00+08:00`, reason: '叶斑病' },
        input: { product: '苯醚甲环唑', amount: '100', unit: '克', areaMu: '5', lot },
      });
    const days = ['2025-05-01', '2025-05-20', '2024-06-10', '2025-06-10'];
    const acts = days.map((day) => ({ kind: 'field-work', body: body(day) }));
    const { results } = (await clerk.post('/api/sync', { acts })).body;
    const rules = results.map(({ answer }: { answer: { findings: { ruleId: string }[] } }) =>
      answer.findings.map(({ ruleId }) => ruleId).join(),
    );
    expect(rules).toEqual(['', '', '', 'R-13']);
    expect(await stockOf(lot)).toEqual([1600, 0]);
    const harvest = await coop.harvest(planting, [{ plot: plots[0]!, grams: 10_000 }]);
    expect(findingsOf(harvest)).toBe('R-13 block');
    expect(await house.rows(`select 1 from active_hold where lot_id = $1`, [harvest.body.lot])).toHaveLength(1);
  });

  it('takes the label’s interval where the record names a shorter one or none (R-12)', async () => {
    const { planting, plots } = await coop.ground();
    const lot = idOf(await receive());
    const share = [{ plot: plots[0]!, grams: 10_000 }];
    idOf(await spray(planting, lot, { at: '2025-07-20T08:00:00+08:00' }, { safetyIntervalDays: 3 }));
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-08-02T10:00:00+08:00' }))).toBe('R-12 block');
    expect(findingsOf(await coop.harvest(planting, share, { at: '2025-08-03T10:00:00+08:00' }))).toBe('');
  });

  it('says that an interval nobody knows cannot be judged (R-12)', async () => {
    const { planting, plots } = await coop.ground();
    const answer = await spray(planting, undefined, {}, { registrationNumber: 'PD20070001' });
    expect(findingsOf(answer)).toBe('R-12 warn');
    expect(answer.body.findings[0].message).toContain('30 天');
    const harvest = await coop.harvest(planting, [{ plot: plots[0]!, grams: 10_000 }]);
    expect(findingsOf(harvest)).toBe('R-12 warn');
  });

  it('looks at what was sprayed on the same ground for another planting', async () => {
    const { plots } = await coop.ground();
    const other = idOf(await coop.planting(plots, { establishedOn: '2016-03-20' }));
    const mine = idOf(await coop.planting(plots));
    idOf(await spray(other, idOf(await receive()), { at: '2025-08-01T08:00:00+08:00' }));
    const share = [{ plot: plots[0]!, grams: 10_000 }];
    const harvest = await coop.harvest(mine, share, { at: '2025-08-05T08:00:00+08:00' });
    expect(findingsOf(harvest)).toBe('R-12 block');
    const before = await coop.harvest(mine, share, { at: '2025-07-25T08:00:00+08:00' });
    expect(findingsOf(before)).toBe('');
    idOf(await spray(other, idOf(await receive()), { at: '2025-07-15T08:00:00+08:00' }));
    expect(await house.rows(`select 1 from active_hold where lot_id = $1`, [before.body.lot])).toHaveLength(1);
  });

  it.each([
    ['a delivery of nobody', { lot: newId() }, 404, undefined],
    ['litres of what is weighed', { unit: '升' }, 422, 'input.unit'],
    ['a dose per mu without the area', { unit: '克/亩', areaMu: undefined }, 422, 'input.areaMu'],
  ])('refuses %s', async (_, input, status, path) => {
    const { planting } = await coop.ground();
    const answer = await spray(planting, idOf(await receive()), {}, input);
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path]);
  });
});

describe('the register in the administrator’s hand', () => {
  it('is replaced whole, judged by day, and survives the next start’s own file', async () => {
    const admin = await house.demo('admin');
    const { content } = (await admin.get('/api/reference/inputs')).body;
    const entry = {
      ...{
        registrationNumber: 'PD20200123',
        kind: '农药',
        nameZh: '测试悬浮剂',
        certainty: 'K-high',
        source: { id: 'test' },
      },
      ...{
        label: { safetyIntervalDays: 21, maxApplications: 1 },
        effectiveFrom: '2025-01-01',
        effectiveTo: '2025-07-31',
      },
    };
    const edit = { reason: '农药信息网 2025 年数据', content: { ...content, products: [entry] } };
    expect((await clerk.send('PUT', '/api/reference/inputs', edit)).status).toBe(403);
    const put = await admin.send('PUT', '/api/reference/inputs', edit);
    expect(put.body).toMatchObject({ name: 'inputs', reason: edit.reason });
    expect((await admin.send('PUT', '/api/reference/inputs', edit)).body.loadedAt).toBe(put.body.loadedAt);
    const { planting } = await coop.ground();
    const use = { registrationNumber: 'PD20200123', product: '测试悬浮剂' };
    const inForce = await spray(planting, undefined, { at: '2025-07-31T08:00:00+08:00' }, use);
    expect(findingsOf(inForce)).toBe('');
    const second = await spray(planting, undefined, { at: '2025-07-30T08:00:00+08:00' }, use);
    expect(findingsOf(second)).toBe('R-13 block');
    const after = await spray(planting, undefined, { at: '2025-08-01T08:00:00+08:00' }, use);
    expect(findingsOf(after)).toBe('R-12 warn');
  });

  it.each([
    ['another file', 'inputs', { name: 'herbs' }, 422],
    ['a file without its list', 'banned-inputs', { name: 'banned-inputs' }, 422],
    ['a row the database refuses', 'editions', { name: 'editions', editions: [{ code: 'X' }] }, 422],
    ['a file nobody knows', 'recipes', {}, 404],
  ])('refuses %s', async (_, name, content, status) => {
    const admin = await house.demo('admin');
    expect((await admin.send('PUT', `/api/reference/${name}`, { reason: '试', content })).status).toBe(status);
  });
});

it('the rules list what fired', async () => {
  const fired = (await coop.caller.get('/api/rules')).body as { id: string; fired: number }[];
  const asked = ['R-10', 'R-11', 'R-12', 'R-13', 'R-14'];
  const silent = asked.filter((id) => !((fired.find((rule) => rule.id === id)?.fired ?? 0) > 0));
  expect(silent).toEqual([]);
});

it('all of it fits the ledger, and a stock edited by hand does not', async () => {
  await house.running.app.get(Sealer).sealNow();
  expect((await verifyProduct(house.running.config)).misfit).toBeUndefined();
  const lot = idOf(await receive());
  await house.rows(
    `begin; alter table input_lot disable trigger all; update input_lot set balance = balance + 1 where id = '${lot}';
     alter table input_lot enable trigger all; commit`,
  );
  expect((await verifyProduct(house.running.config)).misfit?.what).toMatch(
    /has 2001\.000\/0\.000, its movements sum to 2000/,
  );
});
