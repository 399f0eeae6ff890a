import type { CustodyStep, ToldHands, ToldMove, ToldPart } from './custody-told.js';

/** Serials of packages within the lot they were packed from, both included. */
export type Serials = readonly [from: number, to: number];

/** Part of a lot that goes to somebody. Without `serials` the whole of a lot takes its packages along, a part takes none. */
export interface ConsignLine {
  /** Id of the consignment lot to be born. */
  id: string;
  lot: string;
  grams: number;
  serials?: readonly Serials[] | undefined;
}

/** What a giver hands over, by one act. */
export interface Dispatch {
  actId: string;
  factId: string;
  /** ISO 8601 with zone. */
  at: string;
  /** Organisation it goes to. */
  towards: string;
  /** Whose the goods become once accepted; null: they stay their owner's (toll processing, samples). */
  passesTo: string | null;
  /** refuse what is not released. */
  released: boolean;
  /** Refuse what a binding hold stands on. */
  free: boolean;
  lines: readonly ConsignLine[];
}

/** Packages `first` to `last` of the batch (or repacked consignment) `of`, in which their serials count. */
export interface PackageRange {
  of: string;
  first: number;
  last: number;
  gramsEach: number;
}

/** A consignment: the part that was split off, now under way. */
export interface Consignment {
  lot: string;
  from: string;
  /** What kind of lot it was split from. */
  kind: string;
  herb: string;
  variant: string | null;
  number: string | null;
  grams: number;
  quality: string;
  owner: string;
  packages: PackageRange[];
}

/** What a receiver says of one lot; the grams together are what was sent. */
export interface ReceivedLot {
  lot: string;
  accepted: number;
  quarantined: number;
  rejected: number;
  /** Missing, with the reason: a loss on the way. */
  short: number;
  reason?: string | undefined;
  /** Ids for the parts that get another verdict than the lot's main one. */
  quarantinedAs: string;
  rejectedAs: string;
  quarantinedSerials?: readonly Serials[] | undefined;
  rejectedSerials?: readonly Serials[] | undefined;
  /** The receiver's own hold that ends with this acceptance. */
  lifting?: string | undefined;
}

export interface Receiving {
  actId: string;
  factId: string;
  at: string;
  lots: readonly ReceivedLot[];
}

/** What became of one lot that was answered. */
export interface Received {
  lot: string;
  step: CustodyStep;
  sender: string;
  owner: string;
  newOwner: string;
  herb: string;
  number: string | null;
  kind: string;
  grams: number;
  packages: PackageRange[];
  accepted: number;
  quarantined: number;
  rejected: number;
  short: number;
  /** The lot that is set aside, or refused: the lot itself, or the part split off. */
  quarantinedAs: string | null;
  rejectedAs: string | null;
}

/** What the fact of a hand-over has to tell (custody-told.ts), read from the rows it made. */
export interface Told {
  moves: ToldMove[];
  hands: ToldHands[];
  inputs: { lot: string; grams: number }[];
  outputs: ToldPart[];
}

/** A period in the life of a lot. Holder, owner and addressee are null in periods the viewer had no part in. */
export interface CustodyPeriod {
  step: CustodyStep;
  custody: 'in-stock' | 'in-transit';
  /** By the database's clock; the next period begins where this one ends. */
  since: string;
  until: string | null;
  /** When it happened, as it was said. */
  occurredAt: string;
  factId: string;
  holder: string | null;
  owner: string | null;
  towards: string | null;
}
