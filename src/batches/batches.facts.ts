import type { BalanceKind } from '../lots/mass-balance.js';
import type { EntryDisclosure } from '../rules/entry-disclosure.js';

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
    /** How late and how it was entered. */
    entry?: EntryDisclosure;
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
    entry?: EntryDisclosure;
  };
  /** How batches are numbered from now on. */
  'batches.number-scheme-set': { scheme: string; pattern: string; herb?: string };
  /** A number that no batch will ever have. */
  'batches.number-voided': { void: string; number: string; reason: string };
  /** Grams left the batch for the store of retained samples. Who took them is sealed. */
  'batches.sample-retained': {
    sample: string;
    lot: string;
    grams: number;
    location: string;
    takenAt: string;
    /** First Chinese calendar day on which it may be destroyed; left out where no shelf life is known. */
    dueOn?: string;
  };
  /** The first of two people wants a sample destroyed. */
  'batches.retained-destruction-asked': { step: string; sample: string; batch: string; reason: string };
  /** The second has seen to it. */
  'batches.retained-sample-destroyed': { step: string; sample: string; batch: string; reason: string };
}
