import { DEMO_ORGANISATIONS } from '../../seeds/demo-identities.js';
import type { RuleId } from '../../src/rules/catalogue.js';
import { newId } from '../../src/platform/ids.js';
import type { Caller } from './caller.js';
import { idOf, runBody, type Growing } from './growing.js';

/** Who breaks the rules of growing, making and keeping, each over HTTP. */
export interface Wrongdoers {
  coop: Growing;
  processor: Caller;
  quality: Caller;
}

const share = (plot: string | undefined, grams = 10_000) => [{ plot: plot!, grams }];
const ABOVE_CONTROL = { Cd: '4.1', Hg: '0.1', As: '10', Pb: '20', Cr: '60' };

function soil({ caller }: Growing, base: string) {
  return caller.post('/api/environment-tests', {
    ...{ id: newId(), base, medium: '土壤', sampledOn: '2014-10-01', validUntil: '2026-10-01', reportNumber: 'TR-7' },
    ...{ laboratory: '山西省地质实验室', ph: '7.8' },
    results: Object.entries(ABOVE_CONTROL).map(([item, value]) => ({ item, value, unit: 'mg/kg' })),
  });
}

const DELIVERY = {
  ...{ kind: '农药', product: '10%苯醚甲环唑水分散粒剂', registrationNumber: 'PD20070001', amount: '2', unit: '千克' },
  ...{ lotNumber: '240901', expiresOn: '2026-09-01', supplier: '安泽县农资公司' },
  receivedAt: '2025-03-01T09:00:00+08:00',
  label: {
    ...{
      category: '杀菌剂',
      ingredients: ['苯醚甲环唑'],
      toxicity: '低毒',
      safetyIntervalDays: 14,
      maxApplications: 1,
    },
    ...{ maxDosePerMu: '100', doseUnit: '克', minDilution: 1000, crops: ['连翘'] },
  },
};

function spray(coop: Growing, planting: string, input: object, at = '2025-05-01T08:00:00+08:00') {
  const product = { product: '苯醚甲环唑', amount: '100', unit: '克' };
  return coop.work(planting, { kind: '施药', at, reason: '叶斑病', input: { ...product, ...input } });
}

/** Dried goods of one harvest of a year, as lot and grams. */
async function dried({ coop, processor }: Wrongdoers, at = '2025-08-03T10:00:00+08:00') {
  const { planting, plots } = await coop.ground();
  const lot = idOf(await coop.harvest(planting, share(plots[0], 30_000), { at }));
  const body = runBody([{ lot, grams: 30_000 }]);
  idOf(await processor.post('/api/runs', body));
  return { lot: body.outputs[0]!.id, grams: 10_000 };
}

const batch = ({ processor }: Wrongdoers, inputs: object[], more: object = {}) =>
  processor.post('/api/batches', {
    ...{ id: newId(), number: `R-${newId().slice(-8)}`, herb: 'LIANQIAO', variant: '青翘', inputs, ...more },
  });

/** One story for each rule of growing, making and keeping: what somebody does that breaks it. */
export const RULE_STORIES: readonly [RuleId, (who: Wrongdoers) => Promise<unknown>][] = [
  ['R-01', async (who) => batch(who, [await dried(who), await dried(who, '2024-08-03T10:00:00+08:00')])],
  [
    'R-02',
    async ({ coop }) => {
      const base = idOf(await coop.base());
      await coop.plot(base);
      return coop.plot(base, { name: '又一块' });
    },
  ],
  ['R-03', async ({ coop }) => coop.planting((await coop.ground()).plots, { species: 'Forsythia viridissima Lindl.' })],
  ['R-04', async ({ coop }) => coop.planting((await coop.ground()).plots, { species: 'Forsythia viridissima Lindl.' })],
  [
    'R-05',
    async ({ coop }) => {
      await coop.base();
      return coop.seedLot({ originDivisionCode: '410329', documents: ['种子质量检验报告'] });
    },
  ],
  ['R-06', async ({ coop }) => soil(coop, (await coop.ground()).base)],
  [
    'R-07',
    async ({ coop }) => {
      const seasons = [{ year: 2024, reportNumber: 'A-1' }];
      return coop.caller.post(`/api/bases/${idOf(await coop.base())}/qualifications`, { id: newId(), seasons });
    },
  ],
  [
    'R-10',
    async ({ coop }) => {
      const { planting } = await coop.ground();
      return coop.work(planting, { kind: '施药', input: { product: '3%克百威颗粒剂', amount: '2', unit: '千克' } });
    },
  ],
  [
    'R-11',
    async ({ coop }) =>
      spray(coop, (await coop.ground()).planting, { registrationNumber: 'PD1', safetyIntervalDays: 3 }),
  ],
  [
    'R-12',
    async ({ coop }) => {
      const { planting, plots } = await coop.ground();
      const input = { registrationNumber: 'PD20070001', safetyIntervalDays: 14 };
      await spray(coop, planting, input, '2025-08-01T08:00:00+08:00');
      return coop.harvest(planting, share(plots[0]));
    },
  ],
  ['R-13', (who) => oversprayed(who)],
  ['R-14', (who) => oversprayed(who)],
  [
    'R-15',
    async ({ coop }) => {
      const { planting, plots } = await coop.ground();
      return coop.harvest(planting, share(plots[0]), { weather: '中雨' });
    },
  ],
  [
    'R-16',
    async ({ coop }) => {
      const { planting, plots } = await coop.ground();
      return coop.harvest(planting, share(plots[0]), { condition: '病虫' });
    },
  ],
  [
    'R-17',
    async (who) => {
      const { planting, plots } = await who.coop.ground();
      const lot = idOf(await who.coop.harvest(planting, share(plots[0], 10_000)));
      const outputs = [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 9_000 }];
      const balance = [{ kind: 'loss', grams: 1_000, reason: '干燥失水' }];
      return who.processor.post('/api/runs', runBody([{ lot, grams: 10_000 }], { outputs, balance }));
    },
  ],
  [
    'R-18',
    async (who) => {
      const { planting, plots } = await who.coop.ground();
      const lot = idOf(await who.coop.harvest(planting, share(plots[0], 9_000)));
      const body = runBody([{ lot, grams: 9_000 }]);
      body.steps[0] = { ...body.steps[0]!, kind: '硫熏' };
      return who.processor.post('/api/runs', body);
    },
  ],
  [
    'R-19',
    async (who) =>
      who.processor.post(`/api/batches/${idOf(await batch(who, [await dried(who)]))}/packages`, {
        ...{ id: newId(), count: 5, gramsEach: 1_000, material: '旧化肥袋', packedAt: '2025-08-10T15:00:00+08:00' },
      }),
  ],
  [
    'R-20',
    async (who) => {
      const id = idOf(await batch(who, [await dried(who)]));
      await who.quality.post(`/api/batches/${id}/reject`, { id: newId(), reason: '虫蛀', password: 'bencao-demo' });
      return who.processor.post(`/api/batches/${id}/label`, { id: newId(), specification: '统货' });
    },
  ],
  [
    'R-24',
    async (who) =>
      who.coop.caller.post('/api/shipments', {
        ...{ id: newId(), documentNumber: `SX-${newId().slice(-8)}`, to: DEMO_ORGANISATIONS.trader.id },
        ...{ lines: [{ lot: idOf(await batch(who, [await dried(who)])), grams: 100 }] },
        shippedAt: '2025-09-01T09:00:00+08:00',
      }),
  ],
  [
    'R-30',
    async (who) => {
      const { caller } = who.coop;
      const store = async (path: string, body: object) =>
        idOf(await caller.post(`/api/${path}`, { id: newId(), ...body }));
      const { lot } = await dried(who);
      const facility = await store('facilities', { name: '和川药材库', divisionCode: '141026101' });
      const zone = await store('storage-zones', { facility, name: '阴凉区', kind: '阴凉' });
      const location = await store('storage-locations', { zone, code: 'A-01' });
      const at = '2025-08-12T09:00:00+08:00';
      await store('stock-moves', { at, lines: [{ lot, grams: 1_000, to: location }] });
      const lots = [{ lot, signs: ['虫蛀'], action: '移出翻晒' }];
      return store('storage-checks', { zone, at, method: '目测', inspector: '钱养护', lots });
    },
  ],
  ['R-25', async (who) => batch(who, [await dried(who)], { balance: [{ kind: '增重', grams: 500, reason: '复秤' }] })],
];

/** A delivery with its label, used once more than the label allows and three times too strong. */
async function oversprayed({ coop }: Wrongdoers): Promise<unknown> {
  const lot = idOf(await coop.caller.post('/api/input-lots', { id: newId(), ...DELIVERY }));
  const { planting } = await coop.ground();
  const input = { lot, areaMu: '5', amount: '1500' };
  idOf(await spray(coop, planting, { ...input, amount: '100' }, '2025-04-01T08:00:00+08:00'));
  return spray(coop, planting, input);
}
