import { DomainError } from '../platform/errors.js';

/** The fact cannot be recorded as it is: a fault of the room that made it, or of a text nobody looked at before. */
export class FactRefused extends DomainError {
  readonly code = 'ledger/fact-refused';
  readonly kind = 'invalid';
  constructor(
    readonly factType: string,
    readonly why: string,
  ) {
    super({
      zh: `该记录无法存证（${factType}）：${why}`,
      en: `a fact of type "${factType}" is refused: ${why}`,
    });
  }
}

/** Something in the ledger does not fit what was signed before; nothing new is signed over it. */
export class SealingRefused extends DomainError {
  readonly code = 'ledger/sealing-refused';
  readonly kind = 'unavailable';
  constructor(readonly why: string) {
    super({ zh: `账本停止签发：${why}`, en: `the ledger refuses to sign: ${why}` });
  }
}

/** The signing key is missing, or is not the one that signed before. Nothing is made in its place. */
export class SigningKeyRefused extends DomainError {
  readonly code = 'ledger/signing-key-refused';
  readonly kind = 'unavailable';
  constructor(readonly why: string) {
    super({ zh: `签名密钥不符，拒绝启动：${why}`, en: why });
  }
}

/** Recorded a moment ago; its leaf and proof follow within a second. */
export class NotYetSealed extends DomainError {
  readonly code = 'ledger/not-yet-sealed';
  readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 1;
  constructor(factId: string) {
    super({
      zh: `记录 ${factId} 已保存，正在写入账本，请稍后再取证明`,
      en: `fact ${factId} is recorded and not yet sealed; ask again in a second`,
    });
  }
}

/** What verify-ledger compares the database with (the key, a checkpoint kept outside) cannot be read. */
export class NothingToCompareWith extends DomainError {
  readonly code = 'ledger/nothing-to-compare-with';
  readonly kind = 'unavailable';
  constructor(why: string) {
    super({ zh: `无法核对账本：${why}`, en: why });
  }
}
