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
