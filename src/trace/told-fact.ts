import type { Json } from '../platform/canonical-json.js';

/** A fact as the story reads it: open parts only. What is sealed never comes this far. */
export interface ToldFact {
  id: string;
  type: string;
  visibility: 'public' | 'party';
  /** ISO 8601 with zone. */
  occurredAt: string;
  recordedAt: string;
  /** Who recorded it. */
  organisation: string;
  /** Ids of what it is about. */
  subjects: readonly string[];
  open: Readonly<Record<string, Json>>;
}

type Open = Readonly<Record<string, Json>>;

/** The text at `key`, or undefined: a story is told from facts of many years and never fails over one of them. */
export function textAt(open: Open, key: string): string | undefined {
  const value = open[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The number at `key`; numbers in decimal strings count too. */
export function numberAt(open: Open, key: string): number | undefined {
  const value = open[key];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The decimal at `key` with all its digits, for sums that must be exact. */
export function decimalAt(open: Open, key: string): string | undefined {
  const value = open[key];
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? text : undefined;
}

/** The objects in the list at `key`; anything else in it is left out. */
export function listAt(open: Open, key: string): Open[] {
  const value = open[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts in the list at `key`. */
export function textsAt(open: Open, key: string): string[] {
  const value = open[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The object at `key`. */
export function objectAt(open: Open, key: string): Open | undefined {
  const value = open[key];
  return value !== undefined && isObject(value) ? value : undefined;
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
