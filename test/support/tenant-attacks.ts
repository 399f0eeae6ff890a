import { newId } from '../../src/platform/ids.js';
import { storeAttacks } from './store-attacks.js';

/** What strangers try to do to the cooperative: one of its things, by its id, and well-formed in everything else. */
export interface Attack {
  route: string;
  /** A stranger who holds the permission, so that only the tenant stands in the way. */
  as: string;
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

/** Ids of the cooperative's things, by table. */
export type Prey = (table: string) => string;

/** Writes that name nothing that exists, only what they make: nothing of another organisation can be meant. */
export const NAMES_NOTHING = [
  'POST /api/sessions',
  'POST /api/sessions/first-administrator',
  'DELETE /api/sessions/current',
  'POST /api/me/password',
  'POST /api/organisations',
  'POST /api/api-keys',
  'POST /api/bases',
  'POST /api/seed-lots',
  'POST /api/input-lots',
  'POST /api/sops',
  'POST /api/cases',
  'POST /api/trainings',
  'POST /api/health-checks',
  'POST /api/adjuvants',
  'POST /api/toll-agreements',
  'POST /api/internal-limits',
  // Anyone may complain about the label in their hand; what they name is public.
  'POST /complaints',
  'POST /api/batch-number-schemes',
  'POST /api/batch-numbers/void',
  'PUT /api/reference/:name',
  'POST /api/loose-codes',
  'POST /api/facilities',
  // The directory is public: whoever trades keeps a file about the others.
  'POST /api/partners/:id/licences',
  'POST /api/partners/:id/audits',
  'POST /api/erp-hooks',
  'POST /api/sensors',
  // A reading of another's sensor is answered as one of a sensor that nobody registered: in the room's own spec.
  'POST /api/climate-readings',
  'POST /api/climate-readings/csv',
];

const RING = [
  [112.3, 36.2],
  [112.301, 36.2],
  [112.301, 36.201],
  [112.3, 36.2],
];

/** Every write of another's things that the routes allow to put into words. `laboratory` is the strangers' own, `code` the trace code of a batch. */
export function attacks(prey: Prey, laboratory: string, demoPassword: string, code: string): Attack[] {
  const seedling = { herb: 'LIANQIAO', species: 'Forsythia suspensa (Thunb.) Vahl' };
  const batch = prey('batch');
  const lot = prey('harvest');
  const land: Attack[] = [
    {
      route: 'POST /api/plots',
      as: 'x-clerk',
      path: '/api/plots',
      body: {
        id: newId(),
        base: prey('base'),
        name: '越界一号',
        boundary: { type: 'Polygon', coordinates: [RING] },
        grower: '外人',
      },
    },
    {
      route: 'POST /api/plots/import',
      as: 'x-clerk',
      path: `/api/plots/import?id=${newId()}&base=${prey('base')}`,
      headers: { 'content-type': 'application/geo+json' },
      body: { type: 'FeatureCollection', features: [] },
    },
    {
      route: 'POST /api/plantings',
      as: 'x-clerk',
      path: '/api/plantings',
      body: { id: newId(), plots: [prey('plot')], ...seedling, seedLot: prey('seed_lot'), establishedOn: '2014-03-25' },
    },
    {
      route: 'POST /api/field-work',
      as: 'x-clerk',
      path: '/api/field-work',
      body: {
        id: newId(),
        planting: prey('planting'),
        kind: '除草',
        at: '2025-05-12T07:40:00+08:00',
        operator: '外人',
      },
    },
    ...(['field-work', 'harvests', 'purchases'] as const).map((of) => ({
      route: `POST /api/${of}/:id/photos`,
      as: 'x-clerk',
      path: `/api/${of}/${prey({ 'field-work': 'field_work', harvests: 'harvest', purchases: 'purchase' }[of])}/photos?id=${newId()}`,
      headers: { 'content-type': 'image/png' },
      body: {},
    })),
    {
      route: 'POST /api/input-lots/:id/movements',
      as: 'x-clerk',
      path: `/api/input-lots/${prey('input_lot')}/movements`,
      body: { id: newId(), kind: '领用', amount: '1', unit: '千克', person: '外人' },
    },
    {
      route: 'POST /api/sops/:id/steps',
      as: 'x-clerk',
      path: `/api/sops/${prey('sop_version')}/steps`,
      body: { id: newId(), state: 'review' },
    },
    {
      route: 'POST /api/environment-tests',
      as: 'x-clerk',
      path: '/api/environment-tests',
      body: {
        ...{ id: newId(), base: prey('base'), medium: '土壤', sampledOn: '2025-01-01', reportNumber: 'X-1' },
        ...{ laboratory: '外人', results: [{ item: 'Cd', value: '9', unit: 'mg/kg' }] },
      },
    },
    {
      route: 'POST /api/bases/:id/qualifications',
      as: 'x-clerk',
      path: `/api/bases/${prey('base')}/qualifications`,
      body: { id: newId(), seasons: [] },
    },
    {
      route: 'POST /api/bases/:id/checklist-marks',
      as: 'x-clerk',
      path: `/api/bases/${prey('base')}/checklist-marks`,
      body: { id: newId(), season: 2025, list: 'gap-six', line: 'base', met: true, note: '外人' },
    },
    {
      route: 'POST /api/plots/:id/changes',
      as: 'x-clerk',
      path: `/api/plots/${prey('plot')}/changes`,
      body: { id: newId(), kind: '隔离', at: '2025-05-12', reason: '外人' },
    },
    {
      route: 'POST /api/harvest-plans',
      as: 'x-clerk',
      path: '/api/harvest-plans',
      body: {
        id: newId(),
        planting: prey('planting'),
        plots: [{ plot: prey('plot'), grams: 1000 }],
        part: '果实',
        plannedOn: new Date(Date.now() + 864e5).toISOString().slice(0, 10),
      },
    },
    {
      route: 'POST /api/harvests',
      as: 'x-clerk',
      path: '/api/harvests',
      body: {
        id: newId(),
        planting: prey('planting'),
        plots: [{ plot: prey('plot'), grams: 1000 }],
        variant: '青翘',
        at: '2025-07-29T10:30:00+08:00',
        part: '果实',
        method: '人工采摘',
        operator: '外人',
      },
    },
    {
      route: 'POST /api/purchases',
      as: 'x-clerk',
      path: '/api/purchases',
      body: { id: newId(), grower: '外人', harvest: lot, gross: 1180, tare: 180, grade: '一级', price: '18.00' },
    },
  ];
  const workshop: Attack[] = [
    {
      route: 'POST /api/runs',
      as: 'x-clerk',
      path: '/api/runs',
      body: {
        id: newId(),
        method: '净制',
        facility: '外厂',
        startedAt: '2025-08-06T06:00:00+08:00',
        endedAt: '2025-08-06T09:00:00+08:00',
        steps: [{ kind: '拣选', startedAt: '2025-08-06T06:00:00+08:00', endedAt: '2025-08-06T09:00:00+08:00' }],
        inputs: [{ lot: batch, grams: 1000 }],
        outputs: [{ id: newId(), herb: 'LIANQIAO', variant: '青翘', grams: 1000 }],
        balance: [],
      },
    },
    {
      route: 'POST /api/batches',
      as: 'x-clerk',
      path: '/api/batches',
      body: { id: newId(), number: 'X-1', herb: 'LIANQIAO', variant: '青翘', inputs: [{ lot: batch, grams: 1000 }] },
    },
    {
      route: 'POST /api/batches/:id/packages',
      as: 'x-clerk',
      path: `/api/batches/${batch}/packages`,
      body: { id: newId(), count: 1, gramsEach: 1000, material: '袋', packedAt: '2025-08-12T15:00:00+08:00' },
    },
    {
      route: 'POST /api/batches/:id/split',
      as: 'x-clerk',
      path: `/api/batches/${batch}/split`,
      body: { id: newId(), parts: [{ id: newId(), grams: 1000, number: 'X-2' }] },
    },
    {
      route: 'POST /api/batches/:id/retained-samples',
      as: 'x-clerk',
      path: `/api/batches/${batch}/retained-samples`,
      body: { id: newId(), grams: 100, location: '外人柜', takenAt: '2025-08-12T15:00:00+08:00', takenBy: '外人' },
    },
    ...(['', '/confirm'] as const).map((end) => ({
      route: `POST /api/retained-samples/:id/destruction${end}`,
      as: end === '' ? 'x-clerk' : 'quality2',
      path: `/api/retained-samples/${prey('retained_sample')}/destruction${end}`,
      body: { id: newId(), reason: '外人要销毁' },
    })),
    {
      route: 'POST /api/batches/:id/label',
      as: 'x-clerk',
      path: `/api/batches/${batch}/label`,
      body: { id: newId(), specification: '外人定的规格' },
    },
  ];
  const quality: Attack[] = [
    {
      route: 'POST /api/samples',
      as: 'x-clerk',
      path: '/api/samples',
      body: { id: newId(), lot: batch, grams: 1000, takenAt: '2025-08-12T09:20:00+08:00', takenBy: '外人', laboratory },
    },
    {
      route: 'POST /api/reports',
      as: 'lab2',
      path: '/api/reports',
      body: {
        id: newId(),
        sample: prey('sample'),
        number: 'X-1',
        testedOn: '2025-08-16',
        standard: { edition: 'ChP2020' },
        tester: '外人甲',
        reviewer: '外人乙',
        results: [{ item: 'phillyrin', value: '0.01', unit: '%', method: 'HPLC' }],
      },
    },
    {
      route: 'POST /api/records/:factId/erasure',
      as: 'x-admin',
      path: `/api/records/${prey('fact')}/erasure`,
      body: { id: newId() },
    },
    {
      route: 'POST /api/samples/:id/receipt',
      as: 'lab2',
      path: `/api/samples/${prey('sample')}/receipt`,
      body: { id: newId(), receivedAt: '2025-08-13T09:20:00+08:00', receivedBy: '外人', grams: 2000, sealIntact: true },
    },
    {
      route: 'POST /api/reports/:id/signature',
      as: 'lab2',
      path: `/api/reports/${prey('report')}/signature`,
      body: { id: newId(), password: demoPassword },
    },
    {
      route: 'POST /api/batches/:id/claims',
      as: 'quality2',
      path: `/api/batches/${batch}/claims`,
      body: { id: newId(), claim: 'gap', evidence: [] },
    },
    {
      route: 'POST /api/reports/:id/withdraw',
      as: 'lab2',
      path: `/api/reports/${prey('report')}/withdraw`,
      body: { id: newId(), reason: '外人撤回' },
    },
    // Without a body it is no file either; whose report it is, its own spec asks with a file.
    {
      route: 'POST /api/reports/:id/original',
      as: 'lab2',
      path: `/api/reports/${prey('report')}/original?id=${newId()}&shown=true`,
    },
    // Whose base it is, is asked before the picture is looked at.
    {
      route: 'POST /api/bases/:id/photo',
      as: 'x-clerk',
      path: `/api/bases/${prey('base')}/photo?id=${newId()}`,
    },
    {
      route: 'POST /api/findings/:id/override',
      as: 'quality2',
      path: `/api/findings/${prey('finding')}/override`,
      body: { id: newId(), reason: '外人豁免' },
    },
    {
      route: 'POST /api/batches/:id/release',
      as: 'quality2',
      path: `/api/batches/${batch}/release`,
      body: { id: newId(), password: demoPassword },
    },
    {
      route: 'POST /api/batches/:id/reject',
      as: 'quality2',
      path: `/api/batches/${batch}/reject`,
      body: { id: newId(), password: demoPassword, reason: '外人说不行' },
    },
    ...(['lot', 'organisation'] as const).map((scope) => ({
      route: 'POST /api/lots/:id/holds',
      as: 'quality2',
      path: `/api/lots/${batch}/holds`,
      body: { id: newId(), reason: '外人要冻结', scope },
    })),
    ...(['quality2', 'regulator2'] as const).map((as) => ({
      ...{ route: 'POST /api/recalls', as, path: '/api/recalls' },
      body: { id: newId(), lot: batch, class: '一级', reason: '外人要召回' },
    })),
    ...(['confirm', 'withdraw', 'lift', 'close', 'acknowledgements', 'reports'] as const).map((step) => ({
      route: `POST /api/recalls/:id/${step}`,
      as: 'quality2',
      path: `/api/recalls/${prey('recall')}/${step}`,
      body: {
        id: newId(),
        ...(['withdraw', 'lift', 'close'].includes(step) ? { reason: '外人插手' } : {}),
        ...(step === 'reports' ? { returned: 1, at: '2025-09-01T08:00:00+08:00' } : {}),
      },
    })),
    {
      route: 'POST /api/lots/:id/holds',
      as: 'regulator2',
      path: `/api/lots/${batch}/holds`,
      body: { id: newId(), reason: '外省监管要冻结', scope: 'lot' },
    },
    {
      route: 'POST /api/holds/:id/lift',
      as: 'quality2',
      path: `/api/holds/${prey('hold')}/lift`,
      body: { id: newId(), reason: '外人要解除' },
    },
  ];
  const codes: Attack[] = [
    {
      route: 'POST /api/batches/:id/codes',
      as: 'x-clerk',
      path: `/api/batches/${batch}/codes`,
      body: { id: newId(), count: 1, template: null },
    },
    {
      route: 'POST /api/jobs/:id/retry',
      as: 'x-clerk',
      path: `/api/jobs/${prey('print_job')}/retry`,
      body: { id: newId() },
    },
    {
      route: 'POST /api/label-bindings',
      as: 'x-clerk',
      path: '/api/label-bindings',
      body: { id: newId(), code, thing: 'lot', lot: batch, at: '2025-08-12T15:00:00+08:00' },
    },
    {
      route: 'POST /api/code-voids',
      as: 'x-clerk',
      path: '/api/code-voids',
      body: { id: newId(), code, reason: 'lost' },
    },
    {
      route: 'POST /api/batches/:id/void-serials',
      as: 'x-clerk',
      path: `/api/batches/${batch}/void-serials`,
      body: { id: newId(), first: 1, last: 1, reason: 'lost' },
    },
    {
      route: 'POST /api/code-replacements',
      as: 'x-clerk',
      path: '/api/code-replacements',
      body: { id: newId(), code, reason: 'damaged' },
    },
    {
      route: 'POST /api/aggregations',
      as: 'x-clerk',
      path: '/api/aggregations',
      body: { id: newId(), action: 'ADD', parent: code, children: [code], at: '2025-08-12T15:00:00+08:00' },
    },
    {
      route: 'POST /api/batches/:id/labels',
      as: 'x-clerk',
      path: `/api/batches/${batch}/labels`,
      body: { id: newId(), serials: [1, 1], template: '40x30', reason: '外人补打' },
    },
    {
      route: 'POST /api/loose-codes/:id/labels',
      as: 'x-clerk',
      path: `/api/loose-codes/${prey('print_job')}/labels`,
      body: { id: newId(), serials: [1, 1], template: '40x30', reason: '外人补打' },
    },
    {
      route: 'POST /api/lots/:id/aliases',
      as: 'x-clerk',
      path: `/api/lots/${batch}/aliases`,
      body: { id: newId(), scheme: 'handle', value: '88.118.8/stolen' },
    },
    {
      route: 'POST /api/aliases/:id/withdraw',
      as: 'x-clerk',
      path: `/api/aliases/${prey('lot_alias')}/withdraw`,
      body: { id: newId(), reason: 'wrong-lot' },
    },
    {
      route: 'POST /api/jobs/:id/cancel',
      as: 'x-clerk',
      path: `/api/jobs/${prey('print_job')}/cancel`,
      body: { id: newId() },
    },
  ];
  const people: Attack[] = [
    {
      route: 'PATCH /api/people/:id',
      as: 'x-admin',
      path: `/api/people/${prey('person')}`,
      body: { disabled: true, password: '外人改的密码 2026' },
    },
    { route: 'DELETE /api/api-keys/:id', as: 'x-admin', path: `/api/api-keys/${prey('api_key')}` },
    // Ids that are taken elsewhere.
    {
      route: 'POST /api/people',
      as: 'x-admin',
      path: '/api/people',
      body: { id: prey('person'), login: 'usurper', name: '外人', role: 'clerk', password: '外人定的密码 2026' },
    },
    {
      route: 'POST /api/bases',
      as: 'x-clerk',
      path: '/api/bases',
      body: {
        id: prey('base'),
        name: '外人基地',
        divisionCode: '141002',
        cultivationMode: '仿野生',
        organisationForm: '合作社',
      },
    },
  ];
  const at = '2025-09-01T08:00:00+08:00';
  const document = `X-${newId()}`;
  const custody: Attack[] = [
    ...[batch, lot].map((named) => ({
      ...{ route: 'POST /api/shipments', as: 'x-clerk', path: '/api/shipments' },
      body: { id: newId(), documentNumber: document, to: laboratory, lines: [{ lot: named, grams: 1 }], shippedAt: at },
    })),
    {
      ...{ route: 'POST /api/shipments', as: 'x-clerk', path: '/api/shipments' },
      body: {
        id: newId(),
        documentNumber: document,
        to: laboratory,
        lines: [{ lot: batch, serials: [1, 1] }],
        shippedAt: at,
      },
    },
    {
      ...{ route: 'POST /api/receipts', as: 'x-clerk', path: '/api/receipts' },
      body: {
        ...{ id: newId(), shipment: batch, receivedAt: at },
        lines: [{ lot: batch, verdict: 'accepted', grams: 1 }],
      },
    },
    {
      ...{ route: 'POST /api/shipments/:id/journey', as: 'carrier', path: `/api/shipments/${batch}/journey` },
      body: { id: newId(), kind: 'position', at },
    },
    {
      ...{ route: 'POST /api/receipts/:id/checks', as: 'x-clerk', path: `/api/receipts/${batch}/checks` },
      body: { id: newId(), lot: batch, kind: 'retained-sample', grams: 1, at },
    },
  ];
  const direct = [...land, ...custody, ...workshop, ...quality, ...codes, ...people, ...storeAttacks(prey)];
  return [...direct, ...offline(direct)];
}

const OFFLINE_KINDS: Record<string, string> = {
  'POST /api/field-work': 'field-work',
  'POST /api/harvests': 'harvest',
  'POST /api/purchases': 'purchase',
  'POST /api/runs': 'run',
  'POST /api/receipts': 'receipt',
  'POST /api/label-bindings': 'bind-label',
  'POST /api/aggregations': 'aggregate',
};

/** The same acts, sent as a phone sends what it recorded without a signal. */
function offline(direct: Attack[]): Attack[] {
  return direct.flatMap(({ route, as, body }) => {
    const kind = OFFLINE_KINDS[route];
    if (kind === undefined) return [];
    const acts = [{ kind, body: { ...body, id: newId() } }];
    return [{ route: 'POST /api/sync', as, path: '/api/sync', body: { acts } }];
  });
}
