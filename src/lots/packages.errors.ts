import { DomainError } from '../platform/errors.js';

/** Only batches and consignments are packed. */
export class NotPackable extends DomainError {
  readonly code = 'lots/not-packable';
  readonly kind = 'invalid';
  constructor(
    readonly lot: string,
    readonly lotKind: string,
  ) {
    super({
      zh: `批次 ${lot} 不是生产批次，不能登记包装`,
      en: `lot ${lot} is a ${lotKind}; only batches and consignments are packed`,
    });
  }
}

/** The packages together would weigh more than there is. */
export class PackedMoreThanThereIs extends DomainError {
  readonly code = 'lots/packed-more-than-there-is';
  readonly kind = 'conflict';
  constructor(
    readonly lot: string,
    readonly askedGrams: number,
    readonly leftGrams: number,
  ) {
    super({
      zh: `批次 ${lot} 可包装 ${leftGrams} 克，包装共需 ${askedGrams} 克`,
      en: `${leftGrams} g of lot ${lot} are left to be packed, the packages take ${askedGrams} g`,
    });
    Object.assign(this.extra, { lot, asked: askedGrams, left: leftGrams });
  }
}
