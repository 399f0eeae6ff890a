import { DomainError } from '../platform/errors.js';

/** Malformed, forged and never issued are one answer: whoever tries codes learns nothing. */
export class UnknownTraceCode extends DomainError {
  readonly code = 'trace/unknown-code';
  readonly kind = 'not-found';
  constructor() {
    super({ zh: '未查到该追溯码，请核对', en: 'This trace code was not found' });
  }
}

/** The check character does not fit. */
export class MistypedTraceCode extends DomainError {
  readonly code = 'trace/mistyped-code';
  readonly kind = 'not-found';
  constructor() {
    super({
      zh: '溯源码输错了：校验字符不符，请逐个字符核对',
      en: 'The trace code was mistyped: its check character does not fit',
    });
  }
}
