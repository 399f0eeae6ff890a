import type { CustodyStep, ToldPart } from '../lots/custody-told.js';

type Moves = { lot: string; step: CustodyStep }[];
type Drawn = { lot: string; grams: number }[];

/**
 * The open parts of this room's facts. Who sent, who received, who drove, and every number of a paper is sealed: a fact of
 * a hand-over is of its parties, and what the public page tells of it has no name.
 */
export interface CustodyFacts {
  /** Goods left. Sealed: to, documentNumber, hands, carrier, vehicle, address. */
  'custody.dispatched': {
    shipment: string;
    reason: string;
    at: string;
    /** County of the sender. */
    divisionCode: string | null;
    climate?: string;
    moves: Moves;
    inputs: Drawn;
    outputs: ToldPart[];
  };
  /** On the way. Sealed: where exactly, and who said it. */
  'custody.journey-noted': {
    entry: string;
    shipment: string;
    kind: 'pickup' | 'position' | 'temperature';
    at: string;
    divisionCode?: string;
    celsius?: string;
    humidity?: string;
  };
  /** The receiver's answer. Sealed: from, externalNumber, hands. */
  'custody.received': {
    receipt: string;
    shipment: string;
    at: string;
    divisionCode: string | null;
    /** Recorded without a signal. */
    provisional: boolean;
    /** 可以验收, 需人工确认 or 不可验收, and the codes of the reasons. */
    verdict: string;
    reasons: string[];
    lines: ReceiptLineTold[];
    moves: Moves;
    inputs: Drawn;
    outputs: ToldPart[];
  };
  /** The receiver's own inspection, or its retained sample. */
  'custody.receipt-checked': {
    check: string;
    receipt: string;
    lot: string;
    kind: 'inspection' | 'retained-sample';
    at: string;
    grams?: number;
    sample?: string;
    report?: string;
    result?: string;
  };
  /** What is on file about a partner. Sealed: partner, number. */
  'custody.licence-filed': { licence: string; kind: string; expiresOn: string; scope?: string };
  /** Where the own ERP is told of receipts, or that it is not told any more. Sealed: url. */
  'custody.erp-hook-set': { hook: string; told: boolean };
  'custody.partner-audited': { audit: string; auditedOn: string; validUntil: string; result: string };
}

export type ReceiptLineTold = {
  lot: string;
  part?: string;
  verdict: 'accepted' | 'quarantined' | 'rejected' | 'short' | 'over';
  grams: number;
  exception?: string;
  hold?: string;
};
