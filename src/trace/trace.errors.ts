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

/** The network has asked too often (budgets/network-budgets.service.ts). */
export class TooManyLookUps extends DomainError {
  readonly code = 'trace/too-many';
  readonly kind = 'too-many';
  constructor(override readonly retryAfterSeconds = 60) {
    super({ zh: '查询过于频繁，请稍后再试', en: 'Too many look-ups; please try again later' });
  }
}

/** So many look-ups by number wait already that one more would only wait in vain. */
export class NumbersBusy extends DomainError {
  readonly code = 'trace/busy';
  readonly kind = 'unavailable';
  constructor() {
    super({ zh: '系统正忙，请稍后再试', en: 'The system is busy; please try again shortly' });
  }
  override readonly retryAfterSeconds = 2;
}
