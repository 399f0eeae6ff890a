import type { BalanceKind } from '../lots/mass-balance.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';

/** One step as told: decimals as strings, times as entered. */
export interface RunStep {
  /** Word of the reference data. */
  kind: string;
  startedAt: string;
  endedAt: string;
  celsius?: string;
  celsiusMin?: string;
  celsiusMax?: string;
  humidityPercent?: string;
  layerCentimetres?: string;
  thicknessMillimetres?: string;
  waterSource?: string;
  equipment?: string;
  agent?: string;
  /** Parameters of the reference data that have no field of their own, by code. */
  parameters?: Record<string, string>;
  /** What a probe read on the way, in the order of time. */
  curve?: CurvePoint[];
  /** Papers, pictures and files that show the step, by number or SHA-256. */
  evidence?: StepEvidence[];
}

export type CurvePoint = { at: string; celsius: string; humidityPercent?: string };

export type StepEvidence = { kind: string; number?: string; sha256?: string };

/** What an output is for. Only a product is goods; waste is a lot so that nobody can bring it back unseen. */
export type OutputUse = 'product' | 'by-product' | 'waste' | 'rework';

/**
 * What one owner brought to a run, got out of it and lost in it; whole grams, and
 * in + added + gain = product + by-product + waste + loss.
 */
export type OwnerShare = {
  owner: string;
  inGrams: number;
  /** Adjuvants that went over to this owner's goods. */
  addedGrams: number;
  gainGrams: number;
  productGrams: number;
  /** By-products, and what goes to rework. */
  byProductGrams: number;
  /** Lots of waste, and this owner's part of what was thrown away. */
  wasteGrams: number;
  /** The rest: drying, handling, samples. Negative when this owner got more than went in. */
  lossGrams: number;
};

/** The open parts of this room's facts, by type. Operators and notes are sealed. */
export interface ProcessingFacts {
  'processing.run-finished': {
    run: string;
    method: string;
    facility: string;
    startedAt: string;
    endedAt: string;
    steps: RunStep[];
    inputs: { lot: string; grams: number }[];
    outputs: {
      lot: string;
      herb: string;
      variant?: string;
      grams: number;
      byProduct?: boolean;
      use?: OutputUse;
      /** Whose it is, when it is not the goods of whoever ran it. */
      owner?: string;
    }[];
    balance: { kind: BalanceKind; grams: number; reason: string }[];
    /** kg fresh for 1 kg dry, two places. */
    ratio?: string;
    /** SHA-256 of the reference file it was judged by. */
    reference?: string;
    /** Why goods that had failed were worked again. */
    rework?: string;
    /** How late and how it was entered. */
    entry?: EntryDisclosure;
    /** What each owner brought, got and lost, when any of the goods was another's. */
    owners?: OwnerShare[];
  };
  /** Visibility party: the owner who says it, and the workshop. */
  'processing.toll-agreed': {
    agreement: string;
    workshop: string;
    work: string;
    mayMix: boolean;
    validFrom: string;
    validUntil: string;
  };
  /** The supplier is sealed. */
  'processing.adjuvant-received': {
    lot: string;
    adjuvant: string;
    grams: number;
    receivedAt: string;
    batchNumber?: string;
    standard?: string;
    expiresOn?: string;
    documents: { kind: string; number: string }[];
  };
}
