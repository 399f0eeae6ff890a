import { DomainError, InvalidInput, NotFound, type FieldFault } from '../platform/errors.js';
import { ruleOf } from '../rules/catalogue.js';

export const noBatch = (id: string) => new NotFound({ zh: '批次', en: 'batch' }, id);

/** The organisation has a batch of this number. */
export class BatchNumberTaken extends DomainError {
  readonly code = 'batches/number-taken';
  readonly kind = 'conflict';
  override readonly errors: FieldFault[];
  constructor(readonly number: string) {
    const message = { zh: `批号“${number}”已用于另一批次`, en: `batch number "${number}" is used by another batch` };
    super(message);
    this.errors = [{ path: 'number', value: number, message }];
  }
}

/** A batch of one herb made of another. */
export class BatchOfAnotherHerb extends DomainError {
  readonly code = 'batches/another-herb';
  readonly kind = 'invalid';
  override readonly ruleId = 'R-01';
  override readonly errors: FieldFault[];
  constructor(input: number, is: string, wanted: string) {
    const message = { zh: `投入批次的药材是 ${is}，批次是 ${wanted}`, en: `is a lot of ${is}, the batch is ${wanted}` };
    super(message);
    this.errors = [{ path: `inputs.${input}.lot`, value: is, message }];
  }
}

/** What a label says does not change after the decision on its batch. */
export class LabelFrozen extends DomainError {
  readonly code = 'batches/label-frozen';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-20';
  override readonly citation = ruleOf('R-20').citation;
  constructor(number: string) {
    super({
      zh: `批次 ${number} 已作出放行或不合格决定，标签内容不得更改`,
      en: `batch ${number} was decided on; what its labels say no longer changes`,
    });
  }
}

/** A label act that decides nothing. */
export const emptyLabel = () =>
  new InvalidInput([
    {
      path: 'specification',
      message: { zh: '规格、保质期、贮藏至少填一项', en: 'give a specification, a shelf life or a storage' },
    },
  ]);

/** A batch without a number, and no scheme to give it one. */
export const noNumberScheme = () =>
  new InvalidInput([
    {
      path: 'number',
      message: { zh: '请填批号，或先设定本单位的编号规则', en: 'give a number, or set a scheme for numbers first' },
    },
  ]);

export const wrongPattern = (pattern: string, message: { zh: string; en: string }) =>
  new InvalidInput([{ path: 'pattern', value: pattern, message }]);

export const noRetainedSample = (id: string) => new NotFound({ zh: '留样', en: 'retained sample' }, id);

/** A retained sample that has to be kept still. */
export class KeptStill extends DomainError {
  readonly code = 'batches/kept-still';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-23';
  override readonly citation = ruleOf('R-23').citation;
}

/** A retained sample is destroyed by two people, one after the other. */
export class TwoPeopleNeeded extends DomainError {
  readonly code = 'batches/two-people-needed';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-23';
  override readonly citation = ruleOf('R-23').citation;
  constructor(why: 'not-asked' | 'same-person' | 'asked' | 'destroyed') {
    super(
      {
        'not-asked': { zh: '须先由另一人提出销毁', en: 'another person has to ask for it first' },
        'same-person': { zh: '提出人与确认人须为两人', en: 'who asked and who confirms are two people' },
        asked: { zh: '销毁已经提出，待另一人确认', en: 'it was asked for, and waits for another person' },
        destroyed: { zh: '该留样已销毁', en: 'the sample was destroyed' },
      }[why],
    );
  }
}
