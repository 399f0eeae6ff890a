import { ruleOf } from '../../rules/catalogue.js';
import { DomainError, InvalidInput } from '../../platform/errors.js';
import type { LabelsOf } from '../artifacts/print-order.js';
import { LABEL_FIELDS, type LabelKey } from '../../lots/label-fields.js';

/** a product label is printed with all its fields or not at all. */
export class LabelIncomplete extends DomainError {
  readonly code = 'codes/label-incomplete';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-20';
  override readonly citation = ruleOf('R-20').citation;
  constructor(missing: readonly string[]) {
    const names = missing.map((key) => LABEL_FIELDS[key as LabelKey]);
    super({
      zh: `标签缺少${names.map(({ zh }) => zh).join('、')}，十一项齐全方可打印`,
      en: `the label lacks ${names.map(({ en }) => en.toLowerCase()).join(', ')}; it is printed only with all eleven fields`,
    });
    for (const [index, key] of missing.entries()) {
      const { zh, en } = names[index]!;
      this.errors.push({ path: `label.${key}`, message: { zh: `缺少${zh}`, en: `${en.toLowerCase()} is missing` } });
    }
  }
}

/** A field does not fit the label even in the smallest print. */
export class LabelTooLong extends DomainError {
  readonly code = 'codes/label-too-long';
  readonly kind = 'invalid';
  constructor(field: string, text: string, stock: string) {
    const zh = LABEL_FIELDS[field as LabelKey]?.zh ?? field;
    super({
      zh: `${zh}太长，${stock} 毫米的标签放不下，请换用较大的标签或缩短文字`,
      en: `${field} is too long for a label of ${stock} mm; take a larger label or a shorter text`,
    });
    this.errors.push({ path: `label.${field}`, value: text, message: this.text });
  }
}

/** A character the font has no picture of: an empty box on a label would be worse. */
export class LabelUnprintable extends DomainError {
  readonly code = 'codes/label-unprintable';
  readonly kind = 'invalid';
  constructor(field: string, characters: readonly string[]) {
    const list = characters.map((c) => `${c} (U+${c.codePointAt(0)!.toString(16).toUpperCase()})`).join('、');
    super({ zh: `标签字体没有这些字：${list}`, en: `the label font has no picture of ${list}` });
    this.errors.push({ path: `label.${field}`, message: this.text });
  }
}

/** Some of these packages, or labels of an order, have no live code: never issued, or made void. */
export class SerialsNotLive extends DomainError {
  readonly code = 'codes/serials-not-live';
  readonly kind = 'conflict';
  constructor(of: LabelsOf, first: number, last: number) {
    super({
      zh: `${of.lot === undefined ? '序号' : '件号'} ${first} 至 ${last} 没有有效的溯源码，请先申请溯源码`,
      en: `${of.lot === undefined ? 'labels' : 'packages'} ${first} to ${last} have no live code; ask for codes first`,
    });
    Object.assign(this.extra, of, { serials: [first, last] });
  }
}

/** Labels that were printed before are printed again only with a reason. */
export const reprintNeedsReason = (first: number, last: number) =>
  new InvalidInput([
    {
      path: 'reason',
      message: {
        zh: `第 ${first} 至 ${last} 号标签已打印过，补打请填写原因`,
        en: `labels ${first} to ${last} were printed before; say why they are printed again`,
      },
    },
  ]);

export const wrongWish = (path: string, zh: string, en: string) => new InvalidInput([{ path, message: { zh, en } }]);
