/**
 * Who may call what, written by hand and read by people: not derived from the decorators it is held against. Names are
 * the demonstration's logins; a new route without a row here fails the tenant test.
 */
const COOPERATIVE = ['grower', 'coop', 'clerk', 'processor', 'quality'];
const FACTORY = ['factory', 'quality2'];
const LABORATORIES = ['lab', 'lab2'];
const RECEIVING = ['pharma', 'hospital', 'trader'];
const REGULATORS = ['regulator', 'regulator2'];
export const EVERYBODY = [...COOPERATIVE, ...FACTORY, ...LABORATORIES, ...RECEIVING, 'carrier', ...REGULATORS, 'admin'];
const everybodyBut = (...logins: string[]): string[] => EVERYBODY.filter((login) => !logins.includes(login));

/** Everyone at a production desk: not the grower in the field. */
const DESKS = ['coop', 'clerk', 'processor', 'quality', ...FACTORY];
const ADMINISTRATORS = ['coop', 'admin'];
const QUALITY_HEADS = ['quality', 'quality2'];

/** Those who answer a recall of goods they hold. */
const ANSWERING = ['coop', ...QUALITY_HEADS, ...LABORATORIES, ...RECEIVING, 'carrier'];

/** Anyone, signed in or not. */
export const ANYONE = 'anyone';

export const WHO_MAY_CALL: Record<string, string[] | typeof ANYONE> = {
  // Doors
  'POST /api/sessions': ANYONE,
  'POST /api/sessions/first-administrator': ANYONE,
  'DELETE /api/sessions/current': ANYONE,
  'GET /api/me': EVERYBODY,
  'POST /api/me/password': EVERYBODY,
  'GET /api/organisations': EVERYBODY,
  'GET /api/organisations/:id': EVERYBODY,
  'POST /api/organisations': ['admin'],
  'GET /api/people': ['coop', 'clerk', 'processor', 'quality', ...FACTORY, ...LABORATORIES, 'admin'],
  'POST /api/people': ADMINISTRATORS,
  'PATCH /api/people/:id': ADMINISTRATORS,
  'GET /api/api-keys': ADMINISTRATORS,
  'POST /api/api-keys': ADMINISTRATORS,
  'DELETE /api/api-keys/:id': ADMINISTRATORS,
  'GET /api/acts/conflicts': EVERYBODY,
  'POST /api/sync': everybodyBut(...REGULATORS, 'admin'),

  // Reference data
  'GET /api/herbs': EVERYBODY,
  'GET /api/herbs/:code': EVERYBODY,
  'GET /api/reference': EVERYBODY,
  'GET /api/reference/:name': EVERYBODY,
  'PUT /api/reference/:name': ['admin'],
  'GET /api/rules': EVERYBODY,
  'GET /api/findings': EVERYBODY,
  'GET /api/rules/:rule': EVERYBODY,
  'POST /api/findings/:id/override': QUALITY_HEADS,

  // The field
  'POST /api/bases': ['grower', 'coop', 'clerk'],
  'GET /api/bases': ['grower', ...DESKS],
  'POST /api/bases/:id/photo': ['grower', 'coop', 'clerk'],
  'POST /api/plots': ['grower', 'coop', 'clerk'],
  'GET /api/plots': ['grower', ...DESKS],
  'GET /api/growers': ['grower', ...DESKS],
  'POST /api/seed-lots': ['grower', 'coop', 'clerk'],
  'GET /api/seed-lots': ['grower', ...DESKS],
  'POST /api/plantings': ['grower', 'coop', 'clerk'],
  'GET /api/plantings': ['grower', ...DESKS],
  'POST /api/input-lots': ['grower', 'coop', 'clerk'],
  'GET /api/input-lots': ['grower', ...DESKS],
  'POST /api/input-lots/:id/movements': ['grower', 'coop', 'clerk'],
  'GET /api/input-lots/:id/movements': ['grower', ...DESKS],
  'POST /api/field-work': ['grower', 'coop', 'clerk'],
  'GET /api/field-work': ['grower', ...DESKS],
  'POST /api/sops': ['grower', 'coop', 'clerk'],
  'GET /api/sops': ['grower', ...DESKS],
  'POST /api/sops/:id/steps': ['grower', 'coop', 'clerk'],
  'POST /api/environment-tests': ['grower', 'coop', 'clerk'],
  'GET /api/environment-tests': ['grower', ...DESKS],
  'POST /api/bases/:id/qualifications': ['grower', 'coop', 'clerk'],
  'POST /api/plots/:id/changes': ['grower', 'coop', 'clerk'],
  'GET /api/plots/:id/changes': ['grower', ...DESKS],
  'POST /api/harvest-plans': ['grower', 'coop', 'clerk'],
  'GET /api/harvest-plans': ['grower', ...DESKS],
  'POST /api/harvests': ['grower', 'coop', 'clerk'],
  'GET /api/harvests': ['grower', ...DESKS],
  // Prices: those who weigh in, and nobody else.
  'POST /api/purchases': ['coop', 'clerk'],
  'GET /api/purchases': ['coop', 'clerk'],
  'GET /api/purchases/:id/slip': ['coop', 'clerk'],

  // The workshop
  'POST /api/runs': ['coop', 'clerk', 'processor', 'factory'],
  'POST /api/adjuvants': ['coop', 'clerk', 'processor', 'factory'],
  'GET /api/adjuvants': DESKS,
  'POST /api/toll-agreements': ['coop', 'clerk', 'processor', 'factory'],
  'GET /api/toll-agreements': DESKS,
  'GET /api/toll-runs': DESKS,
  'GET /api/toll-runs/:id': DESKS,
  'GET /api/toll-balances': DESKS,
  'GET /api/runs': DESKS,
  'GET /api/runs/:id': DESKS,
  'POST /api/batches': ['coop', 'clerk', 'processor', 'factory'],
  'GET /api/batches': [...DESKS, ...RECEIVING, 'carrier'],
  'GET /api/batches/:id': [...DESKS, ...RECEIVING, 'carrier'],
  'POST /api/batches/:id/packages': ['coop', 'clerk', 'processor', 'factory'],
  'POST /api/batches/:id/split': ['coop', 'clerk', 'processor', 'factory'],
  'POST /api/batch-number-schemes': ['coop', 'clerk', 'processor', 'factory'],
  'GET /api/batch-numbers': [...DESKS, ...RECEIVING, 'carrier'],
  'POST /api/batch-numbers/void': ['coop', 'clerk', 'processor', 'factory'],
  'POST /api/batches/:id/retained-samples': DESKS,
  'GET /api/retained-samples': [...DESKS, ...RECEIVING, 'carrier'],
  'POST /api/retained-samples/:id/destruction': DESKS,
  'POST /api/retained-samples/:id/destruction/confirm': QUALITY_HEADS,
  'GET /api/batches/:id/label': [...DESKS, ...RECEIVING, 'carrier'],
  'POST /api/batches/:id/label': ['coop', 'clerk', 'processor', 'factory'],

  // Quality
  'POST /api/samples': DESKS,
  'GET /api/samples': everybodyBut('grower', 'carrier', 'admin'),
  'GET /api/samples/:id': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/reports': LABORATORIES,
  'GET /api/reports': everybodyBut('grower', 'carrier', 'admin'),
  'GET /api/reports/:id': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/samples/:id/receipt': LABORATORIES,
  'POST /api/reports/:id/signature': LABORATORIES,
  'POST /api/internal-limits': QUALITY_HEADS,
  'GET /api/internal-limits': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/batches/:id/claims': QUALITY_HEADS,
  'GET /api/batches/:id/claims': everybodyBut('grower', 'carrier', 'admin'),
  'GET /api/batches/:id/completeness': everybodyBut('grower', 'carrier', 'admin'),
  'GET /api/records/:factId/retention': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/records/:factId/erasure': ADMINISTRATORS,
  'GET /api/batches/:id/sampling-plan': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/reports/:id/original': ['coop', 'clerk', ...QUALITY_HEADS, ...LABORATORIES],
  'GET /api/reports/:id/original': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/reports/:id/withdraw': LABORATORIES,
  'GET /api/batches/:id/release-checklist': everybodyBut('grower', 'carrier', 'admin'),
  'POST /api/batches/:id/release': QUALITY_HEADS,
  'POST /api/batches/:id/reject': QUALITY_HEADS,

  // Lots
  'GET /api/lots/:id': EVERYBODY,
  'GET /api/lots/:id/ancestors': EVERYBODY,
  'GET /api/lots/:id/descendants': EVERYBODY,
  'POST /api/lots/:id/holds': [...QUALITY_HEADS, ...REGULATORS],
  'POST /api/holds/:id/lift': [...QUALITY_HEADS, ...REGULATORS],

  // Oversight
  'GET /api/impact': EVERYBODY,
  'POST /api/cases': REGULATORS,
  'GET /api/cases': REGULATORS,
  'GET /api/cases/:id/looks': REGULATORS,
  'POST /api/recalls': [...QUALITY_HEADS, ...REGULATORS],
  'GET /api/recalls': [...ANSWERING, 'clerk', ...REGULATORS],
  'GET /api/recalls/:id': [...ANSWERING, 'clerk', ...REGULATORS],
  'GET /api/recall-notices': [...ANSWERING, 'clerk', ...REGULATORS],
  'POST /api/recalls/:id/confirm': [...QUALITY_HEADS, 'coop', ...REGULATORS],
  'POST /api/recalls/:id/withdraw': [...QUALITY_HEADS, ...REGULATORS],
  'POST /api/recalls/:id/lift': [...QUALITY_HEADS, ...REGULATORS],
  'POST /api/recalls/:id/close': [...QUALITY_HEADS, ...REGULATORS],
  'POST /api/recalls/:id/acknowledgements': ANSWERING,
  'POST /api/recalls/:id/reports': ANSWERING,

  // Codes and jobs
  'POST /api/batches/:id/codes': DESKS,
  'GET /api/batches/:id/codes': [...DESKS, ...RECEIVING],
  'POST /api/jobs/:id/retry': DESKS,
  'POST /api/loose-codes': DESKS,
  'GET /api/loose-codes/:id': [...DESKS, ...RECEIVING],
  'POST /api/loose-codes/:id/labels': DESKS,
  'GET /api/loose-codes/label.svg': DESKS,
  'GET /api/loose-codes/label.png': DESKS,
  'POST /api/label-bindings': ['grower', ...DESKS],
  'POST /api/code-voids': DESKS,
  'POST /api/batches/:id/void-serials': DESKS,
  'POST /api/code-replacements': DESKS,
  'POST /api/aggregations': DESKS,
  'GET /api/codes/:code': [...DESKS, ...RECEIVING],
  'POST /api/batches/:id/labels': DESKS,
  'GET /api/batches/:id/label.svg': DESKS,
  'GET /api/batches/:id/label.png': DESKS,
  'POST /api/lots/:id/aliases': DESKS,
  'GET /api/lots/:id/aliases': [...DESKS, ...RECEIVING],
  'POST /api/aliases/:id/withdraw': DESKS,
  'GET /api/jobs/:id': [...DESKS, 'admin'],
  'GET /api/jobs/:id/events': [...DESKS, 'admin'],
  'GET /api/jobs/:id/files/:name': [...DESKS, 'admin'],
  'POST /api/jobs/:id/cancel': DESKS,
  'GET /api/codes/:code/qr.png': ANYONE,
  'GET /api/codes/:code/qr.svg': ANYONE,

  // What the public reads, and says
  'GET /complaints/new': ANYONE,
  'POST /complaints': ANYONE,
  'GET /api/complaints': [...DESKS, ...REGULATORS],
  'GET /originals/:sha256': ANYONE,
  'GET /photos/:sha256': ANYONE,
  'GET /check': ANYONE,
  'GET /t/number/:number': ANYONE,
  'GET /T/number/:number': ANYONE,
  'GET /': ANYONE,
  'GET /t': ANYONE,
  'GET /T': ANYONE,
  'GET /t/:code': ANYONE,
  'GET /T/:code': ANYONE,
  'GET /api/trace': ANYONE,
  'GET /api/trace/:code': ANYONE,
  'GET /ledger/checkpoint': ANYONE,
  'GET /ledger/key': ANYONE,
  'GET /ledger/consistency': ANYONE,
  'GET /ledger/tile/*': ANYONE,
  'GET /ledger/proofs/:factId': ANYONE,
  'GET /ledger/facts/:factId': ANYONE,
  'GET /api/docs': ANYONE,
  'GET /api/docs/:file': ANYONE,
  'GET /api/openapi.json': ANYONE,
  'GET /healthz': ANYONE,
  'GET /readyz': ANYONE,
  'GET /metrics': ANYONE,
};
