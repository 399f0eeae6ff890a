import { DomainError, NotFound } from '../platform/errors.js';
import { sqlState } from '../platform/db/pg-errors.js';
import { handOverRefusal } from './custody.errors.js';
import { GramsArePacked } from './packages.errors.js';
import type { HoldAuthority, Quality } from './lot-state.js';

/** More was asked of a lot than is left. */
export class MassExceeded extends DomainError {
  readonly code = 'lots/mass-exceeded';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(
    readonly lot: string,
    readonly askedGrams: number,
    readonly leftGrams: number,
  ) {
    super({
      zh: `批次 ${lot} 余量 ${leftGrams} 克，要取 ${askedGrams} 克，超出 ${askedGrams - leftGrams} 克`,
      en: `lot ${lot} has ${leftGrams} g left, ${askedGrams} g were asked for`,
    });
    this.extra = { lot, askedGrams, leftGrams };
  }
}

/** Σ in + Σ gain is not Σ out + Σ loss. */
export class MassUnbalanced extends DomainError {
  readonly code = 'lots/mass-unbalanced';
  readonly kind = 'invalid';
  override readonly extra: Record<string, unknown>;
  constructor(sheet: { inGrams: number; gainGrams: number; outGrams: number; lossGrams: number }) {
    const { inGrams, gainGrams, outGrams, lossGrams } = sheet;
    const differenceGrams = inGrams + gainGrams - outGrams - lossGrams;
    super({
      zh: `物料不平衡：投入 ${inGrams} 克 + 增重 ${gainGrams} 克，产出 ${outGrams} 克 + 损耗、取样、废料 ${lossGrams} 克，相差 ${differenceGrams} 克`,
      en: `mass does not balance: in ${inGrams} g + gain ${gainGrams} g, out ${outGrams} g + loss, samples and waste ${lossGrams} g, difference ${differenceGrams} g`,
    });
    this.extra = { inGrams, gainGrams, outGrams, lossGrams, differenceGrams };
  }
}

/** The lot does not exist, or not for this caller: the two are never told apart. */
export class NoSuchLot extends NotFound {
  override readonly code = 'lots/no-such-lot';
  constructor(readonly lot: string) {
    super({ zh: '批次', en: 'lot' }, lot);
  }
}

/** A hold by this id does not exist, or not for this caller. */
export class NoSuchHold extends NotFound {
  override readonly code = 'lots/no-such-hold';
  constructor(readonly hold: string) {
    super({ zh: '冻结', en: 'hold' }, hold);
  }
}

/** A future act on a lot that a hold binds. */
export class LotHeld extends DomainError {
  readonly code = 'lots/held';
  readonly kind = 'conflict';
  override readonly extra: Record<string, unknown>;
  constructor(
    readonly lot: string,
    readonly holds: readonly { hold: string; authority: HoldAuthority; reason: string; binding: boolean }[],
  ) {
    const binding = holds.filter((hold) => hold.binding);
    super({
      zh: `批次 ${lot} 已被冻结：${binding.map((hold) => hold.reason).join('；')}`,
      en: `lot ${lot} is held: ${binding.map((hold) => hold.reason).join('; ')}`,
    });
    this.extra = { lot, holds: binding.map(({ hold, authority, reason }) => ({ hold, authority, reason })) };
  }
}

/** A verdict that cannot follow the one that stands. */
export class QualityDecided extends DomainError {
  readonly code = 'lots/quality-decided';
  readonly kind = 'conflict';
  constructor(
    readonly lot: string,
    readonly from: Quality,
    readonly to: Quality,
  ) {
    super({
      zh: `批次 ${lot} 的质量状态为「${QUALITY_ZH[from]}」，不能改为「${QUALITY_ZH[to]}」`,
      en: `the quality of lot ${lot} is ${from} and cannot become ${to}`,
    });
  }
}

/** One act draws lots counted in grams and lots counted in pieces. */
export class UnitsMixed extends DomainError {
  readonly code = 'lots/units-mixed';
  readonly kind = 'invalid';
  constructor() {
    super({
      zh: '按克计与按粒计的批次不能在同一操作中混用',
      en: 'lots in grams and lots in pieces cannot be drawn by one act',
    });
  }
}

/** A hold can be placed or lifted only by whom its authority belongs to. */
export class HoldNotYours extends DomainError {
  readonly code = 'lots/hold-not-yours';
  readonly kind = 'forbidden';
  constructor(readonly authority?: HoldAuthority) {
    super(
      authority === undefined
        ? { zh: '只有监管部门可以作出这一冻结', en: 'only a regulator can place this hold' }
        : {
            zh: `这一冻结由${AUTHORITY_ZH[authority]}作出，须由其解除`,
            en: `this hold was placed by ${AUTHORITY_EN[authority]} and is lifted by them`,
          },
    );
  }
}

/** The hold was lifted before. */
export class HoldLifted extends DomainError {
  readonly code = 'lots/hold-lifted';
  readonly kind = 'conflict';
  constructor(readonly hold: string) {
    super({ zh: `冻结 ${hold} 此前已解除`, en: `hold ${hold} was lifted before` });
  }
}

/** Goods of several owners were mixed, and an output does not say whose it is, or names somebody else. */
export class OwnerUnnamed extends DomainError {
  readonly code = 'lots/owner-unnamed';
  readonly kind = 'invalid';
  override readonly extra: Record<string, unknown>;
  constructor(output: string, owners: readonly string[]) {
    super({
      zh: `产出 ${output} 须写明归哪一位货主：${owners.join('、')}`,
      en: `output ${output} must say whose it is, one of ${owners.join(', ')}`,
    });
    this.extra = { output, owners };
  }
}

const QUALITY_ZH: Record<Quality, string> = { pending: '待检', released: '已放行', rejected: '不合格' };
const AUTHORITY_ZH: Record<HoldAuthority, string> = {
  company: '另一企业',
  finding: '另一企业',
  regulator: '监管部门',
  recall: '召回发起方',
};
const AUTHORITY_EN: Record<HoldAuthority, string> = {
  company: 'another company',
  finding: 'another company',
  regulator: 'a regulator',
  recall: 'whoever published the recall',
};

/** Runs a call to the lot functions and turns a refusal of the database (SQLSTATE class BL) into its sentence. */
export async function refusing<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw refusalOf(error) ?? error;
  }
}

function refusalOf(error: unknown): DomainError | undefined {
  const state = sqlState(error);
  if (state === undefined || !state.startsWith('BL')) return undefined;
  const figures = figuresOf(error);
  switch (state) {
    case 'BL001':
      return new MassExceeded(String(figures['lot']), Number(figures['asked']), Number(figures['left']));
    case 'BL002':
      return new NoSuchLot(String(figures['lot']));
    case 'BL003': {
      const grams = (key: string) => Number(figures[key] ?? 0);
      return new MassUnbalanced({
        inGrams: grams('inGrams'),
        gainGrams: grams('gainGrams'),
        outGrams: grams('outGrams'),
        lossGrams: grams('lossGrams'),
      });
    }
    case 'BL004':
      return new LotHeld(String(figures['lot']), figures['holds'] as ConstructorParameters<typeof LotHeld>[1]);
    case 'BL005':
      return new QualityDecided(String(figures['lot']), figures['from'] as Quality, figures['to'] as Quality);
    case 'BL006':
      return new UnitsMixed();
    case 'BL007':
      return new HoldNotYours(figures['authority'] as HoldAuthority | undefined);
    case 'BL008':
      return new NoSuchHold(String(figures['hold']));
    case 'BL009':
      return new HoldLifted(String(figures['hold']));
    case 'BL012':
      return new GramsArePacked(String(figures['lot']), Number(figures['asked']), Number(figures['left']));
    case 'BL013':
      return new OwnerUnnamed(String(figures['output']), (figures['owners'] as string[] | null) ?? []);
    default:
      return handOverRefusal(error);
  }
}

function figuresOf(error: unknown): Record<string, unknown> {
  const detail = (error as { driverError?: { detail?: unknown } }).driverError?.detail;
  return typeof detail === 'string' ? (JSON.parse(detail) as Record<string, unknown>) : {};
}
