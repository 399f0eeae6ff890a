import type { Bilingual } from '../errors.js';

/** class-validator's own constraints in both languages; ours bring `中文|English` in their message. `n` is their bound. */
const TEXTS: Record<string, (n: string) => Bilingual> = {
  whitelistValidation: () => ({ zh: '不是本接口认识的字段', en: 'is not a field of this request' }),
  unknownValue: () => ({ zh: '内容无法识别', en: 'cannot be recognised' }),
  isString: () => ({ zh: '应为文字', en: 'must be text' }),
  isNotEmpty: () => ({ zh: '不能为空', en: 'must not be empty' }),
  isInt: () => ({ zh: '应为整数', en: 'must be a whole number' }),
  isNumber: () => ({ zh: '应为数字', en: 'must be a number' }),
  isBoolean: () => ({ zh: '应为 true 或 false', en: 'must be true or false' }),
  isArray: () => ({ zh: '应为数组', en: 'must be a list' }),
  isObject: () => ({ zh: '应为对象', en: 'must be an object' }),
  isUuid: () => ({ zh: '应为 UUID', en: 'must be a UUID' }),
  isIn: () => ({ zh: '不在允许的取值中', en: 'is not one of the values allowed' }),
  isEnum: () => ({ zh: '不在允许的取值中', en: 'is not one of the values allowed' }),
  min: (n) => ({ zh: `不得小于 ${n}`, en: `must be at least ${n}` }),
  max: (n) => ({ zh: `不得大于 ${n}`, en: `must be at most ${n}` }),
  minLength: (n) => ({ zh: `至少 ${n} 字`, en: `must have at least ${n} characters` }),
  maxLength: (n) => ({ zh: `不得超过 ${n} 字`, en: `must have at most ${n} characters` }),
  isLength: () => ({ zh: '长度不符', en: 'has the wrong length' }),
  matches: () => ({ zh: '格式不符', en: 'has the wrong form' }),
  arrayMinSize: (n) => ({ zh: `至少 ${n} 项`, en: `must have at least ${n} entries` }),
  arrayMaxSize: (n) => ({ zh: `至多 ${n} 项`, en: `must have at most ${n} entries` }),
  arrayNotEmpty: () => ({ zh: '不能是空数组', en: 'must not be an empty list' }),
  arrayUnique: () => ({ zh: '有重复条目', en: 'has an entry twice' }),
  isIso8601: () => ({ zh: '应为 ISO 8601 时间', en: 'must be an ISO 8601 time' }),
  isDateString: () => ({ zh: '应为日期', en: 'must be a day' }),
  nestedValidation: () => ({ zh: '应为对象', en: 'must be an object' }),
  isDefined: () => ({ zh: '必须填写', en: 'is missing' }),
};

/** One constraint in both languages, without the field's name: that stands beside it as the path. */
export function constraintText(constraint: string, english: string, property = ''): Bilingual {
  const bar = english.indexOf('|');
  if (bar > 0) return { zh: english.slice(0, bar), en: english.slice(bar + 1) };
  const bound = (property === '' ? english : english.replace(property, '')).match(/-?\d+(\.\d+)?/)?.[0] ?? '';
  return TEXTS[constraint]?.(bound) ?? { zh: '不合要求', en: 'is not acceptable' };
}
