import { ancestorShares, descendantShares, ONE } from './genealogy.js';
import type { Custody, Quality } from './lot-state.js';
import type { LotKind, LotUnit } from './lot.js';
import type { Family, Relative } from './lots.queries.js';
import { showGrams, showShares, type ShownShare } from './shown-share.js';

export interface Party {
  id: string;
  name: string;
}

/** A lot of the family. Without `disclosure: full` only herb, quantities, date and region are told. */
export interface RelativeView {
  id: string;
  kind: LotKind;
  herb: string;
  variant: string | null;
  unit: LotUnit;
  /** Whole grams (or pieces) at birth, and now. */
  initialGrams: number;
  presentGrams: number;
  region: string;
  bornAt: string;
  disclosure: 'full' | 'anonymised';
  number?: string | null;
  quality?: Quality;
  custody?: Custody;
  holder?: Party | null;
}

/** Per holder: what would be recalled, and what of it is really of the lot asked about. */
export interface HolderView {
  /** Null: holders that the viewer may not know, taken together. */
  organisation: Party | null;
  physicalGrams: number;
  exposedGrams: string;
}

/** All ancestors or all descendants of a lot, with the lot itself, at any depth. */
export interface FamilyView {
  lot: string;
  lots: RelativeView[];
  /** From parent to child. */
  edges: { from: string; to: string; kind: 'matter' | 'origin'; grams?: number }[];
  shares: ShownShare[];
  holders: HolderView[];
}

/** Lays a family out as http.md has it. */
export function toFamilyView(lot: string, way: 'up' | 'down', family: Family): FamilyView {
  const { names } = family;
  const self = family.lots.find(({ id }) => id === lot);
  if (self === undefined) throw new RangeError(`lot ${lot} is missing from its own family`);
  const shares =
    way === 'up' ? ancestorShares(lot, family.lots, family.edges) : descendantShares(lot, family.lots, family.edges);
  const parts = new Map([[lot, ONE], ...shares.map(({ lot: id, share }): [string, bigint] => [id, share])]);
  return {
    lot,
    lots: family.lots.map((relative) => toRelativeView(relative, names)),
    edges: family.edges.map(({ parent, child, grams }) => ({
      from: parent,
      to: child,
      ...(grams === null ? { kind: 'origin' as const } : { kind: 'matter' as const, grams }),
    })),
    shares: way === 'up' ? showShares(shares, self.remaining) : showShares(shares),
    holders: holdersOf(family.lots, parts, names),
  };
}

function toRelativeView(relative: Relative, names: ReadonlyMap<string, string>): RelativeView {
  const { id, kind, herb, variant, unit, initialQuantity, remaining, region, bornAt, full } = relative;
  return {
    ...{ id, kind, herb, variant, unit, initialGrams: initialQuantity, presentGrams: remaining, region, bornAt },
    ...(full === undefined
      ? { disclosure: 'anonymised' }
      : {
          disclosure: 'full',
          number: full.number,
          quality: full.quality,
          custody: full.custody,
          holder: party(full.holder, names),
        }),
  };
}

function party(id: string | null, names: ReadonlyMap<string, string>): Party | null {
  return id === null ? null : { id, name: names.get(id) ?? id };
}

/** Weighs per holder what matter of the lot is there now; what is used up, and seed counted in pieces, weighs nothing. */
function holdersOf(
  lots: readonly Relative[],
  parts: ReadonlyMap<string, bigint>,
  names: ReadonlyMap<string, string>,
): HolderView[] {
  const sums = new Map<string | null, { physical: number; exposed: bigint }>();
  for (const lot of lots) {
    const part = parts.get(lot.id);
    if (part === undefined || lot.unit !== 'gram' || lot.remaining === 0) continue;
    const holder = lot.full?.holder ?? null;
    const sum = sums.get(holder) ?? { physical: 0, exposed: 0n };
    sum.physical += lot.remaining;
    sum.exposed += part * BigInt(lot.remaining);
    sums.set(holder, sum);
  }
  return [...sums]
    .map(([holder, { physical, exposed }]) => ({
      organisation: party(holder, names),
      physicalGrams: physical,
      exposedGrams: showGrams(exposed),
    }))
    .sort((a, b) => b.physicalGrams - a.physicalGrams);
}
