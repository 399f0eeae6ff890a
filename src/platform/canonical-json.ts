import canonicalize from 'canonicalize';

/** A value that JSON can carry without loss. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deeper nesting than this is an attack, not evidence: a walk over it would exhaust the stack. */
export const MAX_JSON_DEPTH = 64;

/** What cannot be written down as canonical JSON, and where it stands ($.a[3].b). */
export class NotCanonical extends TypeError {
  constructor(
    readonly path: string,
    readonly why: string,
  ) {
    super(`${path} ${why}`);
    this.name = 'NotCanonical';
  }
}

/**
 * The exact bytes of a value by RFC 8785 (JSON Canonicalization Scheme): the same value always gives the same bytes.
 * Strict where a serializer would be lenient, because what is silently dropped or replaced here would be hashed for ever:
 * throws {@link NotCanonical} for undefined, non-finite numbers, lone surrogates, functions, symbols, bigint, sparse
 * arrays, class instances (Date, Map, Buffer …), cycles and nesting deeper than {@link MAX_JSON_DEPTH}.
 */
export function canonicalBytes(value: unknown): Buffer {
  refuseUnfit(value, '$', 0);
  return Buffer.from(canonicalize(value) as string, 'utf8');
}

function refuseUnfit(value: unknown, path: string, depth: number): void {
  if (depth > MAX_JSON_DEPTH) throw new NotCanonical(path, `is nested deeper than ${MAX_JSON_DEPTH} levels`);
  switch (typeof value) {
    case 'boolean':
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new NotCanonical(path, `is ${value}, which JSON cannot express`);
      return;
    case 'string':
      if (!value.isWellFormed()) throw new NotCanonical(path, 'holds a lone surrogate');
      return;
    case 'object':
      if (value === null) return;
      if (Array.isArray(value)) return refuseUnfitItems(value, path, depth);
      return refuseUnfitFields(value, path, depth);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      throw new NotCanonical(path, `is of type ${typeof value}, which JSON cannot express`);
  }
}

function refuseUnfitItems(items: readonly unknown[], path: string, depth: number): void {
  // An index loop: forEach and map would step over the holes of a sparse array.
  for (let i = 0; i < items.length; i++) refuseUnfit(items[i], `${path}[${i}]`, depth + 1);
}

function refuseUnfitFields(object: object, path: string, depth: number): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null)
    throw new NotCanonical(path, 'is an instance of a class, not a plain object');
  if ('toJSON' in object && typeof object.toJSON === 'function')
    throw new NotCanonical(path, 'would be replaced by what its toJSON returns');
  for (const [key, field] of Object.entries(object)) {
    if (!key.isWellFormed()) throw new NotCanonical(path, 'has a key with a lone surrogate');
    refuseUnfit(field, `${path}.${key}`, depth + 1);
  }
}
