import type { EntryDisclosure } from '../rules/entry-disclosure.js';
import type { BalanceLine } from '../lots/mass-balance.js';
import type { ActiveHold } from '../lots/lot.js';
import { inZone } from '../platform/occurred-at.js';
import type { BatchEntity, PackingEntity } from './batch.entity.js';

export interface BatchView {
  id: string;
  factId: string;
  number: string;
  herb: string;
  variant: string | null;
  grams: number;
  inputs: { lot: string; grams: number }[];
  balance: BalanceLine[];
  madeAt: string;
  entry: EntryDisclosure | null;
  recordedAt: string;
}

export interface PackingView {
  id: string;
  factId: string;
  count: number;
  gramsEach: number;
  material: string;
  packedAt: string;
  firstSerial: number;
  lastSerial: number;
  recordedAt: string;
}

/** A batch with its packings, its code, and the state of its lot. */
export interface WholeBatchView extends BatchView {
  code: string | null;
  remaining: number;
  quality: string;
  custody: string;
  holds: ActiveHold[];
  packages: number;
  packings: PackingView[];
}

export function toBatchView(row: BatchEntity): BatchView {
  const { id, factId, number, herb, variant, inputs, balance, entry } = row;
  const recordedAt = row.recordedAt.toISOString();
  const madeAt = inZone(row.at, row.atZone);
  return { id, factId, number, herb, variant, grams: Number(row.grams), inputs, balance, madeAt, entry, recordedAt };
}

export function toPackingView(row: PackingEntity): PackingView {
  const { id, factId, material } = row;
  return {
    ...{ id, factId, count: Number(row.count), gramsEach: Number(row.gramsEach), material },
    packedAt: inZone(row.packedAt, row.packedZone),
    ...{ firstSerial: Number(row.firstSerial), lastSerial: Number(row.lastSerial) },
    recordedAt: row.recordedAt.toISOString(),
  };
}
