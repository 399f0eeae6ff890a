import type { AliasScheme } from './aliases/alias.js';
import type { CodeKind } from './code-kind.js';

/** Codes were given out for things of a lot. How many, never which: serials and codes are on the labels alone. */
export type CodesIssued = {
  kind: CodeKind;
  count: number;
};

/** Codes were made void before or after they were printed. */
export type CodesVoided = {
  kind: CodeKind;
  count: number;
  reason: 'job-cancelled';
};

export const CODES_ISSUED = 'codes.issued';
export const CODES_VOIDED = 'codes.voided';

/** The lot has a number in another system. `platform` is there for scheme `platform` alone. */
export type AliasAdded = {
  alias: string;
  lot: string;
  scheme: AliasScheme;
  platform?: string;
  value: string;
};

/** The number names the lot no more. */
export type AliasWithdrawn = {
  withdrawal: string;
  alias: string;
  lot: string;
  scheme: AliasScheme;
  value: string;
  reason: 'wrong-number' | 'wrong-lot' | 'no-longer-used';
};

export const ALIAS_ADDED = 'codes.alias-added';
export const ALIAS_WITHDRAWN = 'codes.alias-withdrawn';
