import type { BalanceLine } from './mass-balance.js';
import type { Custody, HoldAuthority, HoldScope, Quality } from './lot-state.js';

/** An adjuvant's `herb` is the code of the adjuvant. */
export type LotKind = 'seed' | 'harvest' | 'output' | 'batch' | 'consignment' | 'adjuvant';
/** Seed may be counted; all else is weighed in whole grams. */
export type LotUnit = 'gram' | 'piece';
/** What a lot comes from that is not a lot itself. Holds on plot, planting, input and grower catch the lot at birth. */
export type OriginKind = 'plot' | 'planting' | 'input' | 'grower' | 'organisation' | 'sample' | 'seed';

export interface LotOrigin {
  kind: OriginKind;
  subject: string;
}

/** A hold that stands on a lot. */
export interface ActiveHold {
  hold: string;
  scope: HoldScope;
  authority: HoldAuthority;
  /** Who placed it. */
  organisation: string;
  reason: string;
  placedAt: string;
  /** False: only an alert, because a company's word does not bind the goods of another. */
  binding: boolean;
}

interface LotOutline {
  id: string;
  kind: LotKind;
  herb: string;
  variant: string | null;
  unit: LotUnit;
  initialQuantity: number;
  remaining: number;
  /** Division code of where it was born. */
  region: string;
  bornAt: string;
  byProduct: boolean;
  holds: ActiveHold[];
}

/** A lot as its owner, holder, maker, or a regulator whose region its family touches sees it. */
export interface LotView extends LotOutline {
  disclosure: 'full';
  number: string | null;
  quality: Quality;
  custody: Custody;
  /** Null for whoever only made it: where it went is its owner's affair. */
  owner: string | null;
  holder: string | null;
  madeBy: string;
  bornFact: string;
  act: string;
  /** Only in the answer of `view`. */
  origins?: LotOrigin[];
}

/** A lot as a stranger in its family sees it: herb, grams, date, region. */
export interface AnonymisedLot extends LotOutline {
  disclosure: 'anonymised';
}

/** A new lot that no other lot's matter went into. Its id is the id of the act that made it. */
export interface Birth {
  id: string;
  kind: LotKind;
  herb: string;
  variant?: string | null | undefined;
  number?: string | null | undefined;
  unit?: LotUnit | undefined;
  /** Whole grams, or pieces. */
  quantity: number;
  /** Division code. */
  region: string;
  /** ISO 8601 with zone. */
  bornAt: string;
  factId: string;
  actId: string;
  origins: readonly LotOrigin[];
  /** Lots it comes from without taking matter: the seed lot of a planting. Must be the caller's own. */
  originLots?: readonly string[] | undefined;
  /** A broken blocking rule: the lot is born held by a finding. */
  holdReason?: string | undefined;
}

/** Lots in, lots out: a run, a blend, a split, a consignment. */
export interface Transformation {
  actId: string;
  factId: string;
  at: string;
  region: string;
  inputs: readonly { lot: string; grams: number }[];
  outputs: readonly {
    id: string;
    kind: LotKind;
    herb: string;
    variant?: string | null | undefined;
    number?: string | null | undefined;
    grams: number;
    byProduct?: boolean | undefined;
    /** Whose it is, where goods of several owners went in; else the one owner's. */
    owner?: string | undefined;
  }[];
  balance: readonly BalanceLine[];
  /** A broken blocking rule: every output is born held by a finding. */
  holdReason?: string | undefined;
}

/** A draw that makes no lot. */
export interface Taking {
  lot: string;
  grams: number;
  reason: 'sample' | 'loss' | 'waste' | 'planted' | 'used' | 'destroyed';
  note?: string | undefined;
  actId: string;
  factId: string;
}

export interface HoldDemand {
  id: string;
  scope: HoldScope;
  subject: string;
  reason: string;
  authority: HoldAuthority;
}
