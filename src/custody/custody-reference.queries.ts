import { readDocument } from '../herbs/herbs.queries.js';
import type { Tx } from '../platform/db/tx.js';
import type { Climate } from './climate-kept.js';
import type { DestinationRule } from './destination-allowed.js';

/** Why goods are handed over, and what that asks for. */
export interface DispatchReason {
  code: string;
  zh: string;
  /** only released stock. */
  needsRelease: boolean;
  /** Not while a binding hold stands. */
  needsFree: boolean;
  /** Whose the goods are once accepted. */
  ownership: 'passes' | 'stays';
}

/** The reference file "custody" as it is in force. */
export interface CustodyReference {
  reasons: readonly DispatchReason[];
  destinations: readonly DestinationRule[];
  /** Licences a supplier of this kind must have. */
  supplierLicences: readonly { kind: string; licences: readonly string[] }[];
  climates: readonly Climate[];
  weightTolerancePermille: number;
  confirmWithinHours: number;
  auditValidMonths: number;
}

const NONE: CustodyReference = {
  ...{ reasons: [], destinations: [], supplierLicences: [], climates: [] },
  ...{ weightTolerancePermille: 0, confirmWithinHours: 72, auditValidMonths: 24 },
};

/** Reads it in the act's transaction, so that an act is judged by one version. */
export async function custodyReference(tx: Tx): Promise<CustodyReference> {
  return { ...NONE, ...((await readDocument(tx, 'custody')) as unknown as Partial<CustodyReference> | undefined) };
}
