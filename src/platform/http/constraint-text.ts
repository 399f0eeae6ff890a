import type { Bilingual } from '../errors.js';

/** Chinese for class-validator's built-in constraints; our own constraints bring `中文|English` in their message. */
const CHINESE: Record<string, string> = {
  whitelistValidation: '不是本接口认识的字段',
  unknownValue: '内容无法识别',
  isString: '应为文字',
  isNotEmpty: '不能为空',
  isInt: '应为整数',
  isNumber: '应为数字',
  isBoolean: '应为 true 或 false',
  isArray: '应为数组',
  isObject: '应为对象',
  isUuid: '应为 UUID',
  isIn: '不在允许的取值中',
  isEnum: '不在允许的取值中',
  min: '数值太小',
  max: '数值太大',
  minLength: '太短',
  maxLength: '太长',
  isLength: '长度不符',
  matches: '格式不符',
  arrayMinSize: '条目太少',
  arrayMaxSize: '条目太多',
  arrayNotEmpty: '不能是空数组',
  arrayUnique: '有重复条目',
  isISO8601: '应为 ISO 8601 时间',
  isDateString: '应为日期',
  nestedValidation: '应为对象',
  isDefined: '必须填写',
};

/** Turns one class-validator constraint into both languages, keeping the English expectation beside the Chinese. */
export function constraintText(constraint: string, english: string): Bilingual {
  const bar = english.indexOf('|');
  if (bar > 0) return { zh: english.slice(0, bar), en: english.slice(bar + 1) };
  const chinese = CHINESE[constraint];
  return { zh: chinese ? `${chinese}（${english}）` : english, en: english };
}
