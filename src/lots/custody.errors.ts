import { DomainError } from '../platform/errors.js';
import { sqlState } from '../platform/db/pg-errors.js';

/** Goods in somebody else's store are neither worked on nor handed over by their owner. */
export class NotHeldByYou extends DomainError {
  readonly code = 'lots/not-held-by-you';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({ zh: `批次 ${lot} 不在贵单位手中，不能移交或动用`, en: `lot ${lot} is held by another organisation` });
  }
}

/** Goods on the road are neither worked on nor handed over again. */
export class UnderWay extends DomainError {
  readonly code = 'lots/under-way';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({ zh: `批次 ${lot} 在途，收货前不能移交或动用`, en: `lot ${lot} is under way` });
  }
}

/** A holder gives the goods of another to nobody but their owner. */
export class NotYoursToGive extends DomainError {
  readonly code = 'lots/not-yours-to-give';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({
      zh: `批次 ${lot} 属于他人，只能交还货主`,
      en: `lot ${lot} belongs to another and goes back to its owner only`,
    });
  }
}

/** only released stock leaves. */
export class NotReleased extends DomainError {
  readonly code = 'lots/not-released';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-24';
  constructor(
    readonly lot: string,
    readonly quality: string,
  ) {
    const zh = quality === 'rejected' ? '不合格' : '待检未放行';
    super({ zh: `批次 ${lot} ${zh}，不得发运`, en: `lot ${lot} is ${quality}; only released stock is dispatched` });
  }
}

/** Packages that are not in the lot, or have left it before. */
export class NoSuchPackages extends DomainError {
  readonly code = 'lots/no-such-packages';
  readonly kind = 'conflict';
  override readonly ruleId = 'R-24';
  constructor(
    readonly lot: string,
    readonly serials: string,
  ) {
    super({
      zh: `批次 ${lot} 中没有这些包装件（或已发出）：${serials}`,
      en: `packages ${serials} are not in lot ${lot}, or have left it`,
    });
  }
}

/** The grams of a line are not what its packages hold. */
export class PackagesWeighOtherwise extends DomainError {
  readonly code = 'lots/packages-weigh-otherwise';
  readonly kind = 'invalid';
  override readonly extra: Record<string, unknown>;
  constructor(lot: string, askedGrams: number, packedGrams: number) {
    super({
      zh: `所列包装件共 ${packedGrams} 克，填写 ${askedGrams} 克`,
      en: `these packages hold ${packedGrams} g, the line says ${askedGrams} g`,
    });
    this.extra = { lot, askedGrams, packedGrams };
  }
}

/** Nothing of this lot waits for the caller's answer: it was answered, or goes to somebody else. */
export class NothingToReceive extends DomainError {
  readonly code = 'lots/nothing-to-receive';
  readonly kind = 'conflict';
  constructor(readonly lot: string) {
    super({ zh: `批次 ${lot} 已签收或不在途`, en: `lot ${lot} was received before, or is not under way to you` });
  }
}

/** The sentence to a refusal of lot_consign and lot_receive, or undefined for another error. */
export function handOverRefusal(error: unknown): DomainError | undefined {
  const detail = (error as { driverError?: { detail?: unknown } }).driverError?.detail;
  const figures =
    typeof detail === 'string' && detail.startsWith('{') ? (JSON.parse(detail) as Record<string, unknown>) : {};
  const lot = String(figures['lot']);
  switch (sqlState(error) ?? '') {
    case 'BL030':
      return new NotHeldByYou(lot);
    case 'BL031':
      return new UnderWay(lot);
    case 'BL032':
      return new NotYoursToGive(lot);
    case 'BL033':
      return new NotReleased(lot, String(figures['quality']));
    case 'BL034':
      return new NoSuchPackages(lot, String(figures['serials']));
    case 'BL035':
      return new PackagesWeighOtherwise(lot, Number(figures['asked']), Number(figures['packed']));
    case 'BL036':
      return new NothingToReceive(lot);
    default:
      return undefined;
  }
}
