import type { AliasScheme } from './aliases/alias.js';
import type { CodeKind } from './code-kind.js';
import type { Thing } from './loose/thing.js';
import type { VoidReason } from './voids/void-reason.js';

/** Codes were given out for things of a lot. How many, never which: serials and codes are on the labels alone. */
export type CodesIssued = {
  kind: CodeKind;
  count: number;
};

/** Codes were made void before or after they were printed. */
export type CodesVoided = {
  kind: CodeKind;
  count: number;
  reason: 'job-cancelled' | VoidReason;
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

/** A label of a roll stands on something from now on. Which label is sealed. */
export type CodeBound = {
  binding: string;
  thing: Thing;
  lot: string;
  /** The package, for `thing` package. */
  serial?: number;
  /** What the sack weighs in grams, if somebody weighed it. Not called grams: nothing leaves the lot by being labelled. */
  sackGrams?: number;
  at: string;
};

/** A label that stands on something was scanned again for something else: the second claim, kept beside the first. */
export type CodeBindingContested = Omit<CodeBound, 'binding'> & { contest: string; binding: string };

/** A thing has another label; the old one is void. Which codes is sealed. */
export type CodeReplaced = {
  replacement: string;
  kind: CodeKind;
  byKind: CodeKind;
  reason: VoidReason;
};

/** EPCIS AggregationEvent. Which codes is sealed, as [range, serial]; how many of which lot is open. */
export type CodesAggregated = {
  aggregation: string;
  action: 'ADD' | 'DELETE';
  bizStep: 'packing' | 'unpacking' | 'repackaging';
  parentKind: CodeKind;
  children: number;
  lots: { lot: string; things: number }[];
  at: string;
};

export const CODE_BOUND = 'codes.bound';
export const CODE_BINDING_CONTESTED = 'codes.binding-contested';
export const CODE_REPLACED = 'codes.replaced';
export const CODES_AGGREGATED = 'codes.aggregated';

/** Labels were ordered: how many, on what, and whether they had been printed before. Why is sealed as `reason`. */
export type LabelsOrdered = {
  /** The batch whose packages are labelled; absent for rolls, cartons and pallets. */
  lot?: string;
  /** The order that issued the codes of rolls, cartons and pallets. */
  issue?: string;
  job: string;
  count: number;
  again: boolean;
  /** The label's size in millimetres, `a4…` for sheets, `qr` for pictures alone. */
  stock: string;
  files: string[];
};

/** An order of labels was stopped; the codes stay. */
export type LabelsCancelled = {
  lot?: string;
  issue?: string;
  job: string;
};

export const LABELS_ORDERED = 'codes.labels-ordered';
export const LABELS_CANCELLED = 'codes.labels-cancelled';
