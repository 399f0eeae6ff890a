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
    /** What its sources told for the label; left out where they told nothing. */
    species?: string;
    origin?: string;
    /** Chinese calendar days. */
    harvested?: { from: string; to: string };
    specification?: string;
    storage?: string;
    /** `reference`: nobody entered one, and the figure is the reference data's. */
    shelfLife?: { months: number; basis: 'entered' | 'reference' };
  };
  /** What the labels of a batch say from now on; only what was decided stands here. */
  'batches.label-set': {
    batch: string;
    label: string;
    specification?: string;
    shelfLifeMonths?: number;
    storage?: string;
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
