import { DomainError, InvalidInput, NotFound, type FieldFault } from '../platform/errors.js';

export const noRun = (id: string) => new NotFound({ zh: '加工记录', en: 'run' }, id);

/** The record contradicts itself in its times. */
export class TimesDisagree extends InvalidInput {
  override readonly code: string = 'processing/times-disagree';
}

/** A herb that nobody put in comes out. */
export class HerbAppeared extends DomainError {
  readonly code = 'processing/herb-appeared';
  readonly kind = 'invalid';
  override readonly errors: FieldFault[];
  constructor(output: number, herb: string, inputs: readonly string[]) {
    const message = {
      zh: `产出药材 ${herb}，但投入的是 ${inputs.join('、')}`,
      en: `makes ${herb}, but ${inputs.join(', ')} went in`,
    };
    super(message);
    this.errors = [{ path: `outputs.${output}.herb`, value: herb, message }];
  }
}
