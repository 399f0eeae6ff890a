import { DomainError, InvalidInput, NotFound } from '../../platform/errors.js';
import { sqlState } from '../../platform/db/pg-errors.js';

export const noFacility = (id: string) => new NotFound({ zh: '仓库', en: 'facility' }, id);
export const noZone = (id: string) => new NotFound({ zh: '库区', en: 'storage zone' }, id);
export const noLocation = (id: string) => new NotFound({ zh: '货位', en: 'storage location' }, id);
export const noSensor = (id: string) => new NotFound({ zh: '温湿度探头', en: 'sensor' }, id);
export const noPlacement = (id: string) => new NotFound({ zh: '探头布置', en: 'sensor placement' }, id);

export const unfit = (path: string, value: unknown, zh: string, en: string) =>
  new InvalidInput([{ path, value, message: { zh, en } }]);

/** The name or number is used by another row of the organisation. */
export class AlreadyThere extends DomainError {
  readonly code = 'storage/already-there';
  readonly kind = 'conflict';
  constructor(name: string) {
    super({ zh: `“${name}”已登记`, en: `"${name}" is registered already` });
  }
}

/** Less lies at the place than is to be taken from it. */
export class LessLiesThere extends DomainError {
  readonly code = 'storage/less-lies-there';
  readonly kind = 'conflict';
  constructor(
    readonly lot: string,
    asked: number,
    there: number,
  ) {
    super({
      zh: `该货位上批次 ${lot} 只有 ${there} 克，不能取 ${asked} 克`,
      en: `${there} g of lot ${lot} lie there, ${asked} g were asked for`,
    });
    Object.assign(this.extra, { lot, asked, there });
  }
}

/** A lot that somebody else holds, that is on its way, or that is counted by pieces, lies at none of our places. */
export class LotNotHere extends DomainError {
  readonly code = 'storage/lot-not-here';
  readonly kind = 'conflict';
  constructor(lot: string) {
    super({
      zh: `批次 ${lot} 不在本单位库存（由他人持有、在途或按株计数）`,
      en: `lot ${lot} is not in this organisation's stock (held by another, on its way, or counted by pieces)`,
    });
  }
}

/** More would lie at places than is left of the lot. */
export class MoreThanIsLeft extends DomainError {
  readonly code = 'storage/more-than-is-left';
  readonly kind = 'conflict';
  constructor(
    readonly lot: string,
    asked: number,
    free: number,
  ) {
    super({
      zh: `批次 ${lot} 未上架的只有 ${free} 克，不能上架 ${asked} 克`,
      en: `${free} g of lot ${lot} lie at no place yet, ${asked} g were to be put away`,
    });
    Object.assign(this.extra, { lot, asked, free });
  }
}

/** Goods moved, or somebody counted, since the state that was counted. */
export class CountedOlderState extends DomainError {
  readonly code = 'storage/counted-older-state';
  readonly kind = 'conflict';
  constructor(location: string, version: number) {
    super({
      zh: '盘点期间该货位已有变动或已被盘点，请按最新账面重新盘点',
      en: 'goods moved or were counted there meanwhile; count again by the state of now',
    });
    Object.assign(this.extra, { location, version });
  }
}

/** A count beyond what the lot weighed when it came to be. */
export class MoreThanItWas extends DomainError {
  readonly code = 'storage/more-than-it-was';
  readonly kind = 'conflict';
  constructor(lot: string, found: number, left: number, born: number) {
    super({
      zh: `批次 ${lot} 产生时为 ${born} 克，账面余 ${left} 克，不能盘盈 ${found} 克；多出的请查明来源`,
      en: `lot ${lot} weighed ${born} g at birth and has ${left} g left, it cannot gain ${found} g; find out where they come from`,
    });
    Object.assign(this.extra, { lot, found, left, born });
  }
}

/** Runs a statement of the store and turns a refusal of the database (SQLSTATE class BS) into its sentence. */
export async function storing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

function refusalOf(error: unknown): DomainError | undefined {
  const state = sqlState(error);
  if (state === undefined || !state.startsWith('BS')) return undefined;
  const detail = (error as { driverError?: { detail?: unknown } }).driverError?.detail;
  const figures = (typeof detail === 'string' ? JSON.parse(detail) : {}) as Record<string, unknown>;
  const [lot, number] = [String(figures['lot']), (key: string) => Number(figures[key])];
  switch (state) {
    case 'BS001':
      return new LessLiesThere(lot, number('asked'), number('there'));
    case 'BS002':
      return new LotNotHere(lot);
    case 'BS003':
      return new MoreThanIsLeft(lot, number('asked'), number('free'));
    case 'BS004':
      return new CountedOlderState(String(figures['location']), number('version'));
    case 'BS005':
      return new MoreThanItWas(lot, number('found'), number('left'), number('born'));
    default:
      return undefined;
  }
}
