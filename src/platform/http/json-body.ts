import { MalformedInput, type FieldFault } from '../errors.js';

/** Deeper bodies than this are no evidence but an attack; GeoJSON needs 5. */
const MAX_DEPTH = 20;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/**
 * Controls but tab and line ends, marks that turn the writing direction, characters without a shape, Hangul fillers,
 * non-characters: they let one name look like another, and two different names look like one.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\uffff]/u;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a JSON request body strictly: UTF-8, at most 20 levels deep (checked on the bytes, before any parser can
 * overflow), no NUL and no lone surrogate (PostgreSQL would refuse the one and silently replace the other), no key
 * that could reach a prototype. Faults name their path.
 */
export function parseJsonBody(body: Buffer): unknown {
  refuseDeep(body);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw fault('', undefined, '不是 UTF-8 编码', 'is not UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw fault('', undefined, '不是有效的 JSON', `is not JSON: ${(error as Error).message}`);
  }
  refuseTwice(text);
  return readStrings(value, '');
}

function refuseDeep(body: Buffer): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i]!;
    if (quoted) {
      if (byte === 0x5c) i += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (OPEN.has(byte)) {
      depth += 1;
      if (depth > MAX_DEPTH)
        throw fault('', undefined, `嵌套超过 ${MAX_DEPTH} 层`, `is nested more than ${MAX_DEPTH} levels deep`);
    } else if (CLOSE.has(byte)) depth -= 1;
  }
}

/**
 * Refuses a key that stands twice in one object: a parser takes the last, a reader the first, and both believe they have
 * seen the record. The text is known to be JSON.
 */
function refuseTwice(text: string): void {
  const open: { keys: Set<string> | undefined; at: string; expectsKey: boolean; index: number }[] = [];
  for (let i = 0; i < text.length; i += 1) {
    const inner = open[open.length - 1];
    switch (text.charAt(i)) {
      case '"': {
        const start = i;
        for (i += 1; text[i] !== '"'; i += 1) if (text[i] === '\\') i += 1;
        if (inner?.keys === undefined || !inner.expectsKey) break;
        const key = JSON.parse(text.slice(start, i + 1)) as string;
        if (inner.keys.has(key))
          throw fault(pathOf([...open.slice(0, -1), { at: key }]), undefined, '字段重复出现', 'stands twice');
        inner.keys.add(key);
        Object.assign(inner, { at: key, expectsKey: false });
        break;
      }
      case '{':
        open.push({ keys: new Set(), at: '', expectsKey: true, index: 0 });
        break;
      case '[':
        open.push({ keys: undefined, at: '0', expectsKey: false, index: 0 });
        break;
      case ',':
        if (inner?.keys !== undefined) inner.expectsKey = true;
        else if (inner !== undefined) inner.at = String((inner.index += 1));
        break;
      case '}':
      case ']':
        open.pop();
        break;
      default:
    }
  }
}

function pathOf(open: readonly { at: string }[]): string {
  return open.map(({ at }) => at).join('.');
}

/** Refuses texts nobody can see or store, and gives every UUID its one form, lower case (RFC 9562 §4). */
function readStrings(value: unknown, path: string): unknown {
  if (typeof value === 'string') {
    refuseBadText(value, path);
    return UUID.test(value) ? value.toLowerCase() : value;
  }
  if (Array.isArray(value)) return value.map((item, index) => readStrings(item, join(path, String(index))));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        if (FORBIDDEN_KEYS.has(key))
          throw fault(join(path, key), undefined, '不是允许的字段名', 'is not an allowed key');
        refuseBadText(key, path);
        return [key, readStrings(item, join(path, key))];
      }),
    );
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw fault(path, String(value), '应为有限的数字', 'must be a finite number');
  return value;
}

function refuseBadText(text: string, path: string): void {
  const wrong = badText(text);
  if (wrong !== undefined) throw new MalformedInput([{ path, ...wrong }]);
}

/** What is wrong with a text that nobody can see or store, with the text as it can be shown; undefined for a good one. */
export function badText(text: string): Pick<FieldFault, 'value' | 'message'> | undefined {
  if (text.includes('\u0000'))
    return { value: shown(text), message: { zh: '含有空字符 NUL', en: 'contains a NUL character' } };
  if (!text.isWellFormed())
    return {
      value: text.toWellFormed().slice(0, 200),
      message: { zh: '含有残缺的字符（孤立代理项）', en: 'contains a lone surrogate' },
    };
  if (INVISIBLE.test(text))
    return {
      value: shown(text),
      message: { zh: '含有控制字符或不可见字符', en: 'contains control or invisible characters' },
    };
  return undefined;
}

/** The text with what cannot be seen spelled out. */
function shown(text: string): string {
  const spell = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.slice(0, 200).replace(new RegExp(INVISIBLE, 'gu'), spell);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function fault(path: string, value: unknown, zh: string, en: string): MalformedInput {
  return new MalformedInput([{ path, ...(value === undefined ? {} : { value }), message: { zh, en } }]);
}
