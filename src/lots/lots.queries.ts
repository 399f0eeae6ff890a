/** Every call into the lot functions of the database. Refusals come out as this room's errors. */
import type { Tx } from '../platform/db/tx.js';
import type { FamilyEdge, FamilyLot } from './genealogy.js';
import type {
  ActiveHold,
  AnonymisedLot,
  Birth,
  HoldDemand,
  LotKind,
  LotUnit,
  LotView,
  Taking,
  Transformation,
} from './lot.js';
import type { Custody, HoldAuthority, HoldScope, Quality } from './lot-state.js';
import { refusing } from './lots.errors.js';

async function call<T>(tx: Tx, sql: string, parameters: unknown[]): Promise<T> {
  const rows: { answer: T }[] = await refusing(tx.query(sql, parameters));
  return rows[0]!.answer;
}

export function bear(tx: Tx, birth: Birth): Promise<{ inheritedHolds: ActiveHold[] }> {
  return call(tx, 'select lot_born($1) as answer', [JSON.stringify({ ...birth, originLots: birth.originLots ?? [] })]);
}

export function transform(tx: Tx, act: Transformation): Promise<{ inheritedHolds: ActiveHold[]; inputs: LotView[] }> {
  return call(tx, 'select lot_transform($1) as answer', [JSON.stringify(act)]);
}

export function take(tx: Tx, taking: Taking): Promise<LotView> {
  return call(tx, 'select lot_take($1) as answer', [JSON.stringify(taking)]);
}

export function entrusted(tx: Tx): Promise<LotView[]> {
  return call(tx, 'select lots_entrusted() as answer', []);
}

export function lock(tx: Tx, lot: string): Promise<LotView> {
  return call(tx, 'select lot_lock($1) as answer', [lot]);
}

/** Locks in the order of ids, as every function here does; the subquery keeps that order before the calls. */
export async function lockMany(tx: Tx, lots: readonly string[]): Promise<LotView[]> {
  const rows: { answer: LotView }[] = await refusing(
    tx.query(
      `select lot_lock(lot) as answer from (select distinct lot from unnest($1::uuid[]) lot order by lot offset 0) wanted`,
      [lots],
    ),
  );
  return rows.map(({ answer }) => answer);
}

export function view(tx: Tx, lot: string): Promise<LotView | AnonymisedLot> {
  return call(tx, 'select lot_view($1) as answer', [lot]);
}

export function setQuality(tx: Tx, lot: string, quality: Quality, factId: string): Promise<LotView> {
  return call(tx, 'select lot_set_quality($1, $2, $3) as answer', [lot, quality, factId]);
}

export async function assertFree(tx: Tx, lot: string): Promise<void> {
  await refusing(tx.query('select lot_assert_free($1)', [lot]));
}

export interface Placed {
  hold: string;
  /** How many lots it covers now. */
  lots: number;
  /** SHA-256 over the ids of those lots, ascending, one a line. */
  digest: string;
}

export function hold(tx: Tx, demand: HoldDemand & { factId: string }): Promise<Placed> {
  const place = demand.authority === 'recall' ? 'lot_recall' : 'lot_hold';
  return call(tx, `select ${place}($1) as answer`, [JSON.stringify(demand)]);
}

export function holdFailed(
  tx: Tx,
  demand: { id: string; lot: string; reason: string; reportFact: string; factId: string },
): Promise<Placed | null> {
  return call(tx, 'select lot_hold_failed($1) as answer', [JSON.stringify(demand)]);
}

export interface Lifted {
  hold: string;
  scope: HoldScope;
  subject: string;
  authority: HoldAuthority;
  lots: number;
}

export function lift(tx: Tx, lifting: { hold: string; reason: string; factId: string }): Promise<Lifted> {
  return call(tx, 'select lot_lift($1) as answer', [JSON.stringify(lifting)]);
}

/** One lot of a family, as far as the viewer may see it: the later members are there only when it is shown in full. */
export interface Relative extends FamilyLot {
  kind: LotKind;
  herb: string;
  variant: string | null;
  unit: LotUnit;
  region: string;
  bornAt: string;
  full?: { number: string | null; quality: Quality; custody: Custody; holder: string | null };
}

export interface Family {
  lots: Relative[];
  edges: FamilyEdge[];
  /** Names of the holders that are shown. */
  names: Map<string, string>;
}

/** The lot and all its ancestors, or all its descendants; `whole` is for the system's own role only. */
export async function family(tx: Tx, lot: string, way: 'up' | 'down', whole: boolean): Promise<Family> {
  // The directory is public by law and read by every role; the functions' own role has no business with it.
  const rows: PackedFamily[] = await refusing(
    tx.query(
      `select lots, edges, (select json_object_agg(id, name) from organisation where id = any (holders)) as names
         from ${whole ? 'lot_graph_whole' : 'lot_graph'}($1, $2)`,
      [lot, way === 'down'],
    ),
  );
  return unpackFamily(rows[0]!);
}

/** A family as the database packs it: arrays of arrays in two JSON texts. */
export interface PackedFamily {
  lots: string;
  edges: string;
  names: Record<string, string> | null;
}

export function unpackFamily(packed: PackedFamily): Family {
  return {
    lots: (JSON.parse(packed.lots) as PackedLot[]).map(toRelative),
    edges: (JSON.parse(packed.edges) as [string, string, number | null][]).map(([parent, child, grams]) => ({
      parent,
      child,
      grams,
    })),
    names: new Map(Object.entries(packed.names ?? {})),
  };
}

type PackedLot = [
  id: string,
  kind: LotKind,
  herb: string,
  variant: string | null,
  unit: LotUnit,
  initialQuantity: number,
  remaining: number,
  matterIn: number | null,
  region: string,
  bornAtMs: number,
  number?: string | null,
  quality?: Quality,
  custody?: Custody,
  holder?: string,
];

function toRelative(packed: PackedLot): Relative {
  const [id, kind, herb, variant, unit, initialQuantity, remaining, matterIn, region, bornAtMs, ...rest] = packed;
  const [number, quality, custody, holder] = rest;
  const bornAt = new Date(bornAtMs).toISOString();
  return {
    ...{ id, kind, herb, variant, unit, initialQuantity, remaining, matterIn, region, bornAt },
    ...(quality === undefined
      ? {}
      : { full: { number: number ?? null, quality, custody: custody!, holder: holder ?? null } }),
  };
}
