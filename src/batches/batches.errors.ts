import { DomainError, NotFound, type FieldFault } from '../platform/errors.js';

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
