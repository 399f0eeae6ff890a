import type { BalanceKind } from '../lots/mass-balance.js';

/** The open parts of this room's facts, by type. */
export interface BatchesFacts {
  'batches.batch-made': {
    lot: string;
    number: string;
    herb: string;
    variant?: string;
    grams: number;
    inputs: { lot: string; grams: number }[];
    balance: { kind: BalanceKind; grams: number; reason: string }[];
    divisionCode: string;
  };
  'batches.packed': {
    lot: string;
    packing: string;
    count: number;
    gramsEach: number;
    material: string;
    packedAt: string;
    firstSerial: number;
    lastSerial: number;
  };
}
