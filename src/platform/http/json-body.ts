import { MalformedInput } from '../errors.js';

/** Deeper bodies than this are no evidence but an attack; GeoJSON needs 5. */
const MAX_DEPTH = 20;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
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
  refuseBadStrings(value, '');
  return value;
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

function refuseBadStrings(value: unknown, path: string): void {
  if (typeof value === 'string') refuseBadText(value, path);
  else if (Array.isArray(value)) value.forEach((item, index) => refuseBadStrings(item, join(path, String(index))));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (FORBIDDEN_KEYS.has(key)) throw fault(join(path, key), undefined, '不是允许的字段名', 'is not an allowed key');
      refuseBadText(key, path);
      refuseBadStrings(item, join(path, key));
    }
  } else if (typeof value === 'number' && !Number.isFinite(value)) {
    throw fault(path, String(value), '应为有限的数字', 'must be a finite number');
  }
}

function refuseBadText(text: string, path: string): void {
  if (text.includes('\u0000'))
    throw fault(path, text.replaceAll('\u0000', '\\u0000').slice(0, 200), '含有空字符 NUL', 'contains a NUL character');
  if (!text.isWellFormed())
    throw fault(path, text.toWellFormed().slice(0, 200), '含有残缺的字符（孤立代理项）', 'contains a lone surrogate');
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function fault(path: string, value: unknown, zh: string, en: string): MalformedInput {
  return new MalformedInput([{ path, ...(value === undefined ? {} : { value }), message: { zh, en } }]);
}
