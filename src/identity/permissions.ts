/**
 * Who may do what: the whole policy on one page. A role is what a person is in an organisation; the kind of organisation
 * decides which roles it may have and what its administrator may do. Nothing is inherited: what is not written is refused.
 */
export const ORGANISATION_KINDS = [
  'cooperative',
  'processor',
  'factory',
  'laboratory',
  'pharmaceutical',
  'trader',
  'hospital',
  'carrier',
  'regulator',
  'platform',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const ROLES = [
  'grower',
  'clerk',
  'processor',
  'quality-head',
  'laboratory',
  'receiver',
  'trader',
  'carrier',
  'regulator',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'planting:read',
  'planting:write',
  'harvests:write',
  'purchases:write',
  'staff:read',
  'staff:write',
  'processing:read',
  'processing:write',
  'batches:read',
  'batches:write',
  'samples:write',
  'reports:write',
  'originals:write',
  'quality:read',
  'release',
  'holds:write',
  'codes:read',
  'codes:write',
  'codes:bind',
  'complaints:read',
  'storage:read',
  'storage:write',
  'climate:write',
  'shipments:read',
  'shipments:write',
  'journeys:write',
  'receipts:write',
  'partners:write',
  'lots:read',
  'recalls:read',
  'recalls:answer',
  'recalls:write',
  'recalls:confirm',
  'cases:write',
  'rules:read',
  'herbs:read',
  'herbs:write',
  'identity:read',
  'people:read',
  'people:write',
  'organisations:write',
  'api-keys:write',
  'jobs:read',
  'acts:read',
  'acts:sync',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What everybody who works here needs: the reference data, the directory, and the lots as far as they may see them. */
const READS_REFERENCES: Permission[] = ['herbs:read', 'rules:read', 'identity:read', 'lots:read'];
/** Sends acts recorded offline and sees what became of them. */
const RECORDS_ACTS: Permission[] = ['acts:sync', 'acts:read'];
const READS_PRODUCTION: Permission[] = [
  'planting:read',
  'processing:read',
  'batches:read',
  'quality:read',
  'codes:read',
  'shipments:read',
  'complaints:read',
  'jobs:read',
  'people:read',
];
/** Is told of a recall and says what became of the goods. */
const ANSWERS_RECALLS: Permission[] = ['recalls:read', 'recalls:answer'];
/** Whoever has a store or a vehicle: places, stock-takes, checks, sensors. `climate:write` is the gateway's own scope. */
const KEEPS_STORES: Permission[] = ['storage:read', 'storage:write', 'climate:write'];
/** Whoever gives and takes goods: papers out, answers in, what is on file about partners. */
const TRADES: Permission[] = [
  'shipments:read',
  'shipments:write',
  'journeys:write',
  'receipts:write',
  'partners:write',
];
/** The production desk: everything between field and code except judging and releasing. */
const WRITES_PRODUCTION: Permission[] = [
  'planting:write',
  'harvests:write',
  'purchases:write',
  'staff:read',
  'staff:write',
  'processing:write',
  'batches:write',
  'samples:write',
  'originals:write',
  'codes:write',
  'codes:bind',
  ...KEEPS_STORES,
  ...TRADES,
];
const RUNS_AN_ORGANISATION: Permission[] = ['people:read', 'people:write', 'api-keys:write', 'acts:read'];

/** An administrator's own part, by kind of organisation. Only the platform founds organisations and keeps monographs. */
const ADMINISTRATOR_IN: Record<OrganisationKind, Permission[]> = {
  cooperative: [...READS_PRODUCTION, ...WRITES_PRODUCTION, 'acts:sync', ...ANSWERS_RECALLS, 'recalls:confirm'],
  processor: [...READS_PRODUCTION, ...WRITES_PRODUCTION, 'acts:sync', ...ANSWERS_RECALLS, 'recalls:confirm'],
  factory: [...READS_PRODUCTION, ...WRITES_PRODUCTION, 'acts:sync', ...ANSWERS_RECALLS, 'recalls:confirm'],
  pharmaceutical: [...READS_PRODUCTION, ...WRITES_PRODUCTION, 'acts:sync', ...ANSWERS_RECALLS, 'recalls:confirm'],
  laboratory: ['quality:read', 'shipments:read', 'receipts:write', ...ANSWERS_RECALLS],
  trader: [
    'batches:read',
    'quality:read',
    'codes:read',
    ...TRADES,
    'acts:sync',
    ...KEEPS_STORES,
    ...ANSWERS_RECALLS,
    'recalls:confirm',
  ],
  hospital: ['batches:read', 'quality:read', 'codes:read', ...TRADES, 'acts:sync', ...KEEPS_STORES, ...ANSWERS_RECALLS],
  carrier: ['batches:read', 'shipments:read', 'journeys:write', ...KEEPS_STORES, ...ANSWERS_RECALLS],
  regulator: ['quality:read'],
  platform: ['organisations:write', 'herbs:write', 'jobs:read'],
};

const OF_ROLE: Record<Exclude<Role, 'administrator'>, Permission[]> = {
  /** Works in the field. Buys nothing, processes nothing. */
  grower: [...READS_REFERENCES, ...RECORDS_ACTS, 'planting:read', 'planting:write', 'harvests:write', 'codes:bind'],
  clerk: [...READS_REFERENCES, ...RECORDS_ACTS, ...READS_PRODUCTION, ...WRITES_PRODUCTION, 'recalls:read'],
  processor: [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    ...READS_PRODUCTION,
    'processing:write',
    'batches:write',
    'samples:write',
    'codes:write',
    'codes:bind',
    ...KEEPS_STORES,
    ...TRADES,
  ],
  /** 质量负责人: the only one who releases (GMP 2010 art. 25), and therefore writes no report and runs no process. */
  'quality-head': [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    ...READS_PRODUCTION,
    'staff:read',
    'samples:write',
    'originals:write',
    'release',
    'holds:write',
    ...ANSWERS_RECALLS,
    'recalls:write',
    'recalls:confirm',
    'codes:write',
    'codes:bind',
    ...KEEPS_STORES,
    'receipts:write',
    'partners:write',
  ],
  laboratory: [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    'quality:read',
    'reports:write',
    'originals:write',
    'people:read',
    'shipments:read',
    'receipts:write',
    ...ANSWERS_RECALLS,
  ],
  receiver: [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    ...KEEPS_STORES,
    ...ANSWERS_RECALLS,
    'batches:read',
    'quality:read',
    'codes:read',
    ...TRADES,
  ],
  trader: [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    ...KEEPS_STORES,
    ...ANSWERS_RECALLS,
    'batches:read',
    'quality:read',
    'codes:read',
    ...TRADES,
  ],
  carrier: [
    ...READS_REFERENCES,
    ...RECORDS_ACTS,
    ...KEEPS_STORES,
    ...ANSWERS_RECALLS,
    'batches:read',
    'shipments:read',
    'journeys:write',
  ],
  /** Sees by region, orders holds, writes nothing else (A9). */
  regulator: [
    ...READS_REFERENCES,
    'quality:read',
    'complaints:read',
    'holds:write',
    'recalls:read',
    'recalls:write',
    'recalls:confirm',
    'cases:write',
    'acts:read',
  ],
};

/** Which roles an organisation may give its people. A regulator's power exists in a regulator's office only. */
const ROLES_IN: Record<OrganisationKind, Role[]> = {
  cooperative: ['administrator', 'grower', 'clerk', 'processor', 'quality-head', 'receiver'],
  processor: ['administrator', 'grower', 'clerk', 'processor', 'quality-head', 'receiver'],
  factory: ['administrator', 'grower', 'clerk', 'processor', 'quality-head', 'laboratory', 'receiver'],
  pharmaceutical: ['administrator', 'grower', 'clerk', 'processor', 'quality-head', 'laboratory', 'receiver'],
  laboratory: ['administrator', 'laboratory'],
  trader: ['administrator', 'trader', 'receiver', 'quality-head'],
  hospital: ['administrator', 'receiver'],
  carrier: ['administrator', 'carrier'],
  regulator: ['administrator', 'regulator'],
  platform: ['administrator'],
};

/** What never goes into an API key: powers over people and keys, and what needs a password typed by a person. */
const NEVER_BY_KEY: Permission[] = ['release', 'people:write', 'api-keys:write', 'organisations:write'];

/** True when an organisation of this kind may have people of this role. */
export function mayHaveRole(kind: OrganisationKind, role: Role): boolean {
  return ROLES_IN[kind].includes(role);
}

/** Everything a person of this role may do in an organisation of this kind; nothing for a pair that cannot exist. */
export function permissionsOf(role: Role, kind: OrganisationKind): ReadonlySet<Permission> {
  if (!mayHaveRole(kind, role)) return new Set();
  if (role !== 'administrator') return new Set(OF_ROLE[role]);
  return new Set([...READS_REFERENCES, ...RUNS_AN_ORGANISATION, ...ADMINISTRATOR_IN[kind]]);
}

/** What this person may put into an API key: never more than the person may do now. */
export function scopesFor(role: Role, kind: OrganisationKind): Permission[] {
  return [...permissionsOf(role, kind)].filter((permission) => !NEVER_BY_KEY.includes(permission));
}

export function isPermission(text: string): text is Permission {
  return (PERMISSIONS as readonly string[]).includes(text);
}
