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
    outputs: { lot: string; herb: string; variant?: string; grams: number; byProduct?: boolean; use?: OutputUse }[];
    balance: { kind: BalanceKind; grams: number; reason: string }[];
    /** kg fresh for 1 kg dry, two places. */
    ratio?: string;
    /** SHA-256 of the reference file it was judged by. */
    reference?: string;
    /** Why goods that had failed were worked again. */
    rework?: string;
    /** How late and how it was entered. */
    entry?: EntryDisclosure;
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
