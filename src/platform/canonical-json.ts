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
  const text = written(value, 0);
  if (text !== undefined) return Buffer.from(text, 'utf8');
  const { path, why } = faultOf(value, 0) ?? { path: '', why: 'cannot be written' };
  throw new NotCanonical(`$${path}`, why);
}

/**
 * One pass over what is fit, undefined as soon as anything is not: the fault is then looked for with its path. Every fact,
 * commitment and act goes through here several times, and paths would cost more than the writing itself. Strings and
 * numbers are written as ECMAScript writes them, which is what RFC 8785 prescribes; keys are sorted by UTF-16 units.
 */
function written(value: unknown, depth: number): string | undefined {
  if (depth > MAX_JSON_DEPTH) return undefined;
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? JSON.stringify(value) : undefined;
    case 'number':
      return Number.isFinite(value) ? JSON.stringify(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writtenItems(value, depth + 1) : writtenFields(value, depth + 1);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return undefined;
  }
}

function writtenItems(items: readonly unknown[], depth: number): string | undefined {
  let text = '[';
  for (let i = 0; i < items.length; i += 1) {
    const item = written(items[i], depth);
    if (item === undefined) return undefined;
    text += i === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function writtenFields(object: object, depth: number): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  if ('toJSON' in object && typeof object.toJSON === 'function') return undefined;
  let text = '{';
  for (const key of Object.keys(object).sort()) {
    const field = written((object as Record<string, unknown>)[key], depth);
    if (field === undefined || !key.isWellFormed()) return undefined;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${field}`;
  }
  return `${text}}`;
}

/** What is wrong and where, seen from the value itself. The path is put together on the way out: most values are fit. */
interface Fault {
  path: string;
  why: string;
}

function faultOf(value: unknown, depth: number): Fault | undefined {
  if (depth > MAX_JSON_DEPTH) return { path: '', why: `is nested deeper than ${MAX_JSON_DEPTH} levels` };
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { path: '', why: `is ${value}, which JSON cannot express` };
    case 'string':
      return value.isWellFormed() ? undefined : { path: '', why: 'holds a lone surrogate' };
    case 'object':
      if (value === null) return undefined;
      return Array.isArray(value) ? faultInItems(value, depth) : faultInFields(value, depth);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return { path: '', why: `is of type ${typeof value}, which JSON cannot express` };
  }
}

function faultInItems(items: readonly unknown[], depth: number): Fault | undefined {
  // An index loop: forEach and map would step over the holes of a sparse array.
  for (let i = 0; i < items.length; i++) {
    const fault = faultOf(items[i], depth + 1);
    if (fault !== undefined) return { path: `[${i}]${fault.path}`, why: fault.why };
  }
  return undefined;
}

function faultInFields(object: object, depth: number): Fault | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null)
    return { path: '', why: 'is an instance of a class, not a plain object' };
  if ('toJSON' in object && typeof object.toJSON === 'function')
    return { path: '', why: 'would be replaced by what its toJSON returns' };
  for (const key of Object.keys(object)) {
    if (!key.isWellFormed()) return { path: '', why: 'has a key with a lone surrogate' };
    const fault = faultOf((object as Record<string, unknown>)[key], depth + 1);
    if (fault !== undefined) return { path: `.${key}${fault.path}`, why: fault.why };
  }
  return undefined;
}
