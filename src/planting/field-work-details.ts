import type { FieldFault } from '../platform/errors.js';
import type { FieldWorkKind } from './field-work-kind.js';

/** What a kind of field work may say of itself, and how it is written. */
type Parameter = { as: 'decimal' } | { as: 'text' } | { as: 'words'; words: readonly string[] };

const decimal: Parameter = { as: 'decimal' };
const text: Parameter = { as: 'text' };
const words = (...list: string[]): Parameter => ({ as: 'words', words: list });

/**
 * Parameters by kind (GAP 2022 文件章 asks for them: 灌溉时间、方法、水量; 病虫害程度; 物候期; 灾害). A parameter in italics of
 * nobody's list is refused: a mistyped name would be a value nobody finds again.
 */
export const DETAILS: Readonly<Record<FieldWorkKind, Readonly<Record<string, Parameter>>>> = {
  整地: { depthCm: decimal, previousCrop: text },
  播种: { kgPerMu: decimal, depthCm: decimal, spacingCm: text },
  移栽: { plantsPerMu: decimal, spacingCm: text },
  间苗: { plantsPerMu: decimal },
  施肥: {
    placement: words('基肥', '追肥', '叶面肥', '种肥'),
    rotted: words('已腐熟', '未腐熟'),
    nitrogenKg: decimal,
    phosphorusKg: decimal,
    potassiumKg: decimal,
  },
  施药: { equipment: text, waterLitres: decimal, packaging: words('已回收', '未回收') },
  灌溉: { method: words('漫灌', '沟灌', '喷灌', '滴灌', '浇水'), cubicMetres: decimal, waterSource: text },
  排水: { cause: text },
  除草: { method: words('人工', '机械', '覆盖', '化学') },
  中耕: { depthCm: decimal },
  修剪: { method: text, removed: text },
  覆盖: { material: text },
  遮阴: { material: text, shadePercent: decimal },
  授粉: { method: words('自然', '人工', '放蜂') },
  巡查: { found: text, severity: words('无', '轻', '中', '重'), affectedPercent: decimal },
  物候: { stage: text, percent: decimal },
  灾害: {
    disaster: words('干旱', '洪涝', '冰雹', '霜冻', '大风', '火灾', '病虫害', '污染', '其他'),
    severity: words('轻', '中', '重'),
    affectedMu: decimal,
    measures: text,
  },
  其他: { what: text },
};

/** Kinds that say nothing without this parameter. */
const NEEDED: Partial<Record<FieldWorkKind, string>> = { 物候: 'stage', 灾害: 'disaster' };

const DECIMAL = /^(0|[1-9]\d{0,8})(\.\d{1,3})?$/;
const MAX_TEXT = 200;

/** Faults of the details of one piece of work; empty when each is known for this kind and well-formed. */
export function detailFaults(
  kind: FieldWorkKind,
  details: Readonly<Record<string, unknown>> | undefined,
): FieldFault[] {
  const known = DETAILS[kind];
  const faults = Object.entries(details ?? {}).flatMap(([name, value]) => {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined)
      return [
        fault(
          name,
          value,
          `${kind}没有这一项；可填 ${Object.keys(known).join('、')}`,
          `is not known of ${kind}; there are ${Object.keys(known).join(', ')}`,
        ),
      ];
    return wrongValue(parameter, name, value);
  });
  const needed = NEEDED[kind];
  // A record without details is an old device's; one with details must say what the kind is about.
  if (details !== undefined && needed !== undefined && details[needed] === undefined)
    faults.push(fault(needed, null, `${kind}须写明`, `is wanted of ${kind}`));
  return faults;
}

function wrongValue(parameter: Parameter, name: string, value: unknown): FieldFault[] {
  if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_TEXT)
    return [fault(name, value, `应为不超过 ${MAX_TEXT} 字的文字`, `must be text of at most ${MAX_TEXT} characters`)];
  if (parameter.as === 'decimal' && !DECIMAL.test(value))
    return [fault(name, value, '应为小数文本', 'must be a decimal as text')];
  if (parameter.as === 'words' && !parameter.words.includes(value))
    return [
      fault(name, value, `应为 ${parameter.words.join('、')} 之一`, `must be one of ${parameter.words.join(', ')}`),
    ];
  return [];
}

function fault(name: string, value: unknown, zh: string, en: string): FieldFault {
  return { path: `details.${name}`, value, message: { zh, en } };
}
