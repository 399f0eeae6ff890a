import type { Bilingual, DomainError, ErrorKind } from '../errors.js';

/** RFC 9457 problem document as every refusal of /api and /ledger is sent. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors: { path: string; value?: unknown; message: string }[];
  ruleId?: string;
  citation?: string;
  [extra: string]: unknown;
}

export type Language = 'zh' | 'en';

const STATUS: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  'wrong-method': 405,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
  bug: 500,
};

const TITLE: Record<ErrorKind, Bilingual> = {
  malformed: { zh: '请求内容有误', en: 'The request cannot be read' },
  unauthenticated: { zh: '请先登录', en: 'Please sign in' },
  forbidden: { zh: '没有权限', en: 'Not allowed' },
  'not-found': { zh: '没有找到', en: 'Not found' },
  'wrong-method': { zh: '不支持的请求方法', en: 'Not with this method' },
  conflict: { zh: '与现有记录冲突', en: 'In conflict with what is recorded' },
  gone: { zh: '已不存在', en: 'Gone' },
  'too-large': { zh: '请求内容太大', en: 'Too large' },
  unsupported: { zh: '不支持的内容格式', en: 'Not in this format' },
  invalid: { zh: '内容不合要求', en: 'Not acceptable' },
  'too-many': { zh: '请求太频繁', en: 'Too many requests' },
  unavailable: { zh: '暂时无法处理', en: 'Unavailable for the moment' },
  bug: { zh: '系统内部错误', en: 'Internal error' },
};

/** zh unless the caller prefers English. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const first = acceptLanguage?.split(',')[0]?.trim().toLowerCase() ?? '';
  return first.startsWith('en') ? 'en' : 'zh';
}

/** Writes a refusal as a problem document in the caller's language. */
export function problemOf(error: DomainError, language: Language): Problem {
  return {
    type: `/problems/${error.code}`,
    title: TITLE[error.kind][language],
    status: STATUS[error.kind],
    detail: error.text[language],
    code: error.code,
    errors: error.errors.map(({ path, value, message }) => ({
      path,
      ...(value === undefined ? {} : { value }),
      message: message[language],
    })),
    ...(error.ruleId ? { ruleId: error.ruleId } : {}),
    ...(error.citation ? { citation: error.citation } : {}),
    ...error.extra,
  };
}
