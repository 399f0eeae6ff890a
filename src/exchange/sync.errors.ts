import { DomainError, type FieldFault } from '../platform/errors.js';

/** A kind of act that is not taken offline. */
export class UnknownKind extends DomainError {
  readonly code = 'sync/unknown-kind';
  readonly kind = 'malformed';
  override readonly errors: FieldFault[];
  constructor(sent: string, known: readonly string[]) {
    const message = {
      zh: `“${sent}”不能离线上报，可用：${known.join('、')}`,
      en: `"${sent}" is not taken offline; known are ${known.join(', ')}`,
    };
    super(message);
    this.errors = [{ path: 'kind', value: sent, message }];
  }
}
