import { ancestorShares, descendantShares, type FamilyEdge, type FamilyLot, type Share } from '../../lots/genealogy.js';
import type { Custody, Quality } from '../../lots/lot-state.js';
import type { LotKind, LotUnit } from '../../lots/lot.js';
import type { Family, Relative } from '../../lots/lots.queries.js';
import { showGrams, showShares, type ShownShare } from '../../lots/shown-share.js';

/** up: what it was made of. down: what was made of it. */
export type Way = 'up' | 'down';

export interface Party {
  id: string;
  name: string;
}

/** One lot that was touched. Without `disclosure: full` only herb, grams, dates and region are told. */
export interface ImpactLot {
  id: string;
  kind: LotKind;
  herb: string;
  variant: string | null;
  unit: LotUnit;
  region: string;
  bornAt: string;
  /** It is what was asked about, or of it. */
  root: boolean;
  initialGrams: number;
  presentGrams: number;
  /** Went to others in consignments that they took; what is on its way is a lot of its own, present and in transit. */
  soldGrams: number;
  /** Left the lot in any way but by consignments: worked on, sampled, lost, destroyed. */
  consumedGrams: number;
  /** Part of this lot that came of the roots (down), or of the roots that came of it (up); null where no matter did. */
  percent: string | null;
  sourceGrams: string | null;
  /** The same part of what is present. */
  exposedGrams: string | null;
  disclosure: 'full' | 'anonymised';
  number?: string | null;
  quality?: Quality;
  custody?: Custody;
  holder?: Party | null;
}

/** What one holder has of it now, and what became of the rest. */
export interface ImpactHolder {
  /** Null: all holders the viewer may not know, together; then stock and transit are not told apart. */
  organisation: Party | null;
  lots: number;
  presentGrams: number;
  inStockGrams: number | null;
  inTransitGrams: number | null;
  soldGrams: number;
  consumedGrams: number;
  /** Weighted by share: what of the present grams really is of the roots. */
  exposedGrams: string;
}

export interface ImpactSide {
  way: Way;
  lots: ImpactLot[];
  edges: { from: string; to: string; kind: 'matter' | 'origin'; grams?: number }[];
  holders: ImpactHolder[];
}

/** By lot: grams given into consignments, and how much of them is with somebody else now. */
export type Sold = Readonly<Record<string, readonly [gone: number, sold: number]>>;

/** Only lots born within it are shown and summed; shares are reckoned over the whole family all the same. */
export interface Window {
  from?: string | undefined;
  until?: string | undefined;
}

/** A lot that stands for all roots together; no lot has this id. */
const TOGETHER = 'together';

/**
 * Lays out one direction. Several roots are weighed as one lot blended of them: below, a lot is of the roots as far as its matter passed
 * through any of them, counted once; above, an ancestor has its part in all roots by their weights at birth.
 */
export function layOutImpact(
  way: Way,
  roots: readonly string[],
  family: Family,
  sold: Sold,
  window: Window = {},
): ImpactSide {
  const wanted = new Set(roots);
  const shares = way === 'down' ? below(wanted, family) : above(wanted, family);
  const shown = new Map(showShares(shares).map((share): [string, ShownShare] => [share.lot, share]));
  const exact = new Map(shares.map((share): [string, bigint] => [share.lot, share.share]));
  const inside = family.lots.filter(({ id, bornAt }) => wanted.has(id) || isWithin(bornAt, window));
  const ids = new Set(inside.map(({ id }) => id));
  const lots = inside.map((lot) =>
    toLot(lot, wanted.has(lot.id), sold[lot.id] ?? [0, 0], shown.get(lot.id), family.names),
  );
  return {
    way,
    lots,
    edges: family.edges
      .filter(({ parent, child }) => ids.has(parent) && ids.has(child))
      .map(({ parent, child, grams }) => ({
        from: parent,
        to: child,
        ...(grams === null ? { kind: 'origin' as const } : { kind: 'matter' as const, grams }),
      })),
    holders: holdersOf(lots, exact),
  };
}

function isWithin(bornAt: string, { from, until }: Window): boolean {
  const at = Date.parse(bornAt);
  return (from === undefined || at >= Date.parse(from)) && (until === undefined || at <= Date.parse(until));
}

function below(roots: ReadonlySet<string>, { lots, edges }: Family): Share[] {
  const own = lots.filter(({ id }) => roots.has(id));
  const asked: FamilyLot[] = lots.map((lot) => (roots.has(lot.id) ? { ...lot, matterIn: lot.initialQuantity } : lot));
  return descendantShares(
    TOGETHER,
    [...asked, together(own)],
    [
      ...edges.filter(({ child }) => !roots.has(child)),
      ...own.map(({ id, initialQuantity }): FamilyEdge => ({ parent: TOGETHER, child: id, grams: initialQuantity })),
    ],
  );
}

function above(roots: ReadonlySet<string>, { lots, edges }: Family): Share[] {
  const own = lots.filter(({ id }) => roots.has(id));
  return ancestorShares(
    TOGETHER,
    [...lots, together(own)],
    [
      ...edges,
      ...own.map(({ id, initialQuantity }): FamilyEdge => ({ parent: id, child: TOGETHER, grams: initialQuantity })),
    ],
  );
}

function together(own: readonly Relative[]): FamilyLot {
  const initialQuantity = own.reduce((sum, lot) => sum + lot.initialQuantity, 0);
  const remaining = own.reduce((sum, lot) => sum + lot.remaining, 0);
  return { id: TOGETHER, initialQuantity, remaining, matterIn: initialQuantity };
}

function toLot(
  lot: Relative,
  root: boolean,
  [gone, soldGrams]: readonly [gone: number, sold: number],
  share: ShownShare | undefined,
  names: ReadonlyMap<string, string>,
): ImpactLot {
  const { id, kind, herb, variant, unit, region, bornAt, initialQuantity, remaining, full } = lot;
  return {
    ...{ id, kind, herb, variant, unit, region, bornAt, root },
    ...{ initialGrams: initialQuantity, presentGrams: remaining, soldGrams },
    consumedGrams: initialQuantity - remaining - gone,
    ...{ percent: share?.percent ?? null, sourceGrams: share?.sourceGrams ?? null },
    exposedGrams: share?.presentGrams ?? null,
    ...(full === undefined
      ? { disclosure: 'anonymised' }
      : {
          disclosure: 'full',
          ...{ number: full.number, quality: full.quality, custody: full.custody },
          holder: full.holder === null ? null : { id: full.holder, name: names.get(full.holder) ?? full.holder },
        }),
  };
}

/** Seed counted in pieces weighs nothing, and what gave no matter is nobody's exposure. */
function holdersOf(lots: readonly ImpactLot[], parts: ReadonlyMap<string, bigint>): ImpactHolder[] {
  const sums = new Map<string | undefined, { organisation: Party | null; of: ImpactLot[] }>();
  for (const lot of lots) {
    if (!parts.has(lot.id) || lot.unit !== 'gram') continue;
    const organisation = lot.holder ?? null;
    const sum = sums.get(organisation?.id) ?? { organisation, of: [] };
    sum.of.push(lot);
    sums.set(organisation?.id, sum);
  }
  return [...sums.values()]
    .map(({ organisation, of }): ImpactHolder => {
      const sum = (grams: (lot: ImpactLot) => number): number => of.reduce((total, lot) => total + grams(lot), 0);
      const lying = (custody: Custody) => sum((lot) => (lot.custody === custody ? lot.presentGrams : 0));
      return {
        ...{ organisation, lots: of.length, presentGrams: sum(({ presentGrams }) => presentGrams) },
        inStockGrams: organisation === null ? null : lying('in-stock'),
        inTransitGrams: organisation === null ? null : lying('in-transit'),
        soldGrams: sum(({ soldGrams }) => soldGrams),
        consumedGrams: sum(({ consumedGrams }) => consumedGrams),
        exposedGrams: showGrams(
          of.reduce((total, { id, presentGrams }) => total + parts.get(id)! * BigInt(presentGrams), 0n),
        ),
      };
    })
    .sort((a, b) => b.presentGrams - a.presentGrams || a.lots - b.lots);
}
