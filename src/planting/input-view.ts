import { inZone } from '../platform/occurred-at.js';
import type { InputLotEntity, InputMovementEntity } from './input.entity.js';
import type { InputLabel } from './input-label.js';

/** A delivery with what is left of it: `balance` in the store, `issued` in people's hands. Decimal strings in `unit`. */
export interface InputLotView {
  id: string;
  factId: string;
  kind: string;
  product: string;
  registrationNumber: string | null;
  manufacturer: string | null;
  lotNumber: string | null;
  expiresOn: string | null;
  label: InputLabel;
  unit: string;
  received: string;
  balance: string;
  issued: string;
  supplier: string;
  receivedAt: string;
  recordedAt: string;
}

export function toInputLotView(row: InputLotEntity): InputLotView {
  const { id, factId, kind, product, registrationNumber, manufacturer, lotNumber, expiresOn, label, unit } = row;
  return {
    ...{ id, factId, kind, product, registrationNumber, manufacturer, lotNumber, expiresOn, label, unit },
    ...{ received: row.received, balance: row.balance, issued: row.issued, supplier: row.supplier },
    ...{ receivedAt: inZone(row.receivedAt, row.atZone), recordedAt: row.recordedAt.toISOString() },
  };
}

/** A line of the stock ledger. `uncovered`: what the stock could not explain. */
export interface InputMovementView {
  id: string;
  factId: string;
  kind: string;
  amount: string;
  uncovered: string;
  storeDelta: string;
  issuedDelta: string;
  recordedAt: string;
}

export function toInputMovementView(row: InputMovementEntity): InputMovementView {
  const { id, factId, kind, amount, uncovered, storeDelta, issuedDelta } = row;
  return { id, factId, kind, amount, uncovered, storeDelta, issuedDelta, recordedAt: row.recordedAt.toISOString() };
}
