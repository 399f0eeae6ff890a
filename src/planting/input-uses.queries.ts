import { chineseDay } from '../platform/occurred-at.js';
import type { Tx } from '../platform/db/tx.js';
import { baseAmount } from './input-amount.js';
import { inputInStock } from './input-in-stock.js';
import { joinedLabel, type InputLabel } from './input-label.js';
import {
  readInputReference,
  registeredLabel,
  registrationKey,
  type InputReference,
} from './input-reference.queries.js';
import { judgeUse } from './judge-input.js';
import type { DoFieldWorkDto } from './planting.dto.js';
import { noInputLot, unfit } from './planting.errors.js';
import type { PlantingPlace, PreparedUse } from './prepared-work.js';
import { stockAfter, stockMove, type Stock } from './stock-draw.js';

/** An input lot as a use needs it, locked. */
export interface LockedInputLot extends Stock {
  id: string;
  kind: string;
  product: string;
  registrationNumber: string | null;
  expiresOn: string | null;
  label: InputLabel;
  unit: string;
}

/** The input lots of these ids, locked in the order of their ids until the end of the transaction. */
export async function lockInputLots(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<Map<string, LockedInputLot>> {
  if (ids.length === 0) return new Map();
  const rows: LockedInputLot[] = await tx.query(
    `select id, kind, product, registration_number as "registrationNumber", expires_on::text as "expiresOn", label, unit,
            balance::text, issued::text
       from input_lot where organisation_id = $1 and id = any($2::uuid[]) order by id for update`,
    [organisationId, [...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Works out the uses of inputs of one set of field work, in order: what an earlier one draws, a later one does not find. */
export class InputUses {
  private constructor(
    private readonly lots: Map<string, LockedInputLot>,
    private readonly reference: InputReference | undefined,
    /** Applications so far, by planting, product and year. */
    private readonly applications: Map<string, number>,
  ) {}

  static async of(tx: Tx, organisationId: string, dtos: readonly DoFieldWorkDto[], now: Date): Promise<InputUses> {
    const inputs = dtos.flatMap(({ input }) => (input === undefined ? [] : [input]));
    if (inputs.length === 0) return new InputUses(new Map(), undefined, new Map());
    const named = inputs.flatMap(({ lot }) => (lot === undefined ? [] : [lot]));
    const lots = await lockInputLots(tx, organisationId, named);
    const numbers = [
      ...inputs.map(({ registrationNumber }) => registrationNumber),
      ...[...lots.values()].map(({ registrationNumber }) => registrationNumber),
    ].flatMap((number) => (number === undefined || number === null ? [] : [registrationKey(number)]));
    const reference = await readInputReference(tx, chineseDay(now), [...new Set(numbers)]);
    const plantings = dtos.flatMap(({ planting, input }) => (input === undefined ? [] : [planting]));
    return new InputUses(lots, reference, await applicationsOn(tx, organisationId, plantings));
  }

  /**
   * One use, judged. Throws NotFound for an input lot of nobody or of somebody else, InvalidInput where the unit cannot
   * be taken from that lot.
   */
  prepare(dto: DoFieldWorkDto, place: PlantingPlace, pesticide: boolean): PreparedUse | undefined {
    const { input } = dto;
    if (input === undefined || this.reference === undefined) return undefined;
    const lot = input.lot === undefined ? undefined : this.lots.get(input.lot);
    if (input.lot !== undefined && lot === undefined) throw noInputLot(input.lot);
    const day = chineseDay(new Date(dto.at));
    const number = lot?.registrationNumber ?? input.registrationNumber;
    const label = joinedLabel(lot?.label, registeredLabel(this.reference, number, day));
    const intervalDays = longest(label?.safetyIntervalDays, input.safetyIntervalDays);
    const isPesticide = pesticide || lot?.kind === '农药';
    const draw = lot === undefined ? undefined : this.draw(input, lot);
    const drafts = judgeUse(
      {
        ...{ product: lot === undefined ? input.product : whole(lot.product, input.product), label, day, intervalDays },
        ...{ registrationNumber: number, pesticide: isPesticide, expiresOn: lot?.expiresOn },
        ...{ purpose: input.target ?? dto.reason, reason: dto.reason, herbZh: place.herbZh },
        ...{ amount: input.amount, unit: input.unit, areaMu: input.areaMu, dilution: input.dilution },
        applications: isPesticide ? this.count(place.id, number ?? input.product, day) : 1,
      },
      this.reference,
    );
    return {
      ...{ registrationNumber: number, intervalDays, draw: draw?.drawn },
      drafts: [...drafts, ...(draw?.drafts ?? [])],
    };
  }

  /** Takes the use from the lot as it stands after the uses before it. */
  private draw(input: { amount: string; unit: string; areaMu?: string }, lot: LockedInputLot) {
    const asked = baseAmount(input.amount, input.unit, input.areaMu);
    if (asked === undefined)
      throw unfit('input.areaMu', null, '按亩计量须写明面积', 'is wanted when the amount is given per mu');
    if (asked.unit !== lot.unit)
      throw unfit(
        'input.unit',
        input.unit,
        `该批以 ${lot.unit} 计量，不能按 ${asked.unit} 领用`,
        `cannot be taken from a lot measured in ${lot.unit}`,
      );
    const move = stockMove('used', asked.amount, lot);
    const held = stockAfter(
      { balance: lot.balance, issued: '0' },
      { storeDelta: lot.issued, issuedDelta: '0', uncovered: '0' },
    );
    const drafts = inputInStock(lot.product, asked.amount, held.balance, lot.unit, lot.balance);
    Object.assign(lot, stockAfter(lot, move));
    return { drawn: { inputLot: lot.id, amount: asked.amount, move }, drafts };
  }

  private count(planting: string, product: string, day: string): number {
    const key = applicationKey(planting, product, day.slice(0, 4));
    const applications = (this.applications.get(key) ?? 0) + 1;
    this.applications.set(key, applications);
    return applications;
  }
}

/** Sprayings recorded so far on these plantings, by planting, registration number (or product) and Chinese calendar year. */
async function applicationsOn(
  tx: Tx,
  organisationId: string,
  plantings: readonly string[],
): Promise<Map<string, number>> {
  const rows: { planting: string; product: string; year: string; n: number }[] = await tx.query(
    `select planting_id as planting, coalesce(registration_number, input_product) as product,
            to_char(at at time zone 'Asia/Shanghai', 'YYYY') as year, count(*)::int as n
       from field_work
      where organisation_id = $1 and planting_id = any($2::uuid[]) and kind = '施药' and input_product is not null
      group by 1, 2, 3`,
    [organisationId, [...new Set(plantings)]],
  );
  const counted = new Map<string, number>();
  for (const { planting, product, year, n } of rows) {
    const key = applicationKey(planting, product, year);
    counted.set(key, (counted.get(key) ?? 0) + n);
  }
  return counted;
}

function applicationKey(planting: string, product: string, year: string): string {
  return `${planting} ${registrationKey(product)} ${year}`;
}

/** Both names where they differ: a banned name in either is one. */
function whole(bought: string, written: string): string {
  return bought.includes(written) || written.includes(bought) ? longer(bought, written) : `${bought}（${written}）`;
}

function longer(a: string, b: string): string {
  return a.length >= b.length ? a : b;
}

function longest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
