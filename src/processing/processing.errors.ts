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

/** A step the reference data does not have. */
export class UnknownStep extends InvalidInput {
  override readonly code: string = 'processing/unknown-step';
}

/** A reading that no instrument can have shown, or a parameter that does not exist. */
export class ImpossibleReading extends InvalidInput {
  override readonly code: string = 'processing/impossible-reading';
}

/** An agreement that ends before it begins. */
export class TollDaysDisagree extends InvalidInput {
  override readonly code: string = 'processing/toll-days-disagree';
  constructor(validUntil: string) {
    super([
      {
        path: 'validUntil',
        value: validUntil,
        message: { zh: '不得早于生效日', en: 'must not lie before validFrom' },
      },
    ]);
  }
}

export const noWorkshop = (id: string) => new NotFound({ zh: '受托加工单位', en: 'workshop' }, id);

export const noAdjuvant = (word: string, known: readonly { zh: string }[]) =>
  new InvalidInput([
    {
      path: 'adjuvant',
      value: word,
      message: {
        zh: `应为 ${known.map(({ zh }) => zh).join('、')} 之一`,
        en: `must be one of ${known.map(({ zh }) => zh).join(', ')}`,
      },
    },
  ]);
