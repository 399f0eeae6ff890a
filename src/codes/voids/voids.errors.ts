import { DomainError, InvalidInput, type Bilingual } from '../../platform/errors.js';
import type { CodeKind } from '../code-kind.js';

/** Nothing of what was named has a live code. */
export class NothingToVoid extends DomainError {
  readonly code = 'codes/nothing-to-void';
  readonly kind = 'conflict';
  constructor(first: number, last: number) {
    super({ zh: `第 ${first} 至 ${last} 件没有有效溯源码`, en: `packages ${first} to ${last} have no live code` });
  }
}

/** A stretch that ends before it begins. */
export class SerialsTurnedRound extends InvalidInput {
  override readonly code = 'codes/serials-turned-round';
  constructor(last: number) {
    super([{ path: 'last', value: last, message: { zh: '不得小于 first', en: 'must not be less than first' } }]);
  }
}

/** A code that holds others or is inside another is not taken away under them. */
export class CodeIsPacked extends DomainError {
  readonly code = 'codes/packed';
  readonly kind = 'conflict';
  constructor() {
    super({
      zh: '该码仍在箱、托中，或其中仍有包装：请先拆出，或用更换',
      en: 'this code is inside another or holds others: unpack first, or replace it',
    });
  }
}

/** What cannot be replaced by another code, and what to do instead. */
export class NotReplaceable extends DomainError {
  readonly code = 'codes/not-replaceable';
  readonly kind = 'invalid';
  constructor(kind: CodeKind, path: 'code' | 'by', why: Bilingual) {
    super(why);
    this.errors.push({ path, value: kind, message: why });
  }
}

export const WHY_NOT = {
  batch: {
    zh: '批次码不更换：请重新打印同一码',
    en: 'a batch keeps its code: print the same one again',
  },
  unbound: {
    zh: '该卷标尚未绑定：作废即可，另取一枚',
    en: 'this label stands on nothing yet: void it and take another',
  },
  needsLabel: {
    zh: '请用另一枚空白卷标更换（by）',
    en: 'give a free label of a roll in its place (by)',
  },
  byTaken: {
    zh: '新标签应为未绑定、未作废的卷标',
    en: 'the new label must be of a roll, bound to nothing and not void',
  },
  container: {
    zh: '箱、托的码由系统发放新码，不用卷标',
    en: 'cartons and pallets get a new code of their own, not a label of a roll',
  },
} satisfies Record<string, Bilingual>;
