import type { BalanceKind } from '../lots/mass-balance.js';
import type { StepKind } from './step-kind.js';

/** One step as told: decimals as strings, times as entered. */
export interface RunStep {
  kind: StepKind;
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
}

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
    outputs: { lot: string; herb: string; variant?: string; grams: number; byProduct?: boolean }[];
    balance: { kind: BalanceKind; grams: number; reason: string }[];
    /** kg fresh for 1 kg dry, two places. */
    ratio?: string;
  };
}
