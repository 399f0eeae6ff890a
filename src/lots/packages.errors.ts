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

/** The grams asked for are in packages; only what is not packed can be drawn. */
export class GramsArePacked extends DomainError {
  readonly code = 'lots/grams-are-packed';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(
    readonly lot: string,
    readonly askedGrams: number,
    readonly leftGrams: number,
  ) {
    const [asked, left] = [kilograms(askedGrams), kilograms(leftGrams)];
    super({
      zh: `批次 ${lot} 未包装的只有 ${left} 公斤，要取 ${asked} 公斤；已包装的不能再投料或取样`,
      en: `${left} kg of lot ${lot} are not packed, ${asked} kg were asked for; what is packed is not drawn`,
    });
    this.extra = { lot, askedGrams, leftGrams };
  }
}

/** Grams as kilograms, exactly. */
function kilograms(grams: number): string {
  const digits = String(grams).padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}
